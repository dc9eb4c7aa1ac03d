"""What the explorer asks the graph: what an id is of, what it is joined to, what fits a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph_kb.store.client import Graph
from graph_kb.views.explorer import Found
from graph_kb.workbench.parts import no_node, part_around
from graph_kb.workbench.records import records_by_id

if TYPE_CHECKING:
    from graph_kb.workbench.search import Hit

STARTS = ("Offer", "Facility", "Organisation", "Resource")
"""Labels of what chains can start at."""
_MOST_JOINED = 60
_ORDER = (*STARTS, "Need", "Process")


def subject_of(graph: Graph, id_: str) -> Found:
    """The record with an id.

    Raises:
        NotFound: Nothing has this id.
    """
    record = next(iter(records_by_id(graph, [id_])), None)
    if record is None:
        raise no_node(graph, id_)
    return Found(record["label"], id_, str(record.get("name") or record.get("title") or id_))


def joined_to(graph: Graph, id_: str) -> list[Found]:
    """What something is joined to, what chains start at first."""
    nodes = part_around(graph, id_, 1, _MOST_JOINED).subgraph.nodes
    found = [Found(node.label, node.id, node.name) for node in nodes if node.id != id_]
    return sorted(found, key=lambda one: (_ORDER.index(one.label) if one.label in _ORDER else len(_ORDER), one.name))


def found_of(hits: Iterable[Hit]) -> list[Found]:
    """What a search found."""
    return [Found(hit.label, hit.id, hit.name, hit.matched) for hit in hits]
