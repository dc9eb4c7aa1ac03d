"""For those who keep a copy of the graph: all of it in a stream, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeAlias

from graph_kb.errors import GraphKBError
from graph_kb.model.schema import NODES
from graph_kb.store.changes import Change, changes_since
from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH, data_version, main_label
from graph_kb.store.records import known_label, plain_name
from graph_kb.workbench.backup import head_of, in_bytes, records, signed
from graph_kb.workbench.stored import EMPTY

Line: TypeAlias = dict[str, Any]
"""A record as a backup keeps it."""
Place: TypeAlias = tuple[int, int]
"""Data version, and how many records of its batch were told."""
_BATCHES = 20
"""Batches whose notes are read at a time."""


def stream_graph(graph: Graph) -> Iterator[bytes]:
    """The whole graph as a backup is written, page by page; a graph that changes meanwhile gets no trailer."""
    head = head_of(graph)
    lines = chain([head], map(without_hash, records(graph, head)))
    waiting = b""
    try:
        for line in signed(lines, dict(EMPTY)):
            yield waiting
            waiting = line
        cut_off = "the graph has changed meanwhile" if data_version(graph) != head["data_version"] else ""
    except GraphKBError as error:
        # The answer has begun: what reads it back finds that the trailer is missing.
        cut_off = error.message
    yield _cut_off(cut_off) if cut_off else waiting


def without_hash(line: Line) -> Line:
    """A record without the hash that it is compared by, which follows from what it says."""
    return {**line, "properties": {name: said for name, said in line["properties"].items() if name != RECORD_HASH}}


def changes_after(graph: Graph, place: Place, limit: int) -> tuple[list[Line], Place | None]:
    """What changed after a place in the row of changes, as it is now.

    A record that changed several times comes as often; one that was written and is there no more is left out, as its
    removal comes later.

    Args:
        graph: The graph.
        place: Where the page before ended.
        limit: Most records.

    Returns:
        The changes, and the place of the last one where there are more.
    """
    version, told = place
    batches = changes_since(graph, version - 1 if told else version, _BATCHES)
    rows = [(batch, at) for batch in batches for at in _positions(batch, told if batch.version == version else 0)]
    page = rows[:limit]
    # Batches are never empty, so that there is a row unless there is nothing more.
    is_last = len(rows) == len(page) and len(batches) < _BATCHES
    last = None if is_last else (page[-1][0].version, page[-1][1] + 1)
    lines = (_lines(graph, batch, [at for _, at in of]) for batch, of in groupby(page, key=itemgetter(0)))
    return list(chain.from_iterable(lines)), last


def _positions(batch: Change, first: int) -> range:
    return range(first, len(batch.written) + len(batch.removed))


def _lines(graph: Graph, batch: Change, positions: Sequence[int]) -> Iterator[Line]:
    """Some of the changes of a batch: those that it wrote come before those that it removed."""
    count = len(batch.written)
    written = [batch.written[at] for at in positions if at < count]
    now = _now(graph, batch, written)
    told = {"version": batch.version, "kind": batch.kind}
    yield from ({**told, "change": "written", "id": key, "record": now[key]} for key in written if key in now)
    removed = (batch.removed[at - count] for at in positions if at >= count)
    yield from ({**told, "change": "removed", "id": key, "record": None} for key in removed)


def _now(graph: Graph, batch: Change, keys: list[str]) -> dict[str, Line]:
    """The records of a batch with some ids, as they are now."""
    found = (_nodes if batch.kind in NODES else _links)(graph, batch, keys) if keys else ()
    return {line["properties"]["id"]: without_hash(line) for line in found}


def _nodes(graph: Graph, batch: Change, keys: list[str]) -> Iterator[Line]:
    label = known_label(batch.kind)
    text = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN labels(n) AS labels, properties(n) AS properties"
    for row in graph.read(text, {"ids": keys}):
        yield {"labels": [label, *sorted(set(row["labels"]) - {label})], "properties": row["properties"]}


def _links(graph: Graph, batch: Change, keys: list[str]) -> Iterator[Line]:
    """Relationships, looked for around the nodes that they start at, whose ids are part of theirs."""
    label, type_ = known_label(batch.start_label), plain_name(batch.kind)
    text = (
        f"UNWIND $rows AS r MATCH (a:{label} {{id: r.start}})-[x:`{type_}` {{id: r.key}}]->(b) "
        "RETURN a.id AS start, b.id AS end, labels(b) AS labels, properties(x) AS properties"
    )
    for row in graph.read(text, {"rows": [{"key": key, "start": key.split("|")[1]} for key in keys]}):
        ends = {"start": row["start"], "end": row["end"], "end_label": main_label(row["labels"])}
        yield {"type": batch.kind, "start_label": label, **ends, "properties": row["properties"]}


def _cut_off(why: str) -> bytes:
    """The last line of a copy that is not whole, instead of the trailer."""
    return in_bytes({"cut_off": why})
