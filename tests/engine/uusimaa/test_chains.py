"""Chains of the starter set: asked, verified, saved, and told on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graph_kb.errors import QueryError, UsageError
from graph_kb.store.meta import content_hash
from graph_kb.store.server import stop_server
from graph_kb.symbiosis.certifying import summary
from graph_kb.symbiosis.chains import Chains
from graph_kb.symbiosis.verifying import FactReader, read_facts
from graph_kb.workbench import KnowledgeBase
from graph_kb.workbench.backup import write_backup
from graph_kb.workbench.checks import check_graph, rehash
from graph_kb.workbench.restoring import restore

PLANT = "Vantaa waste-to-energy plant"
ELECTRICITY = "offer:vantaa-waste-to-energy-plant/electricity"
HEAT = "resource:data-centre-waste-heat"
AMMASSUO = "facility:ammassuo-eco-industrial-centre"


@pytest.fixture(scope="module")
def found(base: KnowledgeBase) -> Chains:
    return base.chains(PLANT)


def test_both_kinds_of_chains_are_found_and_proved(found: Chains) -> None:
    assert len(found.offers) > 1
    assert [one["status"] for one in found.certified.certificates] == ["certified"]
    assert {one["status"] for one in found.conditional.certificates} == {"conditional"}
    assert found.certified.proved
    assert found.conditional.proved
    assert found.certified.left_out == found.conditional.left_out == ()
    assert found.seconds.keys() == {"reading", "compiling", "searching", "certifying"}
    assert [one["optimality"]["rank"] for one in found.conditional.certificates] == list(range(1, 11))


@pytest.mark.parametrize("origin", [PLANT, HEAT, AMMASSUO])
def test_every_answer_is_verified(base: KnowledgeBase, origin: str) -> None:
    answer = base.chains(origin, k=5)
    assert answer.certificates
    for file, certificate in zip(answer.conditional.files, answer.conditional.certificates, strict=True):
        verdict = base.verify(file)
        assert verdict.violations == ()
        assert verdict.same_data
        assert verdict.status == certificate["status"]


def test_offers_of_an_origin(base: KnowledgeBase, found: Chains) -> None:
    assert base.chains(ELECTRICITY).offers == (ELECTRICITY,)
    assert ELECTRICITY in found.offers
    heat = base.chains(HEAT).offers
    assert len(heat) > 2
    # A broader resource stands for the offers of its kinds too.
    assert set(heat) < set(base.chains("resource:low-temperature-excess-heat", k=1).offers)
    # The parts of the centre offer for it.
    own = base.cypher("MATCH (:Facility {id: $id})-[:OFFERS]->(o:Offer) RETURN o.id AS id", {"id": AMMASSUO}).rows
    assert len(base.chains(AMMASSUO, k=1).offers) > len(own)


def test_a_question_is_narrowed(base: KnowledgeBase, found: Chains) -> None:
    need = found.conditional.certificates[0]["need"]
    assert {one["need"] for one in base.chains(PLANT, need).certificates} == {need}
    direct = base.chains(PLANT, max_processes=0).certificates
    assert all(not one["processes"] for one in direct)
    near = base.chains(PLANT, max_total_km=9.0).certificates
    assert near
    assert max(summary(one)["km"] for one in near) <= 9 < max(summary(one)["km"] for one in found.certificates)


def test_time_that_is_up_is_not_taken_for_there_being_none(base: KnowledgeBase) -> None:
    answer = base.chains("resource:low-temperature-excess-heat", time_limit=0.0)
    assert answer.certified.not_searched
    assert not answer.certified.proved
    assert not answer.conditional.proved


@pytest.mark.parametrize(
    ("origin", "options", "told"),
    [
        ("no such thing", {}, "nothing is called"),
        (PLANT, {"k": 0}, "at least one chain"),
        (PLANT, {"objective": "beauty"}, "is unknown"),
        ("resource:low-temperature-heat-x", {}, "nothing is called"),
    ],
)
def test_nonsense_is_told_with_a_hint(base: KnowledgeBase, origin: str, options: dict, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        base.chains(origin, **options)
    assert caught.value.hint


def test_what_offers_nothing_is_told(base: KnowledgeBase) -> None:
    rows = base.cypher(
        "MATCH (r:Resource) WHERE NOT (:Offer)-[:OF]->(r) AND NOT (:Resource)-[:KIND_OF]->(r) RETURN r.id AS id LIMIT 1"
    ).rows
    with pytest.raises(QueryError, match="no offer of"):
        base.chains(rows[0]["id"])


def test_saved_chains_are_no_data_and_are_found_by_cypher(own: KnowledgeBase) -> None:
    before = own.data_version, content_hash(own.graph)
    answer = own.chains(PLANT)
    ids = own.save_chains(answer)
    assert own.save_chains(answer.certificates) == ids
    assert (own.data_version, content_hash(own.graph)) == before
    text = (
        "MATCH (c:Chain)-[:FROM_OFFER]->(o:Offer) MATCH (c)-[:TO_NEED]->(n:Need) "
        "RETURN c.id AS id, c.status AS status, c.hash AS hash, o.id AS offer, n.id AS need"
    )
    stored = {row["id"]: row for row in own.cypher(text).rows}
    assert stored.keys() == set(ids)
    for id_, certificate in zip(ids, answer.certificates, strict=True):
        row = stored[id_]
        ends = certificate["status"], certificate["hash"], certificate["source"], certificate["need"]
        assert (row["status"], row["hash"], row["offer"], row["need"]) == ends
    steps = own.cypher("MATCH (c:Chain)-[s:STEP]->(p:Process) RETURN c.id AS id, s.order AS place, p.id AS step").rows
    expected = {
        (id_, place, one["id"])
        for id_, certificate in zip(ids, answer.certificates, strict=True)
        for place, one in enumerate(certificate["processes"], start=1)
    }
    assert {(row["id"], row["place"], row["step"]) for row in steps} == expected
    assert all(one.holds for one in own.verify_stored())


def test_the_source_of_saved_chains_is_there_and_the_graph_can_be_backed_up(own: KnowledgeBase, tmp_path: Path) -> None:
    before = own.data_version, content_hash(own.graph)
    own.save_chains(own.chains(ELECTRICITY, k=1))
    own.save_chains(own.chains(PLANT, k=1))
    asked = "MATCH (c:Chain) MATCH (s:Source {id: c.source_id}) RETURN DISTINCT s.id AS id, s.title AS title"
    (source,) = own.cypher(asked).rows
    assert source["id"] == "source:graph-kb-chains"
    assert "chains" in source["title"].lower()
    # It comes with the chains and is no data either.
    assert (own.data_version, content_hash(own.graph)) == before
    assert [one for one in check_graph(own.graph) if one.subject == source["id"]] == []
    assert rehash(own.graph) == []
    write_backup(own.graph, tmp_path / "all.jsonl")
    assert f'"{source["id"]}"' in (tmp_path / "all.jsonl").read_text(encoding="utf-8")


def test_saved_chains_come_back_from_a_backup_as_they_were(own: KnowledgeBase, new_graph, tmp_path: Path) -> None:
    own.save_chains(own.chains(PLANT, k=3))
    write_backup(own.graph, tmp_path / "all.jsonl")
    settings = new_graph(tmp_path / "other")
    try:
        with KnowledgeBase.open(settings) as other:
            restore(other.graph, tmp_path / "all.jsonl", settings.home)
            write_backup(other.graph, tmp_path / "again.jsonl")
    finally:
        stop_server(settings)
    kept, again = ((tmp_path / name).read_text("utf-8").splitlines()[1:-1] for name in ("all.jsonl", "again.jsonl"))
    assert '{"labels": ["Chain"]' in "".join(kept)
    assert again == kept


def test_facts_of_several_certificates_are_read_with_fewer_questions(base: KnowledgeBase, found: Chains) -> None:
    apart = [read_facts(base.graph, one) for one in found.certificates]
    reader = FactReader(base.graph)
    assert [reader.read(one) for one in found.certificates] == apart


def test_a_changed_fact_breaks_a_stored_chain_until_it_is_mended(own: KnowledgeBase) -> None:
    (certificate,) = own.chains(ELECTRICITY).certified.certificates
    (id_,) = own.save_chains([certificate])
    need = {"id": certificate["need"]}
    asked = "MATCH (c:Chain {id: $id}) RETURN c.status AS status, c.reason AS reason, c.broken_conditions AS conditions"
    amount = own.graph.read("MATCH (n:Need {id: $id}) RETURN n.amount AS amount", need).rows[0]["amount"]
    own.graph.run("MATCH (n:Need {id: $id}) SET n.amount = 10.0", need)
    try:
        (broken,) = [one for one in own.verify_stored() if one.id == id_]
        assert broken.status == "broken"
        words = "amount of 'Electricity for Viikinmäki': before 40,000 MWh a year, now 10 MWh a year."
        assert broken.reason == f"{words} This breaks condition 10 (double use)"
        assert (broken.conditions, len(broken.changes)) == ((10,), 1)
        assert any(one.condition == 10 and one.message.startswith("demand") for one in broken.violations)
        assert own.graph.read(asked, {"id": id_}).rows == [
            {"status": "broken", "reason": broken.reason, "conditions": [10]}
        ]
        with pytest.raises(UsageError, match="is not saved"):
            own.save_chains([certificate])
    finally:
        own.graph.run("MATCH (n:Need {id: $id}) SET n.amount = $amount", {**need, "amount": amount})
    own.verify_stored()
    assert own.graph.read(asked, {"id": id_}).rows == [{"status": "certified", "reason": None, "conditions": None}]


def test_a_certificate_that_is_gone_or_edited_is_told(own: KnowledgeBase) -> None:
    answer = own.chains(ELECTRICITY)
    (id_,) = own.save_chains(answer.certified.certificates)
    (file,) = answer.certified.files
    kept = file.read_text(encoding="utf-8")
    try:
        file.write_text(kept.replace('"certified"', '"conditional"', 1), encoding="utf-8")
        assert "hash" in {one.id: one for one in own.verify_stored()}[id_].reason
        file.unlink()
        assert "cannot be read" in {one.id: one for one in own.verify_stored()}[id_].reason
    finally:
        file.write_text(kept, encoding="utf-8")
    assert own.check_certificate(file.stem[:12]).holds


def test_the_command_shows_both_kinds_apart(graph_kb) -> None:
    answer = graph_kb("chains", PLANT, "--k", "3", COLUMNS="220")
    assert answer.returncode == 0
    certified, _, conditional = answer.stdout.partition("Conditional chains")
    assert "Electricity for Viikinmäki" in certified
    assert "40,000 MWh" in certified
    assert "that nothing better is left out is proved" in certified
    assert conditional.count("conditional") == 3
    assert "next: graph-kb card" in answer.stderr
    assert "graph-kb verify" in answer.stderr
    unknown = graph_kb("chains", HEAT, "--k", "2", "--max-total-km", "30", COLUMNS="220").stdout
    assert unknown.count("amount unknown") == 2
    assert "There is no certified chain within 30 km: that is proved." in unknown


def test_the_command_gives_json_and_verifies(graph_kb, tmp_path: Path) -> None:
    answer = json.loads(graph_kb("chains", ELECTRICITY, "--objective", "net-value", "--format", "json").stdout)
    (row,) = answer["certified"]["chains"]
    assert row["value_unit"] == "EUR/year"
    shutil.copy(row["file"], tmp_path / "one.json")
    good = graph_kb("verify", "one.json", row["hash"][:12])
    assert (good.returncode, good.stdout.count("certified")) == (0, 2)
    text = (tmp_path / "one.json").read_text(encoding="utf-8")
    (tmp_path / "one.json").write_text(text.replace('"min_amount": "1"', '"min_amount": "999999"'), encoding="utf-8")
    bad = graph_kb("verify", "one.json", "--format", "json")
    assert bad.returncode == 1
    (checked,) = json.loads(bad.stdout)["checked"]
    assert (checked["status"], checked["holds"]) == ("broken", False)
    assert "condition 12: min_amount" in checked["reason"]


def test_a_search_without_time_says_so(graph_kb) -> None:
    answer = graph_kb("chains", "resource:low-temperature-excess-heat", "--time-limit", "0", COLUMNS="200")
    assert answer.returncode == 0
    assert "the search is not complete" in answer.stdout
    assert "(0 s for both kinds): raise --time-limit" in answer.stdout
    assert "offers were not looked at" in answer.stdout


def test_lengths_from_the_centre_of_a_municipality_are_marked(base, graph_kb) -> None:
    shown = graph_kb("chains", HEAT, "--max-total-km", "30", COLUMNS="220").stdout
    assert " ~0.0 " in shown
    assert "~ is measured from the centre of a municipality" in shown
    found = base.chains(HEAT, max_total_km=30)
    rows = found.conditional.rows()
    assert all(row["legs_from_centres"] == 1 for row in rows)
    (grid,) = base.chains(ELECTRICITY).certified.rows()
    assert (grid["km"], grid["legs_from_centres"]) == (0.0, 0)
    assert len(repr(found)) < 200
    assert found._repr_html_().count("<td>~") == len(rows)


def test_every_file_of_a_batch_is_judged(graph_kb, tmp_path: Path) -> None:
    answer = json.loads(graph_kb("chains", ELECTRICITY, "--k", "1", "--format", "json").stdout)
    hash_ = answer["certified"]["chains"][0]["hash"]
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    told = graph_kb("verify", "absent.json", hash_[:8].upper(), "torn.json", "--format", "json")
    assert told.returncode == 1
    rows = json.loads(told.stdout)["checked"]
    assert [row["status"] for row in rows] == ["unreadable", "certified", "unreadable"]
    assert "certificates are kept in" in rows[0]["reason"]
    assert "is no JSON" in rows[2]["reason"]
    assert hash_[:12] in graph_kb("verify", hash_[:4]).stderr
