"""Nodes and links as every form tells them: plain values, ids apart from what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic_core import to_json

from graph_kb.views import LinkItem, NodeItem
from graph_kb.workbench.result import plain

Item = dict[str, Any]


def node_item(node: NodeItem) -> Item:
    """A node: `id`, `labels` (the main one first) and `properties`."""
    return {"id": node.id, "labels": list(node.labels), "properties": said(node.properties)}


def link_item(link: LinkItem) -> Item:
    """A link: `id`, `type`, ids of its ends and `properties`."""
    ends = {"start": link.start, "end": link.end}
    return {"id": link.id, "type": link.type, **ends, "properties": said(link.properties)}


def said(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a record, by name, without its id."""
    return {name: plain(value) for name, value in sorted(properties.items()) if name != "id" and value is not None}


def beside(properties: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """Properties for a form that has a meaning of its own for some names: those get `_` at their end."""
    return {f"{name}_" if name.rstrip("_") in taken else name: value for name, value in properties.items()}


def joined(value: Any) -> Any:
    """A value for a form without lists: the parts of a list as one text."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def encoded(value: Any) -> bytes:
    """Plain data as JSON; what is no number is null."""
    return to_json(value, inf_nan_mode="null", fallback=str)


def listed(items: Iterable[Item]) -> Iterator[bytes]:
    """Items of a JSON array, without its brackets."""
    for at, item in enumerate(items):
        yield (b"," if at else b"") + encoded(item)
