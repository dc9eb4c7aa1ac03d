"""Rows of a query, and how many of them are fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neo4j import Record, Result

Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Rows of a query, the order of the columns kept.

    Attributes:
        columns: Names of the columns.
        rows: One dictionary per row; nodes, relationships and paths are the driver's own objects.
        truncated: Whether rows were left out because of a limit.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    truncated: bool = False

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)


def fetched(result: Result, limit: int | None, most_bytes: int | None) -> Answer:
    """Rows of a running statement, until one of the limits is met."""
    columns = tuple(result.keys())
    if limit is None and most_bytes is None:
        return Answer(columns, [row_of(record) for record in result])
    rows: list[Row] = []
    size = 0
    for record in result:
        row = row_of(record)
        size += _size(row) if most_bytes else 0
        if len(rows) == limit or (most_bytes and size > most_bytes):
            return Answer(columns, rows, truncated=True)
        rows.append(row)
    return Answer(columns, rows)


def _size(value: Any) -> int:
    """Bytes that a value takes when it is written down, about."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(str(name)) + _size(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    # Nodes and relationships are maps of their properties; a number or a time is short.
    return _size(dict(value.items())) if hasattr(value, "items") else 8


def row_of(record: Record) -> Row:
    """A record as a dictionary, the order of the columns kept."""
    return dict(zip(record.keys(), record, strict=True))
