"""Rows that state one record and contradict each other, or what the graph says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from graph_kb.intake import staged
from graph_kb.intake.agreement import disagreements, together
from graph_kb.intake.issues import Issue, shown


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
