"""CSV: one table of nodes and links, with rows that say how it was made before them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graph_kb.views import Subgraph
from graph_kb.workbench.formats.items import Item, beside, link_item, node_item
from graph_kb.workbench.result import csv_line

COLUMNS = ("record", "id", "labels", "type", "start", "end", "said")
"""What every row has: `record` is about, node or link; `said` is what an about row says of its `id`."""


def write_csv(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """A header, rows about the table, then one row for each node and link; a property has the same column in both."""
    names = sorted({name for one in _items(part) for name in beside(one["properties"], COLUMNS)})
    yield csv_line([*COLUMNS, *names])
    yield from (csv_line(["about", name, "", "", "", "", text, *("" for _ in names)]) for name, text in _about(meta))
    for item in _items(part):
        said = beside(item["properties"], COLUMNS)
        yield csv_line([*_head(item), *(said.get(name) for name in names)])


def _items(part: Subgraph) -> Iterator[Item]:
    yield from map(node_item, part.nodes)
    yield from map(link_item, part.links)


def _head(item: Item) -> list[Any]:
    if "labels" in item:
        return ["node", item["id"], ":".join(item["labels"]), "", "", "", ""]
    return ["link", item["id"], "", item["type"], item["start"], item["end"], ""]


def _about(meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in meta.items():
        if name == "units":
            yield from ((f"unit of {column}", unit) for column, unit in value.items())
        else:
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
