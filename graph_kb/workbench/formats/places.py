"""GeoJSON (RFC 7946): facilities, and what stands at them, as features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph_kb.views import NodeItem, Subgraph
from graph_kb.workbench.formats.items import Item, beside, encoded, listed, node_item

_STANDING = {"OFFERS": "end", "RUNS": "end", "HOLDS": "end", "AT": "start"}
"""Types of the links between a facility and what stands at it, and at which end the latter is."""
_OWN = frozenset({"labels", "facility"})
_SITE = "Facility"


def write_geojson(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """A collection of features; `graph_kb` beside them says how it was made and how many nodes stand nowhere.

    A facility whose place is not known has no geometry.
    """
    nodes = {node.id: node for node in part.nodes}
    sites = _sites(part, nodes)
    told = {**meta, "left_out": {"nodes": len(nodes) - len(sites), "links": len(part.links)}}
    yield b'{"type":"FeatureCollection","graph_kb":' + encoded(told) + b',"features":['
    yield from listed(_feature(nodes[id_], nodes[site]) for id_, site in sites.items())
    yield b"]}"


def _sites(part: Subgraph, nodes: Mapping[str, NodeItem]) -> dict[str, str]:
    """The facility that each node stands at, by id; a facility stands at itself."""
    found = {id_: id_ for id_, node in nodes.items() if node.label == _SITE}
    for link in part.links:
        ends = (link.end, link.start) if _STANDING.get(link.type) == "end" else (link.start, link.end)
        if link.type in _STANDING and nodes[ends[1]].label == _SITE:
            found.setdefault(*ends)
    return found


def _feature(node: NodeItem, site: NodeItem) -> Item:
    item = node_item(node)
    where = {} if node.id == site.id else {"facility": site.id}
    own = {"labels": item["labels"], **where, **beside(item["properties"], _OWN)}
    return {"type": "Feature", "id": node.id, "geometry": _point(site), "properties": own}


def _point(site: NodeItem) -> Item | None:
    place = [site.properties.get("longitude"), site.properties.get("latitude")]
    if not all(isinstance(one, int | float) for one in place):
        return None
    return {"type": "Point", "coordinates": place}
