"""Several sources that speak of the same records: none takes away what another said, and what is refused is told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_kb.store import content_hash, data_version
from graph_kb.store.merge import Difference, merge
from graph_kb.workbench.backup import write_backup
from graph_kb.workbench.restoring import restore

from .conftest import Loading

MILL = {"id": "organisation:mill", "offer": "offer:bark", "name": "Mill"}
PROPERTIES = ("website", "business_id", "note", "t", "most")


def state(loading):
    text = "MATCH (n) WHERE n:Organisation OR n:Offer RETURN properties(n) AS properties ORDER BY n.id"
    return [row["properties"] for row in loading.graph.read(text)]


def test_what_another_source_filled_in_survives_a_second_load_of_the_first(loading):
    first = loading.records([MILL], "first")
    second = loading.records([{**MILL, "website": "w.example", "t": "5", "unit": "t/a"}], "second")
    for mapping in (first, second):
        loading.base.load(mapping)
    whole, version = state(loading), data_version(loading.graph)
    for mapping in (first, second, first, second):
        done = loading.base.load(mapping).written
        assert (done.created, done.updated, done.kept) == (0, 0, 0)
    assert (state(loading), data_version(loading.graph)) == (whole, version)
    offer, organisation = state(loading)
    assert organisation["website"] == "w.example"
    assert organisation["filled_in"] == ["website@load:second"]
    assert (offer["amount"], offer["unit"], offer["source_id"]) == (5, "t", "source:first")


def test_what_a_source_filled_in_it_may_change_and_take_back(loading):
    loading.base.load(loading.records([MILL], "first"))
    loading.base.load(loading.records([{**MILL, "website": "old.example", "note": "wet"}], "second"))
    loading.base.load(loading.records([{**MILL, "website": "new.example"}], "second"))
    offer, organisation = state(loading)
    assert organisation["website"] == "new.example"
    assert "note" not in offer
    assert "filled_in" not in offer


def test_the_first_source_may_say_itself_what_another_filled_in(loading):
    loading.base.load(loading.records([MILL], "first"))
    loading.base.load(loading.records([{**MILL, "t": "5", "most": "9", "unit": "t/a"}], "second"))
    loading.base.load(loading.records([{**MILL, "t": "7", "unit": "t/a"}], "first"))
    offer, _ = state(loading)
    assert (offer["amount"], "amount_max" in offer, "filled_in" in offer) == (7, False, False)


said = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(("1", "2")) for name in PROPERTIES if name != "business_id"}
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(said, min_size=2, max_size=3))
def test_the_same_loads_repeated_change_nothing(base, tmp_path, statements):
    loading = Loading(base, tmp_path)
    sources = [loading.records([{**MILL, "unit": "t/a", **one}], f"s{n}") for n, one in enumerate(statements)]
    for mapping in sources:
        base.load(mapping)
    whole, version, told = state(loading), data_version(base.graph), content_hash(base.graph)
    for mapping in sources * 2:
        base.load(mapping)
    assert (state(loading), data_version(base.graph), content_hash(base.graph)) == (whole, version, told)


records = st.dictionaries(st.sampled_from(("name", "website", "amount", "unit", "note")), st.integers(1, 2))


@given(st.lists(st.tuples(st.integers(0, 2), records), max_size=8), st.tuples(records, records, records))
def test_after_one_round_of_all_sources_nothing_changes(before, last):
    """Whatever was loaded before: the order of the sources decides once, then nobody overwrites anybody."""

    def spoken(speaker, one):
        return {"id": "x", "source_id": f"source:{speaker}", **one, "load_id": f"load:{speaker}@1"}

    there = spoken(*before[0]) if before else spoken(0, last[0])
    for speaker, one in before[1:]:
        there = merge(there, spoken(speaker, one))
    rounds = []
    for _ in range(4):
        for speaker, one in enumerate(last):
            there = merge(there, spoken(speaker, one))
        rounds.append(there)
    assert rounds[1] == rounds[2] == rounds[3]


def test_a_value_that_is_not_taken_is_told_with_both_sources(loading):
    loading.base.load(loading.records([{**MILL, "website": "a.example", "t": "5", "unit": "t/a"}], "first"))
    other = {**MILL, "name": "The Mill", "website": "b.example", "t": "6", "most": "9", "unit": "t/a"}
    for dry_run in (True, False, False):
        done = loading.base.load(loading.records([other], "second"), dry_run=dry_run)
        assert (done.written.kept, done.written.differing) == (2, 5)
        ends = {"kept_source": "source:first", "refused_source": "source:second"}
        assert set(done.written.differences) >= {
            Difference("organisation:mill", "website", kept="a.example", refused="b.example", **ends),
            Difference("offer:bark", "amount", kept=5, refused=6, **ends),
            Difference("offer:bark", "amount_max", kept=None, refused=9, **ends),
        }
    assert any(
        "organisation:mill: website stays 'a.example' (source:first), not 'b.example' (source:second)" in note
        for note in done.notes()
    )


def test_the_first_twenty_values_that_are_not_taken_are_named_and_all_are_counted(loading):
    def many(name):
        return [{"id": f"organisation:{n}", "offer": f"offer:{n}", "name": f"{name} {n}"} for n in range(30)]

    loading.base.load(loading.records(many("A"), "first"))
    done = loading.base.load(loading.records(many("B"), "second"))
    assert (done.written.differing, len(done.written.differences)) == (60, 20)
    assert any(note.startswith("60 values were not taken") for note in done.notes())


def test_records_of_another_source_that_a_load_joins_are_told(loading):
    loading.base.load(loading.records([MILL], "first"))
    for dry_run in (True, False):
        done = loading.base.load(loading.records([MILL], "second"), dry_run=dry_run)
        assert done.written.bound == 2
        assert {(one.label, one.id, one.name, one.owner) for one in done.written.bindings} == {
            ("Organisation", "organisation:mill", "Mill", "load:first"),
            ("Offer", "offer:bark", "Mill", "load:first"),
        }
        assert any("Organisation 'Mill' of load:first (records.csv:2)" in note for note in done.notes())
    assert loading.base.load(loading.records([MILL], "first")).written.bound == 0


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_a_relationship_that_two_sources_state_keeps_what_each_said(loading, order):
    for name in (*order, *order):
        loading.base.load(loading.streams([("mill", "bark", 5)], name))
    (link,) = loading.graph.read("MATCH ()-[r:OFFERS]->() RETURN r.source_id AS source").rows
    assert link["source"] == f"source:{order[0]}"


def test_a_backup_remembers_who_filled_in_what(loading, tmp_path):
    sources = [loading.records([MILL], "first"), loading.records([{**MILL, "website": "w.example"}], "second")]
    for mapping in sources:
        loading.base.load(mapping)
    whole, told = state(loading), content_hash(loading.graph)
    write_backup(loading.graph, tmp_path / "b.jsonl")
    loading.clear()
    restore(loading.graph, tmp_path / "b.jsonl", loading.base.settings.home)
    assert (state(loading), content_hash(loading.graph)) == (whole, told)
    for mapping in sources:
        assert loading.base.load(mapping).written.updated == 0
    assert state(loading) == whole


def test_relationships_that_say_the_same_keep_apart_who_filled_in_what(loading, tmp_path):
    """Their hashes are the same, as a hash leaves out who wrote what."""
    loading.base.load(loading.streams([("plant", f"stream {number}", number) for number in range(3)]))
    loading.graph.run("MATCH (:Facility)-[r:OFFERS]->(:Offer {name: 'stream 1'}) SET r.filled_in = ['note@load:other']")
    text = "MATCH (:Facility)-[r:OFFERS]->(o) RETURN o.name AS offer, r.filled_in AS filled_in ORDER BY offer"
    told = loading.graph.read(text).rows
    assert [row["filled_in"] for row in told] == [None, ["note@load:other"], None]
    write_backup(loading.graph, tmp_path / "b.jsonl")
    loading.clear()
    restore(loading.graph, tmp_path / "b.jsonl", loading.base.settings.home)
    assert loading.graph.read(text).rows == told
