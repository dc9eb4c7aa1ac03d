"""Saved chains are kept once, and what nobody needs any more is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from graph_kb.errors import UsageError
from graph_kb.store.meta import content_hash
from graph_kb.symbiosis.certifying import kept_hashes
from graph_kb.workbench import KnowledgeBase

ELECTRICITY = "offer:vantaa-waste-to-energy-plant/electricity"
NEED = "need:viikinmaki-wastewater-treatment-plant/electricity"


@pytest.fixture
def empty(own: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """The same without a chain or certificate."""
    yield own
    own.graph.run("MATCH (c:Chain) DETACH DELETE c")
    own.forget_chains(unsaved=True)


def saved(base: KnowledgeBase, **options: object) -> list[str]:
    return base.save_chains(base.chains(ELECTRICITY, NEED, max_processes=0, **options))


def stored(base: KnowledgeBase) -> dict[str, str]:
    return {row["id"]: row["hash"] for row in base.cypher("MATCH (c:Chain) RETURN c.id AS id, c.hash AS hash").rows}


def test_a_chain_saved_again_takes_the_place_of_the_older_one(empty: KnowledgeBase) -> None:
    (id_,) = saved(empty, day="2026-11-01")
    first = stored(empty)[id_]
    for options in ({}, {"day": "2026-12-01"}, {"max_total_km": 100.0}, {"max_leg_km": 90.0}):
        assert saved(empty, **{"day": "2026-11-01", **options}) == [id_]
    assert stored(empty).keys() == {id_}
    assert first != stored(empty)[id_]
    # The certificate that was replaced is gone; those of other questions, never saved, would stay.
    assert kept_hashes(empty.settings.home) == [stored(empty)[id_]]
    assert all(one.holds for one in empty.verify_stored())


@pytest.mark.parametrize("options", [{"months": (1, 2)}, {"objective": "distance"}, {"end": "low"}])
def test_other_amounts_are_another_chain(empty: KnowledgeBase, options: dict) -> None:
    (one,), (other,) = saved(empty), saved(empty, **options)
    assert stored(empty).keys() == {one, other}
    assert len(set(stored(empty).values())) == len(kept_hashes(empty.settings.home)) == 2


def test_the_same_chain_given_twice_is_saved_once(empty: KnowledgeBase) -> None:
    (certificate,) = empty.chains(ELECTRICITY, NEED, max_processes=0).certificates
    assert len(empty.save_chains([certificate, certificate])) == 1
    assert len(stored(empty)) == 1


def test_broken_chains_are_forgotten_with_their_certificates(empty: KnowledgeBase) -> None:
    (id_,) = saved(empty)
    (hash_,) = stored(empty).values()
    before = content_hash(empty.graph)
    amount = "MATCH (n:Need {id: $id}) SET n.amount = $amount"
    assert empty.forget_chains(broken=True) == []
    empty.graph.run(amount, {"id": NEED, "amount": 10.0})
    try:
        (would,) = empty.forget_chains(broken=True, dry_run=True)
        assert (would.id, would.hash, would.why) == (id_, hash_, "broken")
        assert "now 10 MWh a year" in would.reason
        assert stored(empty) == {id_: hash_}
        assert empty.forget_chains(broken=True) == [would]
    finally:
        empty.graph.run(amount, {"id": NEED, "amount": 40000.0})
    assert (stored(empty), kept_hashes(empty.settings.home)) == ({}, [])
    assert content_hash(empty.graph) == before


def test_certificates_of_chains_that_are_not_saved_are_forgotten(empty: KnowledgeBase) -> None:
    (id_,) = saved(empty)
    found = empty.chains(ELECTRICITY, k=3)
    others = {one["hash"] for one in found.certificates} - set(stored(empty).values())
    assert {one.hash for one in empty.forget_chains(unsaved=True, dry_run=True)} == others
    assert {(one.hash, one.why) for one in empty.forget_chains(unsaved=True)} == {(one, "not saved") for one in others}
    assert kept_hashes(empty.settings.home) == [stored(empty)[id_]]


def test_named_certificates_are_forgotten(empty: KnowledgeBase) -> None:
    (id_,) = saved(empty)
    (hash_,) = stored(empty).values()
    (one,) = empty.forget_chains(hash_[:8])
    assert (one.id, one.why, one.name) == (
        id_,
        "named",
        "Electricity of Vantaa waste-to-energy → Electricity for Viikinmäki",
    )
    assert (stored(empty), kept_hashes(empty.settings.home)) == ({}, [])
    with pytest.raises(UsageError, match="no certificate begins"):
        empty.forget_chains(hash_[:8])


def test_a_hash_in_the_graph_that_is_none_reads_and_removes_no_file(empty: KnowledgeBase) -> None:
    (id_,) = saved(empty)
    outside = empty.settings.home / "outside.json"
    outside.write_text("{}", encoding="utf-8")
    empty.graph.run("MATCH (c:Chain {id: $id}) SET c.hash = '../outside'", {"id": id_})
    (one,) = empty.forget_chains(broken=True)
    assert "is no hash of a certificate" in one.reason
    assert outside.exists()
    assert stored(empty) == {}


def test_the_command_says_what_it_forgets(graph_kb) -> None:
    assert graph_kb("chains", ELECTRICITY, "--k", "1", "--format", "json").returncode == 0
    would = graph_kb("forget", "--unsaved", "--dry-run")
    assert "would be forgotten: " in would.stderr
    assert "not saved" in would.stderr
    told = json.loads(graph_kb("forget", "--unsaved", "--dry-run", "--format", "json").stdout)
    assert told["dry_run"] is True
    assert {one["why"] for one in told["forgotten"]} == {"not saved"}
    nothing = graph_kb("forget")
    assert nothing.returncode == 2
    assert "--broken, --unsaved, or hashes" in nothing.stderr
