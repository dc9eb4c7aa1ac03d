"""Relationships that a source stated before and states no more: found around the nodes that it states again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph_kb.model.schema import NODES
from graph_kb.store.changes import Touched
from graph_kb.store.claims import Planned, Work, claimed
from graph_kb.store.client import Graph
from graph_kb.store.journal import Entry, Journal
from graph_kb.store.merge import Written
from graph_kb.store.meta import data_version
from graph_kb.store.records import known_label, plain_name
from graph_kb.store.writer import checked_run

DELETED = "WITH collect(x) AS found UNWIND found AS x DELETE x RETURN count(*) AS n"
"""Cypher that removes all `x` that were matched. All are found before the first one goes: among hundreds of
relationships of one node the embedded engine finds no more after that."""


@dataclass(frozen=True)
class Described:
    """Relationships of one type around nodes of one label.

    Attributes:
        type: Their type.
        label: Label of the nodes.
        end: Which end the nodes are: "start" or "end".
    """

    type: str
    label: str
    end: str

    def pattern(self, properties: str = "", other: str = "") -> str:
        """Cypher of the relationship `x` beside its node `n`, and of the node at its other end."""
        left, right = ("-", "->") if self.end == "start" else ("<-", "-")
        return f"(n){left}[x:`{plain_name(self.type)}`{properties}]{right}({other})"


def remove_unstated(
    graph: Graph,
    kind: Described,
    ids: Sequence[str],
    source: str,
    unstated: Callable[[list[str]], list[str]],
    *,
    dry_run: bool = False,
    journal: Journal | None = None,
) -> Written:
    """Remove relationships of a source from nodes, in one transaction; one that another source added to stays.

    Args:
        graph: The graph.
        kind: Which relationships, and which nodes.
        ids: The nodes.
        source: Name of the loads of the source, such as `load:park`.
        unstated: Tells which of some keys the source states no more.
        dry_run: Count them only.
        journal: Where they are noted, so that the removal can be taken back.
    """
    match = f"UNWIND $ids AS id MATCH (n:{known_label(kind.label)} {{id: id}}) MATCH {kind.pattern()} "
    own = "x.load_id STARTS WITH $own AND x.filled_in IS NULL AND x.id IS NOT NULL"
    find = f"{match}WHERE {own} RETURN n.id AS node, x.id AS key"
    delete = (
        f"UNWIND $rows AS r MATCH (n:{known_label(kind.label)} {{id: r.node}}) "
        f"MATCH {kind.pattern(' {id: r.key}')} {DELETED}"
    )

    def plan_work() -> Planned:
        version = data_version(graph)
        found = {row["key"]: row["node"] for row in graph.read(find, {"ids": list(ids), "own": f"{source}@"})}
        rows = [{"key": key, "node": found[key]} for key in unstated(list(found))]
        is_idle = dry_run or not rows
        work: Work | None = None if is_idle else lambda transaction: checked_run(transaction, delete, rows)
        if journal and not is_idle:
            for entry in _before(graph, kind, rows):
                journal.note(entry)
        return Planned(version, work, Written(removed=len(rows)), _touched(kind, rows))

    return claimed(graph, plan_work)


def _touched(kind: Described, rows: Sequence[dict[str, str]]) -> Touched:
    return Touched(kind.type, removed=[row["key"] for row in rows])


def _before(graph: Graph, kind: Described, rows: Sequence[dict[str, str]]) -> Iterator[Entry]:
    """Relationships that are about to be removed, by the label of their other ends."""
    text = (
        f"UNWIND $rows AS r MATCH (n:{known_label(kind.label)} {{id: r.node}}) "
        f"MATCH {kind.pattern(' {id: r.key}', 'm')} RETURN labels(m) AS labels, properties(x) AS properties"
    )
    found: dict[str, dict[str, Any]] = {}
    for row in graph.read(text, {"rows": list(rows)}):
        label = next(label for label in NODES if label in row["labels"])
        found.setdefault(label, {})[row["properties"]["id"]] = row["properties"]
    for label, removed in found.items():
        ends = [kind.label, label] if kind.end == "start" else [label, kind.label]
        yield Entry([kind.type, *ends], removed=removed)
