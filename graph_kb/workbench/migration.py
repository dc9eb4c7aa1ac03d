"""From one schema version to the next, with a backup before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph_kb.errors import SchemaError, StoreError
from graph_kb.model.schema import SCHEMA_VERSION, constraints
from graph_kb.store.client import Graph
from graph_kb.store.meta import data_version, raise_version
from graph_kb.workbench.backup import write_backup

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

STEPS: Mapping[int, Sequence[str]] = {}
"""Cypher statements that lead from a schema version to the next one, by the version they start from."""


@dataclass(frozen=True)
class Migration:
    """What a migration did."""

    before: int
    after: int
    backup: Path | None


def migrate(
    graph: Graph, folder: Path, steps: Mapping[int, Sequence[str]] = STEPS, target: int = SCHEMA_VERSION
) -> Migration:
    """Bring the graph to a schema version. A step that fails leaves the graph at the version before it.

    Args:
        graph: The graph.
        folder: Where the backup goes.
        steps: Statements by the version they start from.
        target: Version wanted.

    Raises:
        SchemaError: The graph is newer than this release, or a step is missing.
        StoreError: Somebody else wrote at the same time; running it again goes on where it stopped.
    """
    found = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.schema_version AS schema").rows
    before = int(found[0]["schema"]) if found else target
    if before == target:
        return Migration(before, target, None)
    missing = [version for version in range(before, target) if version not in steps]
    if before > target or missing:
        raise SchemaError(
            f"no way from schema version {before} to {target}",
            hint="use a release of graph-kb that knows this version",
        )
    folder.mkdir(parents=True, exist_ok=True)
    backup = folder / f"schema-{before}-{datetime.now(UTC):%Y%m%dT%H%M%S}.jsonl"
    write_backup(graph, backup)
    for version in range(before, target):
        if steps[version]:
            _change(graph, steps[version])
        for statement in constraints():
            graph.run(statement)
        graph.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = $next", {"next": version + 1})
    return Migration(before, target, backup)


def _change(graph: Graph, statements: Sequence[str]) -> None:
    """Run the statements of one step in one transaction, which raises the data version."""
    expected = data_version(graph)

    def work(transaction: ManagedTransaction) -> None:
        if not raise_version(transaction, expected):
            raise StoreError("somebody else wrote during the migration", hint="run `graph-kb migrate` again")
        for statement in statements:
            transaction.run(statement).consume()

    graph.write(work)
