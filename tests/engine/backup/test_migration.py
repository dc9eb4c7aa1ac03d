"""From one schema version to the next: a backup with everything before, each step once."""

import contextlib
import json

import pytest

from graph_kb.errors import QueryError, SchemaError
from graph_kb.store import Graph, data_version, prepare
from graph_kb.workbench.migration import migrate
from graph_kb.workbench.restoring import restore

pytestmark = pytest.mark.usefixtures("keep_network")

STEP = "MATCH (n:Network {id: 'network:n'}) SET n.kind = 'migrated'"
KIND = "MATCH (n:Network) RETURN n.kind AS kind"


def test_migration_makes_a_backup_that_restores(other, home, tmp_path):
    done = migrate(other, tmp_path, {1: [STEP]}, target=2)
    assert (done.before, done.after) == (1, 2)
    assert other.read(KIND).rows == [{"kind": "migrated"}]
    with pytest.raises(SchemaError, match="graph-kb migrate"):
        prepare(other)
    with pytest.raises(SchemaError, match="no way"):
        migrate(other, tmp_path, target=1)
    other.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 1")
    other.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    assert restore(other, done.backup, home).written.created == 2
    assert other.read(KIND).rows == [{"kind": None}]


def test_migration_raises_the_data_version_when_it_changes_data(other, tmp_path):
    before = data_version(other)
    migrate(other, tmp_path, {1: [STEP], 2: [], 3: [STEP, STEP]}, target=4)
    assert data_version(other) == before + 2


def test_a_migration_step_that_fails_leaves_the_version_before_it(other, tmp_path):
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
    other.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 0")
    done = migrate(other, tmp_path, {0: []})
    with pytest.raises(SchemaError, match="schema version 0, this release needs 1"):
        restore(other, done.backup, home, merge=True)


def test_an_interrupted_migration_takes_each_step_once(other, tmp_path, monkeypatch):
    """Ctrl-C after every write in turn; running it again goes on where it stopped."""
    once = "MATCH (n:Network) SET n.kind = coalesce(n.kind, '') + '{}'"
    steps = {1: [once.format("a")], 2: [once.format("b")], 3: []}
    write = Graph.write
    for allowed in range(100):
        other.run("MATCH (m:Meta) SET m.schema_version = 1")
        other.run("MATCH (n:Network) REMOVE n.kind")
        left = iter(range(allowed))

        def interrupted(graph, work, left=left):
            done = write(graph, work)
            if next(left, None) is None:
                raise KeyboardInterrupt
            return done

        with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
            patch.setattr(Graph, "write", interrupted)
            migrate(other, tmp_path, steps, target=4)
            break
        migrate(other, tmp_path, steps, target=4)
        assert other.read(KIND).rows == [{"kind": "ab"}], allowed
    assert allowed > len(steps)


def test_the_backup_holds_what_this_release_has_no_label_for(other, tmp_path):
    other.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 0")
    other.run("CREATE (:Depot:Store {id: 'depot:1'})-[:FEEDS {id: 'f'}]->({id: 'bare:1'})")
    other.run("MATCH (n:Network), (d:Depot) CREATE (n)-[:OWNS {id: 'o'}]->(d), (d)-[:OWNED_BY {id: 'p'}]->(n)")
    backup = migrate(other, tmp_path, {0: []}).backup
    lines = [json.loads(line) for line in backup.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["counts"] == lines[-1]["counts"] == {"nodes": 4, "relationships": 3}
    assert {"labels": ["Depot", "Store"], "properties": {"id": "depot:1"}} in lines
    assert {line["type"] for line in lines if "type" in line} == {"FEEDS", "OWNS", "OWNED_BY"}
