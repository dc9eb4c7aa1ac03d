"""JSON and NDJSON: the form that every other one is compared with, whole or one record a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph_kb.views import Subgraph
from graph_kb.workbench.formats.items import encoded, link_item, listed, node_item


def write_json(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """One object: `meta`, and `data` with `nodes` and `links`."""
    yield b'{"meta":' + encoded(dict(meta)) + b',"data":{"nodes":['
    yield from listed(map(node_item, part.nodes))
    yield b'],"links":['
    yield from listed(map(link_item, part.links))
    yield b"]}}"


def write_ndjson(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """A line `meta`, one `node` or `link` for each, and one `end` that counts them, without which it is cut off."""
    yield encoded({"meta": dict(meta)}) + b"\n"
    yield from (encoded({"node": node_item(node)}) + b"\n" for node in part.nodes)
    yield from (encoded({"link": link_item(link)}) + b"\n" for link in part.links)
    yield encoded({"end": {"nodes": len(part.nodes), "links": len(part.links)}}) + b"\n"
