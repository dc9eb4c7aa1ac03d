"""Staged records as batches that are ready to be written: of one kind each, every record once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from pydantic_core import from_json

from graph_kb.intake import staged
from graph_kb.intake.agreement import together
from graph_kb.intake.staging import StagingBase
from graph_kb.model.relationships import near_end
from graph_kb.model.schema import NODES
from graph_kb.store.records import LinkRow, NodeRow

T = TypeVar("T")
Parser: TypeAlias = Callable[[str | None, str], dict[str, Any]]
"""From the load and the body of a record to its properties."""


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of a size; the last one may be shorter."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def node_batches(base: StagingBase, size: int) -> Iterator[list[NodeRow]]:
    """Nodes by label, in the order of the model, each once."""
    for label in NODES:
        same = groupby(base.rows(staged.NODES, label), key=itemgetter(0))
        yield from batches((joined_node(id_, list(rows)) for id_, rows in same), size)


def link_batches(base: StagingBase, size: int) -> Iterator[list[LinkRow]]:
    """Relationships by type and labels of the ends, those around a node together, each once."""
    parsed = lru_cache(maxsize=1000)(_parsed)  # most relationships of a source say the same, and share it
    for kind in list(base.rows(staged.LINK_KINDS)):
        text = staged.LINKS.format(near=near_end(*kind))
        same = groupby(base.rows(text, *kind), key=itemgetter(0, 1, 2))
        yield from batches((joined_link(kind, key, list(rows), parsed) for key, rows in same), size)


def joined_node(id_: str, rows: list[tuple[Any, ...]]) -> NodeRow:
    """The node that rows of the staging base (id, labels, load, hash, body) state."""
    return NodeRow(tuple(rows[0][1].split(":")), id_, *_said(rows))


def joined_link(
    kind: tuple[str, ...], key: tuple[str, ...], rows: list[tuple[Any, ...]], parsed: Parser | None = None
) -> LinkRow:
    """The relationship of a kind (type, labels of the ends) that rows ending with load, hash and body state."""
    type_, start_label, end_label = kind
    start, end, name = key
    return LinkRow(type_, start_label, start, end_label, end, name, *_said(rows, parsed or _parsed))


def _parsed(load: str | None, body: str) -> dict[str, Any]:
    """Properties of a record."""
    return {**from_json(body), **_load(load)}


def _said(rows: list[tuple[Any, ...]], parsed: Parser = _parsed) -> tuple[dict[str, Any], str]:
    """Properties of a record that rows agree on, and their hash where it is known."""
    load, hash_, body = rows[0][-3:]
    bodies = {row[-1]: None for row in rows}
    if len(bodies) == 1:
        return parsed(load, body), hash_
    return {**together(map(from_json, bodies)), **_load(load)}, ""


def _load(load: str | None) -> dict[str, str]:
    return {"load_id": load} if load else {}
