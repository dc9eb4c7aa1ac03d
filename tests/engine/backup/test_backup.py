"""The backup: one state of the graph, whole or refused, and the same graph again when it comes back.

The park of the session is exported; a second graph takes it back, emptied before each test.
"""

import gzip
import hashlib
import itertools
import json

import pytest
from filelock import FileLock

from graph_kb.errors import DataError, SchemaError, StoreError, UsageError
from graph_kb.store import content_hash, counts, data_version
from graph_kb.workbench import backup
from graph_kb.workbench.backup import write_backup
from graph_kb.workbench.restoring import restore

TOLD_APART = "MATCH (n {id: 'offer:mill_bark'}) RETURN n.load_id AS load"


@pytest.fixture(scope="module")
def lines(graph, tmp_path_factory):
    """The lines of a backup of the park."""
    path = tmp_path_factory.mktemp("backup") / "park.jsonl"
    write_backup(graph, path)
    return path.read_bytes().splitlines(keepends=True)


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
    assert restore(other, path, home).written.created == written
    assert content_hash(other) == content_hash(graph)
    assert other.read(TOLD_APART).rows == graph.read(TOLD_APART).rows == [{"load": "park@1"}]
    before = data_version(other)
    assert restore(other, path, home, merge=True).written.unchanged == written
    assert data_version(other) == before


def test_a_graph_with_records_takes_a_backup_only_as_a_source_like_any_other(other, home, tmp_path, keep_network):
    path = tmp_path / "two.jsonl"
    write_backup(other, path)
    other.run("MATCH (n:Network) SET n.name = 'Other', n.load_id = 'load:other@1', n.record_hash = 'x'")
    with pytest.raises(UsageError, match="holds 2 nodes already"):
        restore(other, path, home)
    done = restore(other, path, home, merge=True)
    assert (done.written.kept, done.written.differing) == (1, 1)
    assert "name stays 'Other'" in done.notes()[-1]


def test_loads_come_back_with_the_records_that_name_them(other, home, tmp_path, keep_network):
    noted = {"id": "load:l@1", "source_name": "l", "content": "1", "status": "running", "started": "2024-01-01"}
    other.run("CREATE (l:Load) SET l = $noted", {"noted": noted})
    path = tmp_path / "loads.jsonl"
    assert write_backup(other, path) == 3
    other.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    restore(other, path, home)
    (found,) = other.read("MATCH (l:Load) RETURN properties(l) AS noted").rows
    assert {name: found["noted"][name] for name in noted} == {**noted, "status": "interrupted"}


def test_a_name_that_says_so_is_packed(lines, graph, other, home, tmp_path):
    path = tmp_path / "park.jsonl.gz"
    written = write_backup(graph, path)
    packed = path.read_bytes()
    assert gzip.decompress(packed).splitlines(keepends=True)[1:-1] == lines[1:-1]
    for damaged in (packed[:-20], packed[:200] + b"xx" + packed[202:]):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"park\.jsonl\.gz"):
            restore(other, path, home)
        assert counts(other).get("Offer", 0) == 0
    path.write_bytes(packed)
    assert restore(other, path, home).written.created == written
    assert content_hash(other) == content_hash(graph)


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
    with pytest.raises(SchemaError, match="schema version 0, this release needs 1") as refused:
        restore(other, path, home)
    assert "a release of graph-kb whose schema version is 0; then run `graph-kb migrate`" in refused.value.hint


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

    def meddled(graph, labels):
        yield from real(graph, labels)
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
        ("CREATE (:Note {id: 'note:1'})", "'Note' is no label"),
    ],
)
def test_what_could_not_come_back_is_not_exported(other, tmp_path, keep_network, statement, why):
    other.run(statement)
    with pytest.raises(DataError, match=why):
        write_backup(other, tmp_path / "never.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(graph, tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        write_backup(graph, tmp_path / "no" / "folder.jsonl")
