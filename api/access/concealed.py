"""Lists, entries and neighbours as they are told to whoever asks: no page, count or order tells of what is left out.

What is public comes first, in the order of its ids. What is blurred follows, in the order of the ids that stand for the
true ones: among the true ids the place of a record would tell how its own begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request

from graph_kb.api.access.confidential import Veil, hidden_of
from graph_kb.api.contract.answers import base_of
from graph_kb.store.client import Graph
from graph_kb.workbench.blurring import is_blurred_name
from graph_kb.workbench.hidden import Hidden, Tie, others_of
from graph_kb.workbench.records import (
    Direction,
    Kind,
    Record,
    find_record,
    kinds_of_neighbours,
    list_records,
    merged_into,
    neighbours_by,
    phrase_of,
    records_by_id,
)

_BLURRED = {"blurred": True}
_PAGE = 1_000
"""Rows that are read at a time where some are left out: small pages would read many times, and so tell how many."""
Rows = list[dict[str, Any]]


def list_told(request: Request, label: str, values: Mapping[str, Any], after: str, limit: int) -> list[Record]:
    """`list_records` as it is told to whoever asks; a blurred record is found by what is told of it alone."""
    graph, hidden = base_of(request).graph, hidden_of(request)
    if hidden is None:
        return list_records(graph, label, values, after, limit)
    veil = Veil(request, hidden)

    def page(last: str) -> list[Record]:
        return list_records(graph, label, values, last, max(limit, _PAGE))

    public = [] if is_blurred_name(after) else _passed(page, after, limit, lambda row: not veil.covers(row))
    rest = hidden.matching(label, values, after if is_blurred_name(after) else "")
    return [*public, *rest][:limit]


def find_told(request: Request, label: str, id_: str) -> Record | None:
    """`find_record` as it is told to whoever asks: what is hidden is found by the id that stands for its own."""
    graph, hidden = base_of(request).graph, hidden_of(request)
    if hidden is not None and is_blurred_name(id_):
        found = hidden.records.get(id_)
        return found if found and found["label"] == label else None
    record = find_record(graph, label, id_)
    return None if record and hidden and Veil(request, hidden).covers(record) else record


def told_by_ids(request: Request, ids: Sequence[str]) -> list[Record]:
    """`records_by_id` as they are told to whoever asks; what is hidden is found by the ids that stand for its own."""
    graph, hidden = base_of(request).graph, hidden_of(request)
    if hidden is None:
        return records_by_id(graph, ids)
    veil = Veil(request, hidden)
    found = {row["id"]: row for row in records_by_id(graph, ids) if not veil.covers(row)}
    told = {id_: hidden.records.get(id_) or found.get(id_) for id_ in dict.fromkeys(ids)}
    return [record for record in told.values() if record]


def merged_told(request: Request, id_: str) -> str | None:
    """`merged_into` as it is told to whoever asks."""
    hidden = hidden_of(request)
    other = merged_into(base_of(request).graph, id_)
    return None if hidden and hidden.spoken & {id_, other} else other


def kinds_told(request: Request, record: Record) -> list[Kind]:
    """`kinds_of_neighbours` as it is told to whoever asks."""
    graph, hidden = base_of(request).graph, hidden_of(request)
    label, id_ = record["label"], record["id"]
    if hidden is not None and is_blurred_name(id_):
        own = others_of(graph, hidden, id_)
        ties = Counter((tie.type, _turned(tie.direction), other["label"]) for tie, other in own)
        return [Kind(t, d, phrase_of(t, label, other, d), other, n) for (t, d, other), n in sorted(ties.items())]
    kinds = kinds_of_neighbours(graph, label, id_)
    if hidden is None:
        return kinds
    less = Counter((tie.type, tie.direction, tie.label) for tie in hidden.around.get(id_, ()))
    less.subtract((tie.type, tie.direction, tie.label) for tie in hidden.told_ties(id_))
    less.update(_chain_ties(graph, Veil(request, hidden).chains, id_))
    left = (replace(one, count=one.count - less[one.type, one.direction, one.label]) for one in kinds)
    return [one for one in left if one.count > 0]


def neighbours_told(request: Request, record: Record, type_: str, direction: Direction, after: str, limit: int) -> Rows:
    """`neighbours_by` as it is told to whoever asks."""
    graph, hidden = base_of(request).graph, hidden_of(request)
    label, id_ = record["label"], record["id"]
    if hidden is None:
        return neighbours_by(graph, label, id_, type_, direction, after, limit)
    if is_blurred_name(id_):
        own = others_of(graph, hidden, id_)
        rest = [(tie, other) for tie, other in own if (tie.type, _turned(tie.direction)) == (type_, direction)]
        return _following(hidden, rest, after, limit)
    veil = Veil(request, hidden)

    def page(last: str) -> Rows:
        return neighbours_by(graph, label, id_, type_, direction, last, max(limit, _PAGE))

    public = [] if is_blurred_name(after) else _passed(page, after, limit, lambda row: not veil.covers(row["record"]))
    ties = [tie for tie in hidden.told_ties(id_) if (tie.type, tie.direction) == (type_, direction)]
    rest = [(tie, hidden.records[hidden.names[tie.hidden]]) for tie in ties]
    return [*public, *_following(hidden, rest, after if is_blurred_name(after) else "", limit)][:limit]


def _following(hidden: Hidden, ends: Iterable[tuple[Tie, Record]], after: str, limit: int) -> Rows:
    """What is told of relationships of hidden records, from an id on, each with the record at its other end."""
    rows = [{"id": hidden.named(tie), "relationship": _BLURRED, "record": record} for tie, record in ends]
    return sorted((row for row in rows if str(row["id"]) > after), key=lambda row: str(row["id"]))[:limit]


def _passed(page: Callable[[str], Rows], after: str, limit: int, may_pass: Callable[[Record], bool]) -> Rows:
    """So many rows that may pass, from as many pages as it takes."""
    found: Rows = []
    more = True
    while more and len(found) < limit:
        rows = page(after)
        found += [row for row in rows if may_pass(row)]
        more = len(rows) >= max(limit, _PAGE)
        after = rows[-1]["id"] if more else ""
    return found[:limit]


def _turned(direction: Direction) -> Direction:
    return "in" if direction == "out" else "out"


def _chain_ties(graph: Graph, chains: frozenset[str], id_: str) -> Counter[tuple[str, Direction, str]]:
    """Relationships that saved chains which are withheld have to a record."""
    text = "UNWIND $ids AS id MATCH (c:Chain {id: id})-[r]->(m {id: $id}) RETURN type(r) AS type, count(*) AS n"
    rows = graph.read(text, {"ids": sorted(chains), "id": id_}).rows if chains else []
    return Counter({(row["type"], "in", "Chain"): row["n"] for row in rows})
