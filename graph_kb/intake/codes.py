"""The shipped code lists, which a load brings into the graph when its source refers to them."""

from __future__ import annotations

from functools import cached_property

from graph_kb.model.base import Node
from graph_kb.reference import reference_records
from graph_kb.store.client import Graph
from graph_kb.store.presence import existing_ids

_LABELS = frozenset({"WasteCode", "Industry", "Municipality", "Region", "Source"})


class KnownNodes:
    """Tells which nodes exist: those of the graph, and those of the shipped code lists.

    Args:
        graph: The graph; None stands for an empty one.

    Attributes:
        needs_codes: Whether a node was asked for that only the shipped lists have.
    """

    def __init__(self, graph: Graph | None) -> None:
        self._graph = graph
        self.needs_codes = False

    def __call__(self, label: str, ids: list[str]) -> set[str]:
        """The ids of a label that exist."""
        there = existing_ids(self._graph, label, ids) if self._graph else set()
        if label not in _LABELS or len(there) == len(set(ids)):
            return there
        shipped = {name for name in ids if (label, name) in self._shipped} - there
        self.needs_codes = self.needs_codes or bool(shipped)
        return there | shipped

    @cached_property
    def _shipped(self) -> set[tuple[str, str]]:
        return {(one.label(), one.id) for one in reference_records() if isinstance(one, Node)}
