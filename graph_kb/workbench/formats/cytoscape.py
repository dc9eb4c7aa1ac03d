"""Cytoscape JSON, as Cytoscape, Cytoscape.js and networkx read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph_kb.views import Subgraph
from graph_kb.workbench.formats.items import Item, beside, encoded, link_item, listed, node_item

_OF_NODES = frozenset({"id", "labels", "value"})
_OF_EDGES = frozenset({"id", "source", "target", "interaction", "key"})


def write_cytoscape(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """One object: what is said of the whole in `data`, nodes and edges in `elements`."""
    head = encoded({"format_version": "1.0", "directed": True, "multigraph": True, "data": dict(meta)})
    yield head.removesuffix(b"}") + b',"elements":{"nodes":['
    yield from listed(_node(one) for one in map(node_item, part.nodes))
    yield b'],"edges":['
    yield from listed(_edge(one) for one in map(link_item, part.links))
    yield b"]}}"


def _node(item: Item) -> Item:
    # networkx knows nodes by `value`.
    own = {"id": item["id"], "value": item["id"], "labels": item["labels"]}
    return {"data": {**own, **beside(item["properties"], _OF_NODES)}}


def _edge(item: Item) -> Item:
    ends = {"source": item["start"], "target": item["end"]}
    own = {"id": item["id"], "key": item["id"], **ends, "interaction": item["type"]}
    return {"data": {**own, **beside(item["properties"], _OF_EDGES)}}
