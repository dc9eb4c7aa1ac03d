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
    """Bring the graph to a schema version.

    A step that fails or is interrupted leaves the graph at the version before it: running it again takes each step
    once.

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
    # Before the steps: repeated after an interruption they change nothing, and no step is left without them.
    for statement in constraints():
        graph.run(statement)
    for version in range(before, target):
        _take_step(graph, version, steps[version])
    return Migration(before, target, backup)


def _take_step(graph: Graph, version: int, statements: Sequence[str]) -> None:
    """Run the statements of one step and set the next schema version in one transaction: both are done or neither."""
    expected = data_version(graph)

    def work(transaction: ManagedTransaction) -> None:
        # Claiming the data version makes a second migration at the same time conflict with this one.
        is_ours = raise_version(transaction, expected) if statements else True
        for statement in statements if is_ours else ():
            transaction.run(statement).consume()
        text = "MATCH (m:Meta {id: 'meta', schema_version: $version}) SET m.schema_version = $version + 1 RETURN m.id"
        if not is_ours or transaction.run(text, version=version).single() is None:
            raise StoreError("somebody else wrote during the migration", hint="run `graph-kb migrate` again")

    graph.write(work)
