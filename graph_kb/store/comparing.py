"""Records beside the graph: which are new, which say something else, which more than one source speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graph_kb.store.client import Graph
from graph_kb.store.merge import FILLED_IN, Bound, Written, differences, is_same, merge, source_name
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.records import LinkRow, NodeRow, record_hash, said_by
from graph_kb.store.statements import Statements, link_statements, near_node, node_statements

Rows: TypeAlias = Sequence[NodeRow] | Sequence[LinkRow]


@dataclass
class Plan:
    """What is to be written.

    Attributes:
        create: New records.
        update: Records that change, each with the properties that it will have.
    """

    create: list[NodeRow | LinkRow] = field(default_factory=list)
    update: list[tuple[NodeRow | LinkRow, dict[str, Any]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.create or self.update)


def statements_of(rows: Rows) -> Statements:
    """Statements for records of one kind."""
    return node_statements(rows) if isinstance(rows[0], NodeRow) else link_statements(rows)  # type: ignore[arg-type]


def stated_before(graph: Graph, rows: Rows) -> dict[str, dict[str, Any]]:
    """Properties of those records of a batch that are in the graph, by their key."""
    found = graph.read(statements_of(rows).whole, {"rows": [key_of(row) for row in rows]})
    return {row["key"]: row["properties"] for row in found}


def key_of(row: NodeRow | LinkRow) -> dict[str, Any]:
    """What finds a record, as a statement takes it."""
    return {"key": row.key} if isinstance(row, NodeRow) else {"key": row.key, "start": row.start, "end": row.end}


def compare(graph: Graph, rows: Rows) -> tuple[Plan, Written]:
    """Plan the write of records of one kind.

    Args:
        graph: The graph.
        rows: The records.

    Returns:
        The plan, and what it will have done.
    """
    marks, nodes = _marks(graph, rows)
    plan, done = Plan(), Written()
    shared: list[NodeRow | LinkRow] = []
    for row in rows:
        mark = marks.get(row.key)
        if mark is None:
            plan.create.append(row)
            done.created += 1
            continue
        done.found.append(row.key)
        if not _is_own(mark, row):
            shared.append(row)
            continue
        if mark.endswith(f" {said_by(row)[1]}"):
            done.unchanged += 1
        else:
            plan.update.append((row, whole(row)))
            done.updated += 1
    _merge(graph, shared, plan, done)
    if nodes:
        others = marks.keys() - {row.key for row in rows}
        done.beside = sorted({nodes[key] for key in others if _is_own(marks[key], rows[0])})
    return plan, done


def _marks(graph: Graph, rows: Rows) -> tuple[dict[str, str], dict[str, str]]:
    """Mark of every record that is there, and the node that it is around, by key."""
    near = [row.id if isinstance(row, NodeRow) else near_node(row) for row in rows]
    found = graph.read(statements_of(rows).find, {"ids": list(dict.fromkeys(near))}).rows[0]
    keys = found["keys"]
    return dict(zip(keys, found["marks"], strict=True)), dict(zip(keys, found.get("nodes", ()), strict=False))


def _is_own(mark: str, row: NodeRow | LinkRow) -> bool:
    """Whether a record with this mark was written by the source of a row, and nobody filled in anything."""
    return bool(mark) and source_name(mark) == source_name(row.properties.get("load_id"))


def _merge(graph: Graph, rows: Sequence[NodeRow | LinkRow], plan: Plan, done: Written) -> None:
    """Plan the records that more than one source speaks of."""
    if not rows:
        return
    found = stated_before(graph, rows)  # type: ignore[arg-type]
    for row in rows:
        there, (said, hash_) = found.get(row.key, {}), said_by(row)
        is_own = source_name(there.get("load_id")) == source_name(said.get("load_id"))
        if not is_own:
            _note_binding(row, there, done)
        if there.get(RECORD_HASH) == hash_ and not there.get(FILLED_IN):
            done.unchanged += 1
        else:
            _join(row, there, plan, done, is_own=is_own)


def _join(row: NodeRow | LinkRow, there: dict[str, Any], plan: Plan, done: Written, *, is_own: bool) -> None:
    said = whole(row)
    merged = merge(there, said)
    refused = [] if is_own else differences(said, merged)
    done.add(Written(kept=bool(refused), differing=len(refused), differences=refused))
    if is_same(there, merged):
        done.unchanged += not refused
        return
    merged[RECORD_HASH] = record_hash(merged)
    plan.update.append((row, merged))
    done.updated += not refused


def whole(row: NodeRow | LinkRow) -> dict[str, Any]:
    """All properties that a record has once it is written."""
    said, hash_ = said_by(row)
    return {**said, RECORD_HASH: hash_} if isinstance(row, NodeRow) else {**said, RECORD_HASH: hash_, "id": row.key}


def _note_binding(row: NodeRow | LinkRow, there: dict[str, Any], done: Written) -> None:
    """A node that another source wrote is stated; that two sources cite one source is how it should be."""
    if isinstance(row, LinkRow) or row.labels[0] == "Source":
        return
    name = str(row.properties.get("name") or row.properties.get("title") or row.key)
    done.add(Written(bound=1, bindings=[Bound(row.labels[0], row.key, name, source_name(there.get("load_id")))]))
