"""From ids to the part of the graph that a view draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph_kb.model.schema import NODES
from graph_kb.store.client import Graph
from graph_kb.store.meta import BOOKKEEPING_PROPERTIES
from graph_kb.views import LinkItem, NodeItem, Subgraph
from graph_kb.workbench.labels import by_label, likely, may_be_id
from graph_kb.workbench.result import Result

_ORDER = {label: place for place, label in enumerate(NODES)}
_AROUND = """
MATCH (n:{label} {{id: $id}})
OPTIONAL MATCH (n)--(m) WHERE NOT m:Source AND NOT m:Claim AND m.id <> $id
WITH DISTINCT n, m ORDER BY m.id
WITH n, collect(m) AS found
WITH [n] + found[..$others] AS nodes, size(found) AS count
WITH nodes, count, [x IN nodes | x.id] AS ids
UNWIND nodes AS a
OPTIONAL MATCH (a)-[r]->(b) WHERE b.id IN ids
WITH nodes, count, collect(CASE WHEN r IS NULL THEN NULL
    ELSE {{type: type(r), start: a.id, end: b.id, properties: properties(r)}} END) AS links
RETURN [x IN nodes | {{labels: labels(x), properties: properties(x)}}] AS nodes, links, count
"""


def ids_in(graph: Graph, result: Result) -> list[str]:
    """Ids of nodes that stand in the cells of a result, in order of appearance.

    A node that nothing joins to the others is left out where its row tells of one that is joined, or where it is the
    source of another; what the question names stays.
    """
    rows = [list(dict.fromkeys(text for value in row.values() for text in _texts(value))) for row in result]
    texts = list(dict.fromkeys(text for row in rows for text in row if may_be_id(text)))
    labels = {row["id"]: label for label, row in by_label(texts, lambda label, ids: _present(graph, label, ids))}
    known = [text for text in texts if text in labels]
    joined = {id_ for label in dict.fromkeys(labels.values()) for id_ in _joined(graph, label, known)}
    kept = set(_texts(list(result.parameters.values())))
    for row in rows:
        ids = [text for text in row if text in labels]
        told = [id_ for id_ in ids if id_ in joined] or [id_ for id_ in ids if labels[id_] != "Source"] or ids
        kept.update(told)
    return [id_ for id_ in known if id_ in kept]


def read_subgraph(graph: Graph, ids: list[str]) -> Subgraph:
    """The nodes with these ids and every relationship between them."""
    rows = by_label(ids, lambda label, missing: _rows(graph, label, missing))
    nodes = sorted((_node(label, row) for label, row in rows), key=_place)
    kept = [node.id for node in nodes]
    labels = dict.fromkeys(node.label for node in nodes)
    links = [link for label in labels for link in _links(graph, label, kept)]
    return Subgraph(tuple(nodes), tuple(links))


def neighbours(graph: Graph, ids: list[str], steps: int, most: int | None = None) -> list[str]:
    """Ids within some steps, the given ones first and the nearer ones before others; sources and claims are left out.

    Args:
        graph: The graph.
        ids: Where to begin.
        steps: How many steps, 0 to 2.
        most: How many ids are enough.
    """
    found = dict.fromkeys(ids)
    frontier = ids
    for _ in range(min(steps, 2)):
        labels: dict[str, list[str]] = {}
        for label, row in by_label(frontier, lambda label, missing: _present(graph, label, missing)):
            labels.setdefault(label, []).append(row["id"])
        enough = most and most + len(found)
        rows = [id_ for label, some in labels.items() for id_ in _beside(graph, label, some, enough)]
        frontier = [one for one in dict.fromkeys(rows) if one not in found]
        found |= dict.fromkeys(frontier)
        if most is not None and len(found) >= most:
            break
    return list(found)[:most]


def read_around(graph: Graph, id_: str, most: int) -> tuple[Subgraph, int] | None:
    """A node, what it is joined to and the links between them, in one read; sources and claims are left out.

    Args:
        graph: The graph.
        id_: Id of the node.
        most: Most nodes.

    Returns:
        The subgraph, and how many nodes there are without the limit; None where nothing has the id.
    """
    asked = {"id": id_, "others": most - 1}
    answers = (graph.read(_AROUND.format(label=label), asked).rows for label in likely([id_]))
    row = next((rows[0] for rows in answers if rows), None)
    if row is None:
        return None
    nodes = sorted((_node(_main(one["labels"]), one) for one in row["nodes"]), key=_place)
    links = sorted((_link(one) for one in row["links"]), key=lambda link: (link.type, link.start, link.end, link.id))
    return Subgraph(tuple(nodes), tuple(links)), row["count"] + 1


def source_names(graph: Graph, part: Subgraph) -> dict[str, str]:
    """Title and publisher of the sources that a subgraph cites, by id."""
    records = [node.properties for node in part.nodes] + [link.properties for link in part.links]
    cited = sorted({str(properties["source_id"]) for properties in records if "source_id" in properties})
    text = "UNWIND $ids AS id MATCH (s:Source {id: id}) RETURN s.id AS id, s.title AS title, s.publisher AS publisher"
    rows = graph.read(text, {"ids": cited})
    return {row["id"]: ", ".join(part for part in (row["title"], row["publisher"]) if part) for row in rows}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _beside(graph: Graph, label: str, ids: list[str], most: int | None) -> list[str]:
    text = (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) MATCH (n)-[]-(m) "
        "WHERE NOT m:Source AND NOT m:Claim RETURN DISTINCT m.id AS id ORDER BY id"
    )
    return [row["id"] for row in graph.read(text, {"ids": ids}, limit=most)]


def _present(graph: Graph, label: str, ids: list[str]) -> list[dict[str, Any]]:
    return graph.read(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id AS id", {"ids": ids}).rows


def _joined(graph: Graph, label: str, ids: list[str]) -> list[str]:
    text = (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) MATCH (n)--(m) WHERE m.id IN $ids RETURN DISTINCT n.id AS id"
    )
    return [row["id"] for row in graph.read(text, {"ids": ids})]


def _rows(graph: Graph, label: str, ids: list[str]) -> list[dict[str, Any]]:
    text = (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id AS id, labels(n) AS labels, "
        "properties(n) AS properties ORDER BY id"
    )
    return graph.read(text, {"ids": ids}).rows


def _node(label: str, row: Mapping[str, Any]) -> NodeItem:
    others = sorted(set(row["labels"]) - {label})
    return NodeItem(row["properties"]["id"], (label, *others), _shown(row["properties"]))


def _place(node: NodeItem) -> tuple[int, str]:
    """Place of a node: by label in the order of the model, then by id."""
    return _ORDER[node.label], node.id


def _links(graph: Graph, label: str, ids: list[str]) -> Iterator[LinkItem]:
    text = (
        f"UNWIND $ids AS id MATCH (a:{label} {{id: id}}) MATCH (a)-[r]->(b) WHERE b.id IN $ids RETURN type(r) AS type, "
        "a.id AS start, b.id AS end, properties(r) AS properties ORDER BY type, start, end, properties.id"
    )
    for row in graph.read(text, {"ids": ids}):
        yield _link(row)


def _link(row: Mapping[str, Any]) -> LinkItem:
    return LinkItem(row["properties"]["id"], row["type"], row["start"], row["end"], _shown(row["properties"]))


def _main(labels: Sequence[str]) -> str:
    return next(label for label in NODES if label in labels)


def _shown(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}
