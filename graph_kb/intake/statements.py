"""What rows state, column by column: the form in which records reach the staging base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from graph_kb.store.merge import FILLED_IN
from graph_kb.store.records import LinkRow, NodeRow, canonical, digest, record_hash

if TYPE_CHECKING:
    import pyarrow

Columns: TypeAlias = dict[str, Sequence[Any]]
"""Sequences of equal length, by the name of a column of the staging base."""

STREAMS = frozenset({"Offer", "Need", "Exchange"})
"""Labels whose amounts are amounts of a resource."""


class Place(NamedTuple):
    """Where a row stands: its place in the load, its number in its table, the table."""

    turn: int
    row: int
    file: str


@dataclass(frozen=True)
class Maker:
    """A rule that makes records, by the columns of the source that its references are read from.

    Attributes:
        start: Column of the start of a relationship; empty for a node.
        end: Column of its end.
        source: Column of the source that states the record.
    """

    start: str = ""
    end: str = ""
    source: str = "source_id"


def node_columns(rows: Iterable[tuple[Place, int, NodeRow]]) -> Columns:
    """Columns of some nodes, each with the place of its row and the number of its maker."""
    return _columns(
        {
            "label": node.labels[0],
            "id": node.id,
            "labels": ":".join(node.labels),
            "unit": node.properties.get("unit") if node.labels[0] in STREAMS else None,
            **_record(place, maker, node.properties),
        }
        for place, maker, node in rows
    )


def link_columns(rows: Iterable[tuple[Place, int, LinkRow]]) -> Columns:
    """Columns of some relationships, each with the place of its row and the number of its maker."""
    return _columns(
        {
            "type": link.type,
            "start_label": link.start_label,
            "start_id": link.start,
            "end_label": link.end_label,
            "end_id": link.end,
            "key": link.key,
            **_record(place, maker, link.properties),
        }
        for place, maker, link in rows
    )


def as_table(columns: Columns) -> pyarrow.Table:
    """Columns in the form in which the staging base takes them."""
    import pyarrow

    return pyarrow.table({name: pyarrow.array(values) for name, values in columns.items()})


def body_and_hash(properties: dict[str, Any]) -> tuple[str, str]:
    """What a record says as text, without its load, and the hash of what it says."""
    body = canonical({name: value for name, value in properties.items() if name != "load_id"})
    return body, record_hash(properties) if FILLED_IN in properties else digest(body)


def _record(place: Place, maker: int, properties: dict[str, Any]) -> dict[str, Any]:
    body, hash_ = body_and_hash(properties)
    return {
        **place._asdict(),
        "maker": maker,
        "load": properties.get("load_id"),
        "source": properties["source_id"],
        "hash": hash_,
        "body": body,
    }


def _columns(records: Iterable[dict[str, Any]]) -> Columns:
    found: dict[str, list[Any]] = {}
    for record in records:
        for name, value in record.items():
            found.setdefault(name, []).append(value)
    return {**found}
