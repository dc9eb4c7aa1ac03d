"""The backup: one state of the graph, whole or refused, and the same graph again when it comes back.

The park of the session is exported; a second server in a folder of its own takes it back, emptied before each test.
"""

import hashlib
import itertools
import json
import os

import pytest
from filelock import FileLock

from graph_kb.errors import DataError, QueryError, SchemaError, StoreError, UsageError
from graph_kb.store import content_hash, counts, data_version, load_settings, open_graph, prepare
from graph_kb.store.server import stop_server
from graph_kb.workbench import backup
from graph_kb.workbench.backup import restore, write_backup
from graph_kb.workbench.migration import migrate

TOLD_APART = "MATCH (n {id: 'offer:mill_bark'}) RETURN n.load_id AS load"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of the second server."""
    home = tmp_path_factory.mktemp("second")
    yield home
    stop_server(load_settings({**os.environ, "GRAPH_KB_HOME": str(home)}, home))


@pytest.fixture
def other(home):
    """An empty graph."""
    with open_graph(load_settings({**os.environ, "GRAPH_KB_HOME": str(home), "GRAPH_KB_HEAP": "512m"}, home)) as opened:
        prepare(opened)
        opened.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        try:
            yield opened
        finally:
            opened.run("MATCH (m:Meta) SET m.schema_version = 1")


@pytest.fixture(scope="module")
def lines(graph, tmp_path_factory):
    """The lines of a backup of the park."""
    path = tmp_path_factory.mktemp("backup") / "park.jsonl"
    write_backup(graph, path)
    return path.read_bytes().splitlines(keepends=True)


def keep_network(graph):
    """Two records: a network and its source."""
    said = "source_id: 'source:s', as_of: '2024', method: 'reported'"
    graph.run(f"CREATE (:Source {{id: 'source:s', title: 'S', {said}}})")
    graph.run(f"CREATE (:Network {{id: 'network:n', name: 'N', {said}}})")


def signed(lines):
    """The same lines with a trailer that fits them, as somebody would forge it."""
    kept = lines[:-1]
    found = {"nodes": sum(b'"labels"' in line for line in kept[1:])}
    found["relationships"] = len(kept) - 1 - found["nodes"]
    head = json.loads(kept[0])
    kept[0] = json.dumps({**head, "counts": found}).encode() + b"\n"
    total = hashlib.sha256(b"".join(kept)).hexdigest()
    return [*kept, json.dumps({"counts": found, "sha256": total}).encode() + b"\n"]


def changed(lines, place, **parts):
    """The lines with another record at a place, signed."""
    record = json.loads(lines[place])
    record["properties"] |= parts.pop("properties", {})
    return signed([*lines[:place], json.dumps({**record, **parts}).encode() + b"\n", *lines[place + 1 :]])


def test_what_comes_back_is_the_same_graph(graph, other, home, tmp_path):
    path = tmp_path / "park.jsonl"
    written = write_backup(graph, path)
    assert restore(other, path, home) == written
    assert content_hash(other) == content_hash(graph)
    assert other.read(TOLD_APART).rows == graph.read(TOLD_APART).rows == [{"load": "park@1"}]
    before = data_version(other)
    assert restore(other, path, home) == written
    assert data_version(other) == before


def test_header_and_trailer_say_what_is_in_between(graph, lines):
    head, end = json.loads(lines[0]), json.loads(lines[-1])
    assert head["format"] == "graph-kb/2"
    assert (head["schema_version"], head["data_version"]) == (1, data_version(graph))
    assert head["counts"] == end["counts"]
    assert sum(end["counts"].values()) == len(lines) - 2
    assert end["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()


DAMAGES = {
    "its end is missing": lambda lines: (lines[:-1], len(lines) - 1, "ends here"),
    "half is missing": lambda lines: (lines[: len(lines) // 2], len(lines) // 2, "ends here"),
    "cut within a line": lambda lines: ([*lines[:9], lines[9][:30]], 10, "broken line"),
    "a line is missing": lambda lines: ([*lines[:9], *lines[10:]], len(lines) - 1, "do not agree"),
    "a value was edited": lambda lines: (
        [line.replace(b"spent grain", b"other grain") for line in lines],
        len(lines),
        "do not agree",
    ),
    "something follows": lambda lines: ([*lines, lines[5]], len(lines), "do not agree"),
    "two files in one": lambda lines: ([*lines[:-1], *lines], len(lines), "broken record"),
    "an empty line": lambda lines: ([*lines[:9], b"\n", *lines[9:]], 10, "broken line"),
    "no object": lambda lines: ([*lines[:9], b"[1]\n", *lines[9:]], 10, "broken line"),
    "deep nesting": lambda lines: ([*lines[:9], b"[" * 100_000 + b"\n"], 10, "broken line"),
    "other bytes": lambda lines: ([*lines[:9], b"\xff\xfe\x00\n"], 10, "broken line"),
    "an unknown label": lambda lines: (changed(lines, 3, labels=["Spy"]), 4, "'Spy' is no label"),
    "an unknown property": lambda lines: (changed(lines, 3, properties={"spy": 1}), 4, "spy"),
    "no provenance": lambda lines: (changed(lines, 3, properties={"source_id": None}), 4, "source_id"),
    "infinity": lambda lines: (changed(lines, 3, properties={"name": float("inf")}), 4, "name"),
    "a relationship the model lacks": lambda lines: (changed(lines, -2, type="SPIES"), len(lines) - 1, "'SPIES'"),
    "another id": lambda lines: (changed(lines, -2, properties={"id": "x"}), len(lines) - 1, "'x' is not"),
    "an end that is nowhere": lambda lines: (
        signed([*lines[:1], *lines[2:]]),
        None,
        "is neither in the source nor in the graph",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_by_line_and_nothing_is_written(lines, other, home, tmp_path, damage):
    given, number, why = DAMAGES[damage](lines)
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(b"".join(given))
    before = counts(other)
    with pytest.raises(DataError) as refused:
        restore(other, path, home)
    assert f"{path}:{number or ''}" in refused.value.message
    assert why in refused.value.message
    assert refused.value.hint
    assert counts(other) == before
    assert list((home / "staging").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", "name;amount\nbark;3\n", '{"format": "graph-kb/1"}\n', "\x00"])
def test_a_foreign_file_is_no_backup(other, home, tmp_path, text):
    path = tmp_path / "foreign.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="no backup of a graph"):
        restore(other, path, home)


def test_a_file_that_is_not_there_is_told(other, home, tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        restore(other, tmp_path / "nothing.jsonl", home)


def test_another_schema_version_is_refused(lines, other, home, tmp_path):
    path = tmp_path / "older.jsonl"
    head = json.dumps({**json.loads(lines[0]), "schema_version": 0}).encode() + b"\n"
    path.write_bytes(b"".join([head, *lines[1:]]))
    with pytest.raises(SchemaError, match="schema version 0, this release needs 1"):
        restore(other, path, home)


def test_a_restore_waits_for_no_other_load(lines, other, home, tmp_path):
    path = tmp_path / "park.jsonl"
    path.write_bytes(b"".join(lines))
    with FileLock(home / "run" / "load.lock"), pytest.raises(StoreError, match="another load"):
        restore(other, path, home)


def test_a_write_in_between_is_noticed_and_the_export_starts_again(other, tmp_path, monkeypatch):
    said = "name: 'x', source_id: 'source:s', as_of: '2024', method: 'reported'"
    other.run("CREATE (:Source {id: 'source:s', title: 'S', source_id: 'source:s', as_of: '2024', method: 'reported'})")
    real = backup.nodes
    meddlings = iter(range(1))

    def meddled(graph):
        yield from real(graph)
        for number in itertools.islice(meddlings, 1):
            graph.run(f"CREATE (:Network {{id: 'network:{number}', {said}}})")
            graph.run("MATCH (m:Meta) SET m.data_version = m.data_version + 1")

    monkeypatch.setattr(backup, "nodes", meddled)
    path = tmp_path / "moving.jsonl"
    assert write_backup(other, path) == 2
    assert json.loads(path.read_text().splitlines()[0])["data_version"] == data_version(other)
    meddlings = iter(range(1, 100))
    with pytest.raises(StoreError, match="keep changing"):
        write_backup(other, tmp_path / "never.jsonl")
    assert [one.name for one in tmp_path.iterdir()] == ["moving.jsonl"]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("MATCH (n:Source {id: 'source:s'}) SET n.pagerank = 0.5", "pagerank"),
        ("MATCH (n:Network {id: 'network:n'}) REMOVE n.as_of", "as_of is missing"),
        ("MATCH (n:Source {id: 'source:s'}) DELETE n", "source 'source:s' is cited"),
    ],
)
def test_what_could_not_come_back_is_not_exported(other, tmp_path, statement, why):
    keep_network(other)
    other.run(statement)
    with pytest.raises(DataError, match=why):
        write_backup(other, tmp_path / "never.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(graph, tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        write_backup(graph, tmp_path / "no" / "folder.jsonl")


STEP = "MATCH (n:Network {id: 'network:n'}) SET n.kind = 'migrated'"
KIND = "MATCH (n:Network) RETURN n.kind AS kind"


def test_migration_makes_a_backup_that_restores(other, home, tmp_path):
    keep_network(other)
    done = migrate(other, tmp_path, {1: [STEP]}, target=2)
    assert (done.before, done.after) == (1, 2)
    assert other.read(KIND).rows == [{"kind": "migrated"}]
    with pytest.raises(SchemaError, match="graph-kb migrate"):
        prepare(other)
    with pytest.raises(SchemaError, match="no way"):
        migrate(other, tmp_path, target=1)
    other.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 1")
    other.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    assert restore(other, done.backup, home) == 2
    assert other.read(KIND).rows == [{"kind": None}]


def test_migration_raises_the_data_version_when_it_changes_data(other, tmp_path):
    keep_network(other)
    before = data_version(other)
    migrate(other, tmp_path, {1: [STEP], 2: [], 3: [STEP, STEP]}, target=4)
    assert data_version(other) == before + 2


def test_a_migration_step_that_fails_leaves_the_version_before_it(other, tmp_path):
    keep_network(other)
    before = data_version(other)
    with pytest.raises(QueryError):
        migrate(other, tmp_path, {1: [STEP], 2: [STEP.replace("migrated", "half"), "NO CYPHER"]}, target=3)
    assert other.read("MATCH (m:Meta) RETURN m.schema_version AS schema").rows == [{"schema": 2}]
    assert other.read(KIND).rows == [{"kind": "migrated"}]
    assert data_version(other) == before + 1


def test_a_missing_migration_step_is_refused(other, tmp_path):
    with pytest.raises(SchemaError, match="from schema version 1 to 3"):
        migrate(other, tmp_path, {1: []}, target=3)
    assert list(tmp_path.iterdir()) == []


def test_the_backup_of_an_older_schema_is_told_from_todays(other, home, tmp_path):
    keep_network(other)
    other.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 0")
    done = migrate(other, tmp_path, {0: []})
    with pytest.raises(SchemaError, match="schema version 0, this release needs 1"):
        restore(other, done.backup, home)
