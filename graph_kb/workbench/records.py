"""Records one by one and page by page: what a list, an entry and its neighbours are read with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, Attribute, attributes
from graph_kb.store.client import Graph
from graph_kb.store.meta import BOOKKEEPING_PROPERTIES
from graph_kb.workbench.labels import by_label
from graph_kb.workbench.result import plain

Record = dict[str, Any]
"""Properties of a node, with its main label as `label`."""
Direction = Literal["out", "in"]
_FILTERED = ("text", "choice", "yes/no", "integer")
_PROSE = frozenset({"note", "statement", "text", "conditions", "filled_in"})
SAME_AS = "same_as"
"""Property of the claim that an id was merged into another one; the claim's value is that id."""


@dataclass(frozen=True)
class Kind:
    """Relationships of a node that are alike.

    Attributes:
        type: Type of the relationships.
        direction: Whether they start at the node (`out`) or end at it (`in`).
        phrase: How the node speaks of the others.
        label: Main label of the others.
        count: How many there are.
    """

    type: str
    direction: Direction
    phrase: str
    label: str
    count: int


@cache
def filters_of(label: str) -> tuple[Attribute, ...]:
    """Properties by whose value the records of a label can be listed."""
    found = attributes(label, NODES[label])
    return tuple(one for one in found if one.type in _FILTERED and one.name not in _PROSE | {"id", "load_id"})


def list_records(graph: Graph, label: str, values: Mapping[str, Any], after: str, limit: int) -> list[Record]:
    """Records of a label in order of their ids.

    Args:
        graph: The graph.
        label: A label of the model.
        values: Values that properties must have, of `filters_of` the label.
        after: Id that the list begins after.
        limit: Most records.
    """
    known = {one.name for one in filters_of(label)}
    asked = "".join(f" AND n.{name} = ${name}" for name in values if name in known)
    text = (
        f"MATCH (n:{_label(label)}) WHERE n.id > $after{asked} "
        "RETURN n.id AS id, properties(n) AS properties ORDER BY id LIMIT $limit"
    )
    rows = graph.read(text, {**values, "after": after, "limit": limit}).rows
    return [_record(label, row["properties"]) for row in rows]


def find_record(graph: Graph, label: str, id_: str) -> Record | None:
    """The record of a label with an id, or None."""
    rows = graph.read(f"MATCH (n:{_label(label)} {{id: $id}}) RETURN properties(n) AS properties", {"id": id_}).rows
    return _record(label, rows[0]["properties"]) if rows else None


def records_by_id(graph: Graph, ids: Sequence[str]) -> list[Record]:
    """Records of any label with these ids, in the order of the ids; ids of nothing are left out."""
    text = "UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id AS id, properties(n) AS properties"
    rows = by_label(ids, lambda label, missing: graph.read(text.format(label=label), {"ids": missing}).rows)
    found = {row["id"]: _record(label, row["properties"]) for label, row in rows}
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def called(graph: Graph, id_: str) -> str:
    """Name or title of a record, as people know it; its id where it has none."""
    said = next(iter(records_by_id(graph, [id_])), {})
    return str(said.get("name") or said.get("title") or id_)


def merged_into(graph: Graph, id_: str) -> str | None:
    """The id that a record was merged into, as a chosen claim says, or None."""
    text = (
        "MATCH (c:Claim {subject_id: $id}) WHERE c.property = $property AND c.chosen = true "
        "RETURN c.value AS value ORDER BY c.as_of DESC, c.id LIMIT 1"
    )
    rows = graph.read(text, {"id": id_, "property": SAME_AS}).rows
    return str(rows[0]["value"]) if rows and rows[0]["value"] else None


def kinds_of_neighbours(graph: Graph, label: str, id_: str) -> list[Kind]:
    """What a node is joined to, counted by type of relationship, direction and label."""
    found: list[Kind] = []
    both: tuple[Direction, ...] = ("out", "in")
    for direction in both:
        text = (
            f"MATCH {_pattern(label, direction)} RETURN type(r) AS type, labels(m) AS labels, count(*) AS n "
            "ORDER BY type"
        )
        counted: dict[tuple[str, str], int] = {}
        for row in graph.read(text, {"id": id_}).rows:
            key = (row["type"], _main(row["labels"]))
            counted[key] = counted.get(key, 0) + row["n"]
        for (type_, other), count in sorted(counted.items()):
            found.append(Kind(type_, direction, phrase_of(type_, label, other, direction), other, count))
    return found


def neighbours_by(
    graph: Graph, label: str, id_: str, type_: str, direction: Direction, after: str, limit: int
) -> list[dict[str, Any]]:
    """Relationships of a type and the nodes at their other ends, in order of the relationships' ids.

    Returns:
        `id` and `relationship` (its properties), and `record` (the node) of each.
    """
    if type_ not in RELATIONS:
        return []
    text = (
        f"MATCH {_pattern(label, direction, type_)} WHERE r.id > $after RETURN r.id AS id, "
        "properties(r) AS relationship, labels(m) AS labels, properties(m) AS properties ORDER BY id LIMIT $limit"
    )
    rows = graph.read(text, {"id": id_, "after": after, "limit": limit}).rows
    return [
        {
            "id": row["id"],
            "relationship": _shown(row["relationship"]),
            "record": _record(_main(row["labels"]), row["properties"]),
        }
        for row in rows
    ]


def phrase_of(type_: str, label: str, other: str, direction: Direction) -> str:
    """How a record of a label speaks of others that it is joined to."""
    pair = (label, other) if direction == "out" else (other, label)
    said = next((one for one in RELATIONS.get(type_, ()) if one.joins(*pair)), None)
    return "" if said is None else said.phrase if direction == "out" else said.reverse


def _pattern(label: str, direction: str, type_: str = "") -> str:
    joined = f"[r:{type_}]" if type_ else "[r]"
    out = f"(n:{_label(label)} {{id: $id}})-{joined}->(m)"
    return out if direction == "out" else f"(m)-{joined}->(n:{_label(label)} {{id: $id}})"


def _label(label: str) -> str:
    """A label that may stand in a statement: one of the model."""
    if label not in NODES:
        raise ValueError(f"{label!r} is no label of the model")
    return label


def _main(labels: Sequence[str]) -> str:
    return next((label for label in NODES if label in labels), "")


def _record(label: str, properties: Mapping[str, Any]) -> Record:
    return {"label": label, **_shown(properties)}


def _shown(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}
