"""The offline importer of a local Neo4j: the graph that the writer would make, and whole or empty when it fails."""

import json
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace

import psutil
import pytest

from graph_kb.errors import ServerError, StoreError
from graph_kb.intake.rows import as_records
from graph_kb.model import NODES
from graph_kb.store import content_hash, counts, data_version, open_graph, prepare
from graph_kb.store.meta import state
from graph_kb.store.neo4j_server import half_made
from graph_kb.store.neo4j_server.columns import LinkFiles, NodeFiles, csv_line, link_columns, node_columns
from graph_kb.store.neo4j_server.empty_store import stop_empty
from graph_kb.store.neo4j_server.home import Neo4jHome
from graph_kb.store.neo4j_server.importing import import_full
from graph_kb.store.records import record_hash
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import ensure_server, stop_server

pytestmark = pytest.mark.neo4j
HOSTILE = " \"quoted\", 'single' \\ ; | \t\n two\r\nlines \r é 漢字 😀 {x: 1} $y // */ `z` ="


@pytest.fixture(scope="module")
def home(tmp_path_factory, new_graph):
    """One folder for all tests: a start of Neo4j takes seconds. Its name is one that the importer would misread."""
    settings = new_graph(tmp_path_factory.mktemp("home") / "a, b+c", GRAPH_KB_HEAP="512m")
    yield settings
    stop_server(settings)


@pytest.fixture
def settings(home):
    """Settings of an empty graph."""
    with open_graph(home) as graph:
        prepare(graph)
        graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        graph.run("MATCH (m:Meta) SET m.data_version = 3")
    return home


def numbers_of(row, numbers):
    """Number of a node, or those of the ends of a relationship."""
    if hasattr(row, "labels"):
        return (numbers[row.labels[0], row.id],)
    return numbers[row.start_label, row.start], numbers[row.end_label, row.end]


def files_of(folder, nodes, links):
    """Files of rows as the writer takes them, one for each kind of record."""
    kinds, found = defaultdict(list), ([], [])
    numbers = {(row.labels[0], row.id): number for number, row in enumerate(nodes)}
    for row in (*nodes, *links):
        said = {name: value for name, value in row.properties.items() if value is not None and value != []}
        kind = row.labels if hasattr(row, "labels") else (row.type, row.start_label, row.end_label)
        kinds[hasattr(row, "labels"), kind].append((row, said | {"record_hash": record_hash(said)}))
    for number, ((is_node, kind), rows) in enumerate(kinds.items()):
        names = sorted({name for _, said in rows for name in said} | {"id"})
        path = folder / f"part,{number} [x]+.csv"
        lines = [
            csv_line([*numbers_of(row, numbers), *({**said, "id": row.key}.get(name) for name in names)])
            for row, said in rows
        ]
        path.write_text("".join(lines), encoding="utf-8", newline="")
        if is_node:
            found[0].append(NodeFiles(kind, node_columns(kind[0], names), (path,)))
        else:
            found[1].append(LinkFiles(kind[0], link_columns(*kind, names), (path,)))
    return found


@pytest.fixture
def park(make_park):
    """A park that also holds what is hard to write down."""
    park = make_park().whole()
    said = {"source_id": "source:survey", "as_of": "2024", "method": "reported"}
    hostile = {"id": "network:hostile", "name": HOSTILE, "themes": [HOSTILE, "b", "ends with \\"]}
    park.nodes.append(NODES["Network"].model_validate(said | hostile))
    shares = {"substances": [HOSTILE, "b"], "shares": [0.1, 1e-7]}
    park.node("Offer", "monthly", amount=1e300, unit="t", period="year", months=[1, 12], temperature_c=-0.1, **shares)
    return park


@pytest.fixture
def files(park, tmp_path):
    """The park as files of the importer."""
    found = [as_records(record, "park@1") for record in (*park.nodes, *park.links)]
    return files_of(tmp_path, [row for one in found for row in one.nodes], [row for one in found for row in one.links])


def said(graph):
    text = "MATCH (n) WHERE n.id IN ['network:hostile', 'offer:monthly'] RETURN properties(n) AS said ORDER BY n.id"
    return [row["said"] for row in graph.read(text).rows]


def test_it_makes_the_graph_that_the_writer_makes(settings, park, files, tmp_path):
    told = []
    with open_graph(settings) as graph:
        before = prepare(graph)
        (tmp_path / "none.csv").write_text("")
        without = NodeFiles(("Chain",), node_columns("Chain", ["id"]), (tmp_path / "none.csv",))
        done = import_full(stop_empty(settings), [*files[0], without], files[1], lambda *one: told.append(one))
        assert (done.nodes, done.relationships) == (len(park.nodes), len(park.links))
        imported, numbers, values = content_hash(graph), counts(graph), said(graph)
        assert data_version(graph) == before + 1
        # Every record is found to be as it should be: keys and hashes are those of the writer.
        park.write(graph)
        assert data_version(graph) == before + 1
        indexes = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"
        names = {row["name"] for row in graph.read(indexes).rows}
        assert {f"{label.lower()}_id" for label in (*NODES, "Load", "Meta")} | {"facility_name"} <= names
        graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        park.write(graph)
        assert (content_hash(graph), counts(graph), said(graph)) == (imported, numbers, values)
    assert values[1]["months"] == [1, 12]
    assert [type(value) for value in values[1]["months"]] == [int, int]
    assert values[1]["amount"] == 1e300
    assert {phase for phase, _, _ in told} >= {"node import", "relationship import", "schema"}
    assert all(0 <= done <= whole for _, done, whole in told)


def test_the_account_stays_and_what_is_there_is_not_overwritten(settings, files):
    account = ensure_server(settings).writer
    import_full(stop_empty(settings), *files)
    assert read_runtime(settings.place).writer == account
    with pytest.raises(StoreError, match="not empty, it holds"):
        stop_empty(settings)
    with open_graph(settings) as graph:
        assert counts(graph)["Facility"] == 12


def test_only_a_local_neo4j_has_an_offline_importer(settings):
    for other in (replace(settings, engine="embedded"), replace(settings, uri="bolt://localhost:1")):
        with pytest.raises(StoreError, match="for a local Neo4j") as refused:
            stop_empty(other)
        assert "graph-kb server start --engine neo4j" in refused.value.hint


def assert_empty(settings):
    """The graph is as it was before the import, and nothing is left over."""
    with open_graph(settings) as graph:
        assert graph.read("MATCH (n) WHERE NOT n:Meta RETURN count(n) AS n").rows == [{"n": 0}]
        assert data_version(graph) == 3
        graph.run("CREATE (:Network {id: 'network:x'})")
        graph.run("MATCH (n:Network) DELETE n")
    home = Neo4jHome(settings.place.graph_folder, settings.neo4j_version)
    assert not half_made.work_folder(home).exists()


@pytest.mark.parametrize(("number", "told"), [("", "[Mm]issing"), ("999999", "IndexOutOfBounds")])
def test_a_relationship_to_nowhere_is_refused(settings, files, tmp_path, number, told):
    first = files[1][0].data[0].read_text(encoding="utf-8").splitlines(keepends=True)[0]
    (tmp_path / "nowhere.csv").write_text(f"0,{number},{first.split(',', 2)[2]}", encoding="utf-8")
    nowhere = replace(files[1][0], data=(tmp_path / "nowhere.csv",))
    store = stop_empty(settings)
    with pytest.raises(ServerError, match=f"the graph is empty as before:(.|\\n)*{told}"):
        import_full(store, files[0], [nowhere])
    assert_empty(settings)


def test_records_that_break_a_constraint_are_refused(settings, tmp_path):
    (tmp_path / "twice.csv").write_text("0,network:a\n1,network:a\n")
    twice = [NodeFiles(("Network",), (":ID", "id:string"), (tmp_path / "twice.csv",))]
    store = stop_empty(settings)
    with pytest.raises(ServerError, match="does not fit the schema"):
        import_full(store, twice, [])
    assert_empty(settings)


KILLED = """
import os, pickle, signal, sys
from graph_kb.store.neo4j_server.importing import import_full
from graph_kb.store.neo4j_server.empty_store import stop_empty
settings, files, last = pickle.load(sys.stdin.buffer)
tell = lambda phase, *_: os.kill(os.getpid(), signal.SIGKILL) if phase == last else None
import_full(stop_empty(settings), *files, tell)
"""


def kill_at(settings, files, phase):
    """Import in a process of its own, which is killed when it tells of a phase."""
    import pickle

    given = pickle.dumps((replace(settings, origins={}), files, phase))
    done = subprocess.run([sys.executable, "-c", KILLED], input=given, timeout=120)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("phase", ["node import", "post processing"])
def test_killed_before_the_new_store_is_done_the_graph_is_empty(settings, files, phase):
    kill_at(settings, files, phase)
    assert_empty(settings)
    folder = str(settings.place.graph_folder)
    tools = [
        one for one in psutil.process_iter(["cmdline", "cwd"]) if "AdminTool" in " ".join(one.info["cmdline"] or ())
    ]
    assert not [one for one in tools if (one.info["cwd"] or "").startswith(folder)]


def test_killed_before_the_schema_is_made_the_next_start_makes_it(settings, files):
    kill_at(settings, files, "schema")
    with open_graph(settings) as graph:
        assert prepare(graph) == 4
        assert counts(graph)["Facility"] == 12
        assert "facility_id" in {row["name"] for row in graph.read("SHOW CONSTRAINTS YIELD name").rows}


def test_a_schema_may_be_made_twice(settings, files):
    """As when the serving process is killed in between."""
    import_full(stop_empty(settings), *files)
    stop_server(settings)
    home = Neo4jHome(settings.place.graph_folder, settings.neo4j_version)
    half_made.work_folder(home).mkdir()
    (half_made.work_folder(home) / "notes.json").write_text(json.dumps([state(7, anew=True)]))
    half_made.mark_done(home)
    with open_graph(settings) as graph:
        assert data_version(graph) == 7
        assert counts(graph)["Facility"] == 12
