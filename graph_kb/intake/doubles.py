"""Rows that state one record: whether they contradict each other or the graph, and what they state together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from pydantic_core import from_json

from graph_kb.intake import staged
from graph_kb.intake.agreement import disagreements, together
from graph_kb.intake.issues import Issue, shown
from graph_kb.intake.staging import StagingBase
from graph_kb.intake.statements import Place
from graph_kb.store.records import LinkRow, NodeRow

R = TypeVar("R", NodeRow, LinkRow)


def disagreeing(rows: Iterable[tuple[Any, ...]], column: str) -> Iterator[Issue]:
    """Issues of the rows that contradict what the graph or earlier rows say of the same record."""
    said: dict[str, Any] = {}
    first: str | None = None
    seen: dict[str, list[str]] = {}
    for _, name, digest, body, file, row in rows:
        if digest not in seen:
            seen[digest] = disagreements(said, from_json(body))
            if not seen[digest]:
                said = together([said, from_json(body)])
        if first is None:
            first = f"{file}:{row}" if file != staged.GRAPH else ""
        parts = ", ".join(seen[digest])
        if parts and first:
            message = f"{column} {name} was given other values before, first in {first} ({parts})"
            yield Issue(file, row, parts, "duplicate_id", message, "make the values agree, or give another id")
        elif parts:
            told = _other_in_graph(name, said, from_json(body), seen[digest])
            yield Issue(file, row, parts, "duplicate_id", *told)


def _other_in_graph(
    name: str, there: Mapping[str, Any], said: Mapping[str, Any], parts: Sequence[str]
) -> tuple[str, str]:
    """Message and hint for a row that is fed back and contradicts the graph."""
    values = "; ".join(f"{part} {shown(there.get(part))}, here {shown(said.get(part))}" for part in parts)
    hint = "a file that is fed back only adds: to change what is in the graph, mend the source and load all of it"
    return f"{name} is in the graph with other values: {values}", hint


def joined_nodes(base: StagingBase) -> Iterator[tuple[Place, int, NodeRow]]:
    """What the rows state together of each node that they state differently, with the place and maker of the first."""
    same = groupby(base.rows(staged.DOUBLE_NODES), key=lambda row: row[4:6])
    return (_placed(rows, _joined_node) for _, rows in same)


def joined_links(base: StagingBase) -> Iterator[tuple[Place, int, LinkRow]]:
    """The same for relationships."""
    same = groupby(base.rows(staged.DOUBLE_LINKS), key=lambda row: row[4:10])
    return (_placed(rows, _joined_link) for _, rows in same)


def _placed(rows: Iterable[tuple[Any, ...]], joined: Callable[[list[tuple[Any, ...]]], R]) -> tuple[Place, int, R]:
    found = list(rows)
    return Place(*found[0][:3]), found[0][3], joined([row[4:] for row in found])


def _joined_node(rows: list[tuple[Any, ...]]) -> NodeRow:
    """The node that rows of the staging base (label, id, labels, load, body) state."""
    _, id_, labels = rows[0][:3]
    return NodeRow(tuple(labels.split(":")), id_, _together(rows))


def _joined_link(rows: list[tuple[Any, ...]]) -> LinkRow:
    """The relationship that rows (type, labels of the ends, their ids, key, load, body) state."""
    type_, start_label, end_label, start, end, key = rows[0][:6]
    return LinkRow(type_, start_label, start, end_label, end, key, _together(rows))


def _together(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Properties of a record that rows agree on."""
    load = rows[0][-2]
    said = together(map(from_json, dict.fromkeys(row[-1] for row in rows)))
    return {**said, "load_id": load} if load else said
