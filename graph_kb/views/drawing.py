"""The pyvis model of a subgraph: colours, shapes, widths, dashes, labels and tooltips."""

from __future__ import annotations

import math
import textwrap
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from graph_kb.model.relationships import RELATIONS
from graph_kb.views.facts import is_uncertain, main_figure, origin
from graph_kb.views.palette import Style, style_of
from graph_kb.views.placement import KIND, Placement
from graph_kb.views.subgraph import LinkItem, NodeItem, Subgraph, Value

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

    from graph_kb.views.board import Point

_LINE = 15
_LONGEST_TITLE = 160
_INK, _CHOSEN = "#1B1B1B", "#B4005A"
_LINKS = ("#5F6B76", "#8A959E")
"""Colours of links that paths walk, and of others."""
_PALE_LINKS = ("#AEB7BF", "#C9D0D6")
"""The same where there are so many that they would hide the nodes."""
MANY_LINKS = 600
"""Above this, links are drawn pale and straight, and labels without a halo."""
_DASHES = [7, 5]
_DOTS = [2, 4]
"""Of a step from a resource to a broader one, which is no move."""
_CARRIES = frozenset({"OFFERS", "OF", "SERVES", "AT", "SENDS", "DELIVERED_TO"})
_MOVES = _CARRIES | {type_ for type_, relations in RELATIONS.items() if any(found.spine for found in relations)}
_STREAMS = frozenset({"Offer", "Need", "Exchange"})
_THINNEST, _THICKEST = 1.4, 7.0


def model(
    subgraph: Subgraph, placement: Placement, sources: Mapping[str, str], highlight: Collection[str]
) -> PyvisNetwork:
    """The subgraph as a pyvis network, with positions and without physics.

    Nodes and links are set in bulk: pyvis's own `add_node` and `add_edge` look through all nodes each time.
    """
    from pyvis.network import Network as PyvisNetwork

    network = PyvisNetwork(directed=True)
    network.toggle_physics(False)
    marked = set(highlight)
    network.nodes = [_node(node, placement.layout[node.id], sources, node.id in marked) for node in subgraph.nodes]
    network.node_ids = [node.id for node in subgraph.nodes]
    network.node_map = dict(zip(network.node_ids, network.nodes, strict=True))
    network.edges = _edges(subgraph, placement, sources, marked)
    return network


def moves_material(type_: str) -> bool:
    """Whether material moves along links of this type, from start to end."""
    return type_ in _MOVES


def broadens(type_: str, placement: Placement) -> bool:
    """Whether links of this type are steps of a path from a resource to a broader one."""
    return type_ == KIND and placement.is_flow


def short_label(text: str) -> str:
    """At most two short lines, so that neighbours' labels keep clear of each other."""
    lines = textwrap.wrap(" ".join(text.split()), _LINE)
    return "\n".join([*lines[:1], *([_cut(" ".join(lines[1:]), _LINE)] if lines[1:] else [])]) or "?"


def activity_unit(link: LinkItem, nodes: Mapping[str, NodeItem]) -> str:
    """What one unit of activity is, for the inputs and outputs of a process or technology; else empty."""
    if link.type not in ("INPUT_TO", "OUTPUTS"):
        return ""
    process = nodes[link.end if link.type == "INPUT_TO" else link.start]
    return str(process.properties.get("activity_unit") or "unit of activity")


def phrase(link: LinkItem, nodes: Mapping[str, NodeItem]) -> tuple[str, str]:
    """How the start speaks of the end, and the end of the start."""
    ends = (nodes[link.start].label, nodes[link.end].label)
    relations = RELATIONS.get(link.type, ())
    found = next((relation for relation in relations if relation.joins(*ends)), None)
    words = link.type.replace("_", " ").lower()
    return (found.phrase, found.reverse) if found else (words, f"{words} (from)")


def _node(node: NodeItem, position: Point, sources: Mapping[str, str], is_marked: bool) -> dict[str, Any]:
    second = f"{node.kind} · {main_figure(node.label, node.properties)}"
    drawn = {
        "id": node.id,
        "label": short_label(node.name),
        "title": _title(node.name, second, node.properties, sources),
        "x": position[0],
        "y": position[1],
    }
    if is_uncertain(node.properties):
        drawn["shapeProperties"] = {"borderDashes": _DASHES}
    return drawn | _look(style_of(node.kind), is_marked)


def _look(style: Style, is_marked: bool) -> dict[str, Any]:
    marks = {"size": 20, "borderWidth": 5} if is_marked else {}
    border = _INK if is_marked else style.border
    chosen = {"background": style.colour, "border": _CHOSEN}
    return {
        "shape": style.shape,
        "color": {"background": style.colour, "border": border, "highlight": chosen},
        **marks,
    }


def _edges(
    subgraph: Subgraph, placement: Placement, sources: Mapping[str, str], marked: set[str]
) -> list[dict[str, Any]]:
    nodes = {node.id: node for node in subgraph.nodes}
    widths = _widths(subgraph, nodes)
    tones = _LINKS if len(subgraph.links) <= MANY_LINKS else _PALE_LINKS
    seen: Counter[tuple[str, str]] = Counter()
    edges = []
    for link in subgraph.links:
        seen[link.start, link.end] += 1
        edge = _edge(link, nodes, sources) | _line(link, placement) | {"width": widths[link.id]}
        is_walked = moves_material(link.type) or broadens(link.type, placement)
        edge["color"] = _tone(link, tones[not is_walked], marked)
        edge |= _bend(link, placement, seen[link.start, link.end])
        edges.append(edge)
    return edges


def _edge(link: LinkItem, nodes: Mapping[str, NodeItem], sources: Mapping[str, str]) -> dict[str, Any]:
    figure = main_figure(link.type, link.properties, activity_unit(link, nodes))
    head = f"{_cut(nodes[link.start].name, 60)} {phrase(link, nodes)[0]} {_cut(nodes[link.end].name, 60)}"
    return {
        "id": link.id,
        "from": link.start,
        "to": link.end,
        "title": _title(head, f"{link.type} · {figure}", link.properties, sources),
    }


def _line(link: LinkItem, placement: Placement) -> dict[str, Any]:
    """An arrow where a path walks; dots where it broadens, dashes where nobody measured or reported the link."""
    if broadens(link.type, placement):
        return {"arrows": "to", "dashes": _DOTS}
    arrow = {"arrows": "to"} if moves_material(link.type) else {}
    return arrow | ({"dashes": _DASHES} if is_uncertain(link.properties) else {})


def _tone(link: LinkItem, tone: str, marked: set[str]) -> dict[str, str]:
    """Colour of a link: dark where it is marked itself or joins two marked nodes."""
    is_marked = link.id in marked or {link.start, link.end} <= marked
    return {"color": _INK if is_marked else tone, "highlight": _CHOSEN}


def _bend(link: LinkItem, placement: Placement, turn: int) -> dict[str, Any]:
    """Bend links that would hide another: the second of the same ends, and in a flow those that lead back."""
    leads_back = placement.is_flow and placement.layout[link.end][0] < placement.layout[link.start][0]
    if turn == 1 and not leads_back:
        return {}
    return {"smooth": {"enabled": True, "type": "curvedCW", "roundness": round(0.1 + 0.1 * turn, 1)}}


def _widths(subgraph: Subgraph, nodes: Mapping[str, NodeItem]) -> dict[str, float]:
    """Width of each link: the root of its amount by the largest amount in the same unit and period."""
    amounts = {link.id: _amount(link, nodes) for link in subgraph.links}
    largest: dict[str, float] = defaultdict(float)
    for amount, unit in amounts.values():
        largest[unit] = max(largest[unit], amount)
    shares = {id_: amount / largest[unit] if amount else 0.0 for id_, (amount, unit) in amounts.items()}
    return {id_: round(_THINNEST + (_THICKEST - _THINNEST) * math.sqrt(s), 2) for id_, s in shares.items()}


def _amount(link: LinkItem, nodes: Mapping[str, NodeItem]) -> tuple[float, str]:
    """Amount along a link and its unit: the link's own, or that of the offer, need or exchange at an end."""
    ends = (nodes[link.start], nodes[link.end]) if link.type in _CARRIES else ()
    holders = (node.properties for node in ends if node.label in _STREAMS)
    for properties in (link.properties, *holders):
        amount = properties.get("amount")
        if isinstance(amount, int | float) and 0 < amount < math.inf:
            per_activity = activity_unit(link, nodes) != ""
            return float(amount), f"{properties.get('unit')}|{properties.get('period')}|{per_activity}"
    return 0.0, ""


def _title(head: str, second: str, properties: Mapping[str, Value], sources: Mapping[str, str]) -> str:
    """Tooltip of up to four lines: name, kind and figure, date and method, source."""
    known = origin(properties, sources)
    lines = (
        _cut(head, _LONGEST_TITLE),
        second.removesuffix(" · "),
        " · ".join(part for part in (known.as_of, known.method) if part),
        _cut(f"Source: {known.source}", _LONGEST_TITLE) if known.source else "Source: not given",
    )
    return "\n".join(line for line in lines if line)


def _cut(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"
