"""What a network page tells: legend, tables, sources and the data of the drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_kb.model.ids import slug
from graph_kb.views.drawing import MANY_LINKS, activity_unit, broadens, moves_material, phrase
from graph_kb.views.facts import Origin, facts, is_uncertain, main_figure, meanings, origin
from graph_kb.views.palette import Style, legend_order, style_of
from graph_kb.views.placement import Placement
from graph_kb.views.subgraph import LinkItem, NodeItem, Subgraph

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork


@dataclass(frozen=True)
class Caption:
    """The words around a drawing."""

    title: str
    question: str
    cypher: str
    notes: Sequence[str]
    sources: Mapping[str, str]
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class LegendEntry:
    """One kind of node, its look and how many there are."""

    kind: str
    style: Style
    count: int


@dataclass(frozen=True)
class Row:
    """One line of a table; `place` is the number of the node or link in the drawing."""

    place: int
    cells: tuple[str, ...]
    origin: Origin


def as_shown(network: PyvisNetwork, subgraph: Subgraph) -> Subgraph:
    """What the pyvis network holds, in its order: nodes and links added to it by hand are told of too."""
    nodes = {node.id: node for node in subgraph.nodes}
    links = {link.id: link for link in subgraph.links}
    return Subgraph(
        tuple(nodes.get(drawn["id"]) or _node_by_hand(drawn) for drawn in network.nodes),
        tuple(links.get(drawn.get("id")) or _link_by_hand(drawn, n) for n, drawn in enumerate(network.edges)),
    )


def _node_by_hand(drawn: Mapping[str, Any]) -> NodeItem:
    return NodeItem(str(drawn["id"]), (), {"name": str(drawn.get("label") or "")})


def _link_by_hand(drawn: Mapping[str, Any], number: int) -> LinkItem:
    return LinkItem(f"by-hand|{number}", "JOINS", str(drawn["from"]), str(drawn["to"]), {})


def context(shown: Subgraph, placement: Placement, caption: Caption) -> dict[str, Any]:
    """Everything the template needs."""
    legend = legend_of(shown.nodes)
    types = {link.type for link in shown.links}
    return {
        "caption": caption,
        "file": slug(caption.title),
        "legend": legend,
        "node_rows": [_node_row(place, node, caption) for place, node in enumerate(shown.nodes)],
        "link_rows": _link_rows(shown, caption),
        "node_count": f"{len(shown.nodes):,}",
        "link_count": f"{len(shown.links):,}",
        "sources": _sources(shown, caption.sources),
        "has_map": placement.sheet is not None,
        "has_rough": placement.sheet is not None and bool(placement.rough),
        "has_plain": any(not (moves_material(type_) or broadens(type_, placement)) for type_ in types),
        "has_kinds": any(broadens(type_, placement) for type_ in types),
        "has_dashes": any(is_uncertain(item.properties) for item in _items(shown)),
    }


def legend_of(nodes: Sequence[NodeItem]) -> list[LegendEntry]:
    """Kinds that occur, in the order of the palette."""
    counts = Counter(node.kind for node in nodes)
    return [LegendEntry(kind, style_of(kind), counts[kind]) for kind in sorted(counts, key=legend_order)]


def _node_row(place: int, node: NodeItem, caption: Caption) -> Row:
    cells = (node.kind, node.name, node.id, main_figure(node.label, node.properties))
    return Row(place, cells, origin(node.properties, caption.sources))


def _link_rows(subgraph: Subgraph, caption: Caption) -> list[Row]:
    nodes = {node.id: node for node in subgraph.nodes}
    rows = []
    for place, link in enumerate(subgraph.links):
        figure = main_figure(link.type, link.properties, activity_unit(link, nodes))
        cells = (nodes[link.start].name, phrase(link, nodes)[0], nodes[link.end].name, figure)
        rows.append(Row(place, cells, origin(link.properties, caption.sources)))
    return rows


def _items(subgraph: Subgraph) -> Iterator[NodeItem | LinkItem]:
    yield from subgraph.nodes
    yield from subgraph.links


def _sources(subgraph: Subgraph, titles: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Id, title and number of statements of each source used, the most used first."""
    stated = (str(item.properties.get("source_id") or "") for item in _items(subgraph))
    used = Counter(id_ for id_ in stated if id_)
    return [(id_, titles.get(id_, ""), used[id_]) for id_ in sorted(used, key=lambda id_: (-used[id_], id_))]


def drawing_data(network: PyvisNetwork, shown: Subgraph, placement: Placement, caption: Caption) -> dict[str, Any]:
    """The JSON of the drawing. Nodes and links go by number: an id is text that anyone may have written."""
    number = {node.id: place for place, node in enumerate(shown.nodes)}
    legend = legend_of(shown.nodes)
    kinds = {entry.kind: place for place, entry in enumerate(legend)}
    sheet = placement.sheet
    return {
        "nodes": [drawn | {"id": place} for place, drawn in enumerate(network.nodes)],
        "links": [
            drawn | {"id": place, "from": number[link.start], "to": number[link.end]}
            for place, (drawn, link) in enumerate(zip(network.edges, shown.links, strict=True))
        ],
        "nodeFacts": [_node_facts(node, kinds[node.kind], caption) for node in shown.nodes],
        "linkFacts": _link_facts(shown, caption),
        "meanings": {owner: _texts(owner) for owner in _owners(shown)},
        "kinds": [entry.kind for entry in legend],
        "map": [sheet.positions.get(node.id) for node in shown.nodes] if sheet else None,
        "places": [sheet.places.get(node.id) for node in shown.nodes] if sheet else None,
        "rough": [node.id in placement.rough for node in shown.nodes],
        "kmPerUnit": sheet.km_per_unit if sheet else None,
        "isFlow": placement.is_flow,
        "isDense": len(shown.links) > MANY_LINKS,
    }


def _owners(subgraph: Subgraph) -> list[str]:
    return sorted({node.label for node in subgraph.nodes} | {link.type for link in subgraph.links})


def _texts(owner: str) -> dict[str, str]:
    return {name: meaning.text for name, meaning in meanings(owner).items()}


def _node_facts(node: NodeItem, kind: int, caption: Caption) -> dict[str, Any]:
    told = [fact for fact in facts(node.label, node.properties) if fact.name not in ("id", "name")]
    return {
        "id": node.id,
        "name": node.name,
        "kind": kind,
        "owner": node.label,
        "facts": [(fact.name, fact.text) for fact in told],
    } | _origin(node, caption)


def _link_facts(shown: Subgraph, caption: Caption) -> list[dict[str, Any]]:
    nodes = {node.id: node for node in shown.nodes}
    told = []
    for link in shown.links:
        found = facts(link.type, link.properties, activity_unit(link, nodes))
        pairs = [(fact.name, fact.text) for fact in found]
        told.append({"says": phrase(link, nodes), "owner": link.type, "facts": pairs} | _origin(link, caption))
    return told


def _origin(item: NodeItem | LinkItem, caption: Caption) -> dict[str, str]:
    known = origin(item.properties, caption.sources)
    return {
        "asOf": known.as_of,
        "method": known.method,
        "source": known.source,
        "sourceId": str(item.properties.get("source_id") or ""),
        "load": str(item.properties.get("load_id") or ""),
    }
