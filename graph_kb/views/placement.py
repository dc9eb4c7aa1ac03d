"""Where every node stands: in the layout, and on the map where coordinates are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from graph_kb.model.relationships import RELATIONS
from graph_kb.views.board import Point
from graph_kb.views.clusters import clustered
from graph_kb.views.geography import Sheet, mapped
from graph_kb.views.layers import Pair, layered
from graph_kb.views.palette import legend_order
from graph_kb.views.subgraph import LinkItem, NodeItem, Subgraph

_FLOWS = frozenset(type_ for type_, relations in RELATIONS.items() if any(found.spine for found in relations))

KIND = "KIND_OF"
"""A path walks from a resource to a broader one, so in a flow the narrow one stands before the broad one."""


@dataclass(frozen=True)
class Placement:
    """Positions of one drawing.

    Attributes:
        layout: Position of each node in the layout.
        sheet: The map, or None where fewer than two places are known.
        is_flow: Whether the layout is layered along the flow; then links are drawn as horizontal curves.
        rough: Sites whose place is not known exactly, so that their point on the map is no address.
    """

    layout: dict[str, Point]
    sheet: Sheet | None
    is_flow: bool
    rough: frozenset[str] = frozenset()


def place(subgraph: Subgraph, seed: int) -> Placement:
    """Positions for all nodes, the same for the same subgraph and seed whatever the order of its rows."""
    nodes = sorted(subgraph.nodes, key=lambda node: (legend_order(node.kind), node.id))
    ids = [node.id for node in nodes]
    links = sorted(subgraph.links, key=lambda link: (link.start, link.end, link.type, link.id))
    flows, others = _flows(links)
    kinds = [(link.start, link.end) for link in links if link.type == KIND]
    is_flow = bool(flows) and len(flows) >= len(others)
    layout = layered(ids, flows + kinds, others) if is_flow else clustered(ids, flows + kinds + others, seed)
    places = {node.id: point for node in nodes if (point := _coordinates(node)) is not None}
    return Placement(layout, mapped(ids, places, flows + kinds + others), is_flow, _rough(nodes, places))


def _rough(nodes: Sequence[NodeItem], places: Mapping[str, Point]) -> frozenset[str]:
    """Sites without coordinates, with those of their municipality, or with the same as another node.

    Sites that share their coordinates truly, such as parts of one plant, say so: `location_precision` is site.
    """
    shared = Counter(places.values())
    rough = set()
    for node in nodes:
        point, precision = places.get(node.id), node.properties.get("location_precision")
        is_exact = point is not None and (precision == "site" or (precision is None and shared[point] == 1))
        if node.label == "Facility" and not is_exact:
            rough.add(node.id)
    return frozenset(rough)


def _flows(links: list[LinkItem]) -> tuple[list[Pair], list[Pair]]:
    """Ends of the links that material moves along and that set the layers, and of the others; kinds are in neither.

    A need at a site that itself offers something would close a loop through the site: the site stays on the
    left, where its offers start.
    """
    givers = {link.start for link in links if link.type == "OFFERS"}
    flows: list[Pair] = []
    others: list[Pair] = []
    for link in (link for link in links if link.type != KIND):
        sets_layer = link.type in _FLOWS and not (link.type == "AT" and link.end in givers)
        (flows if sets_layer else others).append((link.start, link.end))
    return flows, others


def _coordinates(node: NodeItem) -> Point | None:
    """Latitude and longitude in degrees, where both are known and possible."""
    latitude, longitude = node.properties.get("latitude"), node.properties.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    possible = isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (float(latitude), float(longitude)) if possible else None
