"""A first load through the offline importer: the same graph, rejects and counts as the ordinary way."""

from __future__ import annotations

import pytest

from graph_kb.errors import DataError, ServerError, StoreError
from graph_kb.store import content_hash, counts
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

from .conftest import Loading

SITES = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: date, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
    provenance: {{as_of: {{value: "2024"}}}}
  - file: streams.csv
    nodes:
      - label: Facility
        properties:
          {{id: &site {{id: facility, columns: [site]}}, name: site, kind: kind, latitude: lat, longitude: lon}}
      - label: Resource
        properties: {{id: &resource {{id: resource, columns: [of]}}, name: of, kind: {{value: Water}}}}
      - label: Offer
        properties:
          id: &offer {{id: offer, columns: [site, stream]}}
          name: stream
          months: {{column: months, split: ";"}}
          note: note
          amounts: {{amount: t, unit: unit}}
    relationships:
      - {{type: OFFERS, start: {{label: Facility, id: *site}}, end: {{label: Offer, id: *offer}}}}
      - {{type: OF, start: {{label: Offer, id: *offer}}, end: {{label: Resource, id: *resource}}}}
      - type: LOCATED_IN
        start: {{label: Facility, id: *site}}
        end: {{label: Municipality, id: {{column: town, place: municipality}}}}
      - type: CODED
        start: {{label: Offer, id: *offer}}
        end: {{label: WasteCode, id: {{column: code, code: waste}}}}
"""
HEADER = "site,kind,lat,lon,town,of,stream,months,note,t,unit,code,date"
LINES = [
    HEADER,
    'Mill,,60.2,24.6,Espoo,Grey water,S1,1;2,"a ""quoted"", text",12.5,t/a,190112,2023',
    "Mill,paper,60.2,24.6,Espoo,Grey water,S2,,Tähän väliin; ' and \\,0.1,kt/a,,2024",
    '"Mill, the second",,,,,Grey water,S3,12,,1e-7,m3/a,,2024-05',
    "Broken,,60.2,24.6,Espoo,Grey water,S4,,,twelve,t/a,,2024",
    "Lost,,60.2,24.6,Nowhere,Grey water,S5,,,1,t/a,,2024",
]


@pytest.fixture(scope="module")
def base(tmp_path_factory, new_graph):
    """A folder of its own: the importer stops and starts the server."""
    chosen = new_graph(tmp_path_factory.mktemp("import"), GRAPH_KB_HEAP="512m")
    try:
        with KnowledgeBase.open(chosen) as opened:
            yield opened
    finally:
        stop_server(chosen)


def told(summary):
    return (summary.rows_read, summary.written.numbers(), summary.rows_rejected, summary.codes_read, summary.notes())


@pytest.mark.neo4j
def test_a_first_load_gives_what_an_ordinary_one_gives(loading: Loading):
    mapping = loading.write(SITES, "park", {"streams.csv": LINES})
    ordinary = loading.base.load(mapping, rejects=loading.folder / "one")
    known, whole = counts(loading.graph), content_hash(loading.graph)
    loading.clear()

    summary = loading.base.load(mapping, rejects=loading.folder / "two", into_empty=True)
    assert told(summary) == told(ordinary)
    assert [str(one) for one in summary.issues] == [str(one) for one in ordinary.issues]
    texts = [path.read_text() for folder in ("one", "two") for path in sorted((loading.folder / folder).iterdir())]
    assert texts[: len(texts) // 2] == texts[len(texts) // 2 :]
    assert counts(loading.graph) == known
    assert content_hash(loading.graph) == whole
    assert loading.graph.read("MATCH (l:Load) RETURN l.status AS status").rows == [{"status": "done"}]

    again = loading.base.load(mapping).written
    assert (again.unchanged, again.changes) == (summary.written.created, 0)


@pytest.mark.neo4j
def test_a_graph_that_is_not_empty_is_refused_before_a_row_is_read(loading: Loading):
    mapping = loading.streams([("a", "b", 1)])
    loading.base.load(mapping)
    before = content_hash(loading.graph)
    with pytest.raises(StoreError, match="not empty"):
        loading.base.load(mapping, into_empty=True, progress=lambda *_: pytest.fail("a row was read"))
    assert content_hash(loading.graph) == before


@pytest.mark.neo4j
def test_a_table_that_is_missing_is_told_while_the_server_runs(loading: Loading):
    mapping, running = loading.streams([("a", "b", 1)]), read_runtime(loading.base.settings.place)
    (mapping.parent / "streams.csv").unlink()
    with pytest.raises(DataError, match="no such file"):
        loading.base.load(mapping, into_empty=True)
    assert read_runtime(loading.base.settings.place) == running


@pytest.mark.neo4j
def test_a_table_that_cannot_be_read_to_its_end_leaves_an_empty_graph_that_answers(loading: Loading):
    mapping = loading.streams([("a", "b", 1), ("c", '"never closed', 1)])
    with pytest.raises(DataError, match="never closed"):
        loading.base.load(mapping, into_empty=True)
    assert counts(loading.graph) == {"Meta": 1}
    loading.base.load(loading.streams([("a", "b", 1)]), into_empty=True)
    assert counts(loading.graph)["Offer"] == 1


@pytest.mark.neo4j
def test_a_load_that_is_interrupted_once_all_is_imported_says_what_it_did(loading: Loading):
    mapping = loading.streams([("a", "b", 1)])

    def interrupt(phase, done, total):
        if phase == "schema":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.base.load(mapping, into_empty=True, progress=interrupt)
    noted = "MATCH (l:Load) RETURN l.status AS status, l.created AS created, l.started <= l.finished AS is_ordered"
    expected = [{"status": "done", "created": 4, "is_ordered": True}]
    assert loading.graph.read(noted).rows == expected
    again = loading.base.load(mapping).written
    assert (again.unchanged, again.changes) == (4, 0)
    assert loading.graph.read(noted).rows == expected


@pytest.mark.neo4j
def test_records_of_the_code_lists_are_left_to_an_ordinary_load(loading: Loading):
    lines = {"places.csv": ["id,name,code,region", "municipality:049,Esbo,049,x"]}
    mapping = loading.write(SITES, "park", {"streams.csv": LINES, **lines})
    rule = "  - file: places.csv\n    nodes: [{label: Municipality, properties: [id, name, code]}]\n"
    mapping.write_text(mapping.read_text() + rule + '    provenance: {as_of: {value: "2024"}}\n')
    with pytest.raises(StoreError, match="states Municipality 'municipality:049', which the shipped code lists have"):
        loading.base.load(mapping, into_empty=True)
    assert loading.graph.read("MATCH (n) WHERE NOT n:Meta RETURN count(n) AS n").rows == [{"n": 0}]
    assert not (loading.base.settings.home / "staging" / "import").exists()


@pytest.mark.neo4j
def test_relationships_of_the_code_lists_are_left_to_an_ordinary_load(loading: Loading):
    mapping = loading.write(SITES, "park", {"streams.csv": LINES, "parts.csv": ["town,region", "049,region:01"]})
    ends = "start: {label: Municipality, id: {id: municipality, columns: [town]}}, end: {label: Region, id: region}"
    rule = f"  - file: parts.csv\n    relationships: [{{type: PART_OF, {ends}}}]\n"
    mapping.write_text(mapping.read_text() + rule + '    provenance: {as_of: {value: "2024"}}\n')
    with pytest.raises(StoreError, match=r"states PART_OF .* which the shipped code lists have"):
        loading.base.load(mapping, into_empty=True)


@pytest.mark.neo4j
def test_an_import_that_fails_leaves_an_empty_graph_that_loads_in_the_ordinary_way(loading: Loading, monkeypatch):
    mapping = loading.streams([("a", "b", 1)])
    monkeypatch.setattr("graph_kb.store.neo4j_server.importing._OPTIONS", ("--no-such-option",))
    with pytest.raises(ServerError, match="the graph is empty as before"):
        loading.base.load(mapping, into_empty=True)
    assert loading.graph.read("MATCH (n) WHERE NOT n:Meta RETURN count(n) AS n").rows == [{"n": 0}]
    assert loading.base.load(mapping).written.created


@pytest.mark.embedded
def test_the_embedded_engine_has_no_importer(loading: Loading):
    mapping = loading.streams([("a", "b", 1)])
    with pytest.raises(StoreError, match="for a local Neo4j") as caught:
        loading.base.load(mapping, into_empty=True)
    assert "server start --engine neo4j" in caught.value.hint
