"""A corrected row takes back what it said before: relationships that describe a node go with its old statement."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_kb.store import content_hash, data_version
from graph_kb.store.removal import Described, remove_unstated

from .conftest import Loading

MAPPING = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: {{value: "2024"}}, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
  - file: places.csv
    nodes: [{{label: Municipality, properties: {{id: id, name: id, code: code}}}}]
  - file: resources.csv
    nodes: [{{label: Resource, properties: {{id: id, name: id, kind: {{value: Material}}}}}}]
  - file: streams.csv
    nodes:
      - {{label: Facility, properties: {{id: site, name: site, latitude: lat}}}}
      - {{label: Offer, properties: {{id: offer, name: offer}}}}
    relationships:
      - {{type: LOCATED_IN, start: {{label: Facility, id: site}}, end: {{label: Municipality, id: town}}}}
      - {{type: OFFERS, start: {{label: Facility, id: site}}, end: {{label: Offer, id: offer}}}}
  - file: goods.csv
    relationships:
      - {{type: OF, start: {{label: Offer, id: offer}}, end: {{label: Resource, id: resource}}}}
"""
TABLES = {
    "places.csv": ["id,code", "m:espoo,049", "m:vantaa,092"],
    "resources.csv": ["id", "r:bark", "r:ash", "r:wood"],
}
HEAD = "site,offer,town,lat"


@pytest.fixture
def load(loading):
    return loader(loading)


def loader(loading):
    """Load streams (site, offer, town, latitude) and goods (offer, resource) of a source."""

    def run(streams, goods, name="park", *, only=(), year="2024", **options):
        tables = {**TABLES, "streams.csv": [HEAD, *streams], "goods.csv": ["offer,resource", *goods]}
        mapping = loading.write(MAPPING.replace('"2024"', f'"{year}"'), name, tables)
        return loading.base.load(mapping, tables=[mapping.parent / file for file in only], **options)

    return run


def ends(loading, type_):
    text = f"MATCH (a)-[x:{type_}]->(b) RETURN a.id AS a, b.id AS b ORDER BY a, b"
    return [(row["a"], row["b"]) for row in loading.graph.read(text)]


BEFORE = ["f:a,o:1,m:espoo,", "f:b,o:2,m:espoo,"], ["o:1,r:bark", "o:1,r:ash", "o:2,r:bark"]


def test_a_corrected_row_replaces_what_it_said(load, loading):
    load(*BEFORE)
    after = ["f:a,o:1,m:vantaa,", "f:a,o:2,m:vantaa,", "f:b,o:3,m:espoo,"], ["o:1,r:wood", "o:1,r:ash", "o:2,r:bark"]
    version = data_version(loading.graph)
    looked_at = load(*after, dry_run=True).written
    assert data_version(loading.graph) == version
    done = load(*after).written
    assert looked_at.numbers() == done.numbers()
    # a's town, the site of o:2, and the bark of o:1
    assert done.removed == done.numbers()["removed"] == 3
    assert ends(loading, "LOCATED_IN") == [("f:a", "m:vantaa"), ("f:b", "m:espoo")]
    assert ends(loading, "OFFERS") == [("f:a", "o:1"), ("f:a", "o:2"), ("f:b", "o:3")]
    assert ends(loading, "OF") == [("o:1", "r:ash"), ("o:1", "r:wood"), ("o:2", "r:bark")]
    version = data_version(loading.graph)
    again = load(*after).written
    assert (again.removed, again.created, data_version(loading.graph)) == (0, 0, version)


def test_a_source_of_another_year_updates_all_and_doubles_nothing(load, loading):
    first = load(*BEFORE).written
    later = load(*BEFORE, year="2025").written
    assert (first.created, later.updated, later.created, later.removed) == (17, 17, 0, 0)
    again = load(*BEFORE, year="2025").written
    assert (again.unchanged, again.changes) == (17, 0)
    keys = loading.graph.read("MATCH ()-[x:OF]->() RETURN x.id AS id ORDER BY id").rows
    assert [row["id"] for row in keys] == ["OF|o:1|r:ash", "OF|o:1|r:bark", "OF|o:2|r:bark"]


def test_what_lost_its_hash_is_taken_back_all_the_same(load, loading):
    load(*BEFORE)
    loading.graph.run("MATCH (:Offer {id: 'o:1'})-[x:OF]->(:Resource {id: 'r:bark'}) REMOVE x.record_hash")
    assert load(BEFORE[0], BEFORE[1][1:]).written.removed == 1
    assert ends(loading, "OF") == [("o:1", "r:ash"), ("o:2", "r:bark")]


def test_a_relationship_without_a_key_stops_no_load(load, loading):
    """Another client made it in the name of the source; nothing can be told of it, so it stays."""
    load(*BEFORE)
    made = (
        "MATCH (o:Offer {id: 'o:1'}) MATCH (r:Resource {id: 'r:wood'}) CREATE (o)-[:OF {load_id: 'load:park@zz'}]->(r)"
    )
    loading.graph.run(made)
    assert load(BEFORE[0], BEFORE[1][1:]).written.removed == 1


def test_the_list_of_loads_tells_what_was_removed(load, loading):
    load(*BEFORE)
    done = load(["f:a,o:1,m:vantaa,", "f:b,o:2,m:espoo,"], BEFORE[1])
    again = load(["f:a,o:1,m:vantaa,", "f:b,o:2,m:espoo,"], BEFORE[1])
    assert (again.load_id, again.written.changes) == (done.load_id, 0)
    rows = {row["load_id"]: row for row in loading.base.query("loads").rows}
    # The repetition changed nothing and hides nothing.
    assert (rows[done.load_id]["removed"], rows[done.load_id]["status"]) == (1, "done")


def test_a_blank_cell_takes_a_relationship_back(load, loading):
    load(*BEFORE)
    assert load(["f:a,o:1,,", "f:b,o:2,m:espoo,"], BEFORE[1]).written.removed == 1
    assert ends(loading, "LOCATED_IN") == [("f:b", "m:espoo")]


@pytest.mark.parametrize("bad", ["f:a,o:1,m:vantaa,north", "f:a,o:1,m:nowhere,", "my site,o:1,m:vantaa,"])
def test_a_rejected_row_takes_nothing_back(load, loading, bad):
    load(*BEFORE)
    done = load([bad, "f:b,o:2,m:vantaa,"], BEFORE[1])
    assert (done.rows_rejected, done.written.removed) == (1, 0 if bad.startswith("my") else 1)
    assert ("f:a", "m:espoo") in ends(loading, "LOCATED_IN")
    assert ("f:a", "o:1") in ends(loading, "OFFERS")
    assert (("f:b", "m:espoo") in ends(loading, "LOCATED_IN")) == bad.startswith("my")


def test_a_rejected_row_of_another_table_takes_nothing_back(load, loading):
    load(*BEFORE)
    done = load(BEFORE[0], ["o:1,r:nothing", "o:2,r:wood"])
    assert (done.rows_rejected, done.written.removed) == (1, 1)
    assert ends(loading, "OF") == [("o:1", "r:ash"), ("o:1", "r:bark"), ("o:2", "r:wood")]


def test_tables_and_rows_that_are_not_there_take_nothing_back(load, loading):
    load(*BEFORE)
    before = content_hash(loading.graph)
    assert load(*BEFORE, only=["streams.csv"]).written.removed == 0
    assert load(BEFORE[0], []).written.removed == 0
    assert load(BEFORE[0][:1], BEFORE[1][:2]).written.removed == 0
    assert content_hash(loading.graph) == before


def test_other_sources_keep_what_they_said(load, loading):
    load(*BEFORE)
    load(["f:a,o:1,m:vantaa,"], ["o:1,r:wood"], "other")
    assert ends(loading, "LOCATED_IN") == [("f:a", "m:espoo"), ("f:a", "m:vantaa"), ("f:b", "m:espoo")]
    assert load(["f:a,o:1,,"], ["o:1,r:ash"], "other").written.removed == 2
    assert ends(loading, "LOCATED_IN") == [("f:a", "m:espoo"), ("f:b", "m:espoo")]
    assert ends(loading, "OF") == [("o:1", "r:ash"), ("o:1", "r:bark"), ("o:2", "r:bark")]


def test_only_where_something_may_go_is_looked_for_it(load, loading):
    """A load asks for what to take back only around nodes that it saw something else at, or states nothing of."""
    asked = []
    read = loading.graph.read
    loading.graph.read = lambda text, *given, **more: asked.append(text) or read(text, *given, **more)
    counts = []
    try:
        for streams, goods in (BEFORE, BEFORE, (["f:a,o:1,m:vantaa,", BEFORE[0][1]], BEFORE[1])):
            asked.clear()
            load(streams, goods)
            counts.append(len([text for text in asked if "$own" in text]))
    finally:
        del loading.graph.read
    assert counts[:2] == [0, 0]
    assert counts[2] > 0


STREAMS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("12"), st.sampled_from(["", "m:espoo"])), min_size=1, max_size=4
)
GOODS = st.lists(st.tuples(st.sampled_from("12"), st.sampled_from(["r:bark", "r:ash"])), min_size=1, max_size=3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STREAMS, GOODS), min_size=2, max_size=3))
def test_what_is_restated_is_as_the_last_version_says(base, tmp_path, versions):
    loading = Loading(base, tmp_path)
    load = loader(loading)
    for streams, goods in versions:
        # Goods refer to offers of the table alone.
        goods = [pair for pair in goods if pair[0] in {stream[1] for stream in streams}] or [(streams[0][1], "r:bark")]
        given_ = [f"f:{a},o:{n},{town}," for a, n, town in streams], [f"o:{n},{r}" for n, r in goods]
        done = load(*given_)
        assert done.issues == []
        version, told = data_version(base.graph), content_hash(base.graph)
        again = load(*given_).written
        assert (again.created, again.updated, again.removed) == (0, 0, 0)
        assert (data_version(base.graph), content_hash(base.graph)) == (version, told)
    offers = {n for _, n, _ in streams}
    assert {pair for pair in ends(loading, "OFFERS") if pair[1][-1] in offers} == {
        (f"f:{a}", f"o:{n}") for a, n, _ in streams
    }
    assert {pair for pair in ends(loading, "OF") if pair[0][-1] in offers} == {(f"o:{n}", r) for n, r in goods}


def test_hundreds_of_one_node_are_removed_at_once(loading):
    graph, ids = loading.graph, [f"offer:{n}" for n in range(300)]
    rows = [{"id": id_, "key": f"OFFERS|facility:all|{id_}", "load": "load:park@1"} for id_ in ids]
    graph.run("CREATE (:Facility {id: 'facility:all'})")
    graph.run("UNWIND $rows AS r CREATE (:Offer {id: r.id})", {"rows": rows})
    ends = "MATCH (a:Facility {id: 'facility:all'}) MATCH (b:Offer {id: r.id})"
    graph.run(f"UNWIND $rows AS r {ends} CREATE (a)-[:OFFERS {{id: r.key, load_id: r.load}}]->(b)", {"rows": rows})
    kind = Described("OFFERS", "Facility", "start")
    assert remove_unstated(graph, kind, ["facility:all"], "load:park", lambda keys: keys[::-1]).removed == 300
    assert graph.read("MATCH (:Facility {id: 'facility:all'})-[x]->() RETURN count(x) AS n").rows == [{"n": 0}]
