"""The part of the graph that a view shows: nodes and links as plain, checked data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph_kb.errors import DataError
from graph_kb.model.schema import RESOURCE_KINDS

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = Scalar | Sequence[Scalar]

_NAMES = ("name", "title", "statement", "property")
"""Properties that name a node, the best first."""
_CODES = {"WasteCode": "display", "Industry": "code"}
"""Property that stands before the name, for things that people call by their code."""


@dataclass(frozen=True)
class NodeItem:
    """One node of a view.

    Attributes:
        id: Stable id.
        labels: All labels, the main one first.
        properties: Properties as the graph keeps them, provenance included.
    """

    id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]

    @property
    def label(self) -> str:
        """Main label."""
        return self.labels[0] if self.labels else "Unlabelled"

    @property
    def kind(self) -> str:
        """What the legend calls it: the main label, for a resource its second label too."""
        second = next((label for label in self.labels[1:] if label in RESOURCE_KINDS), "")
        return f"{self.label}: {second}" if second else self.label

    @property
    def name(self) -> str:
        """What people call it, its id where it has no name."""
        code = self.properties.get(_CODES.get(self.label, ""), "")
        name = next((self.properties[key] for key in _NAMES if self.properties.get(key)), "")
        return f"{code} {name}".strip() or self.id


@dataclass(frozen=True)
class LinkItem:
    """One relationship of a view.

    Attributes:
        id: Stable id.
        type: Relationship type.
        start: Id of the node it starts at.
        end: Id of the node it ends at.
        properties: Properties as the graph keeps them, provenance included.
    """

    id: str
    type: str
    start: str
    end: str
    properties: Mapping[str, Value]


@dataclass(frozen=True)
class Subgraph:
    """Nodes and the links between them.

    Raises:
        DataError: An id occurs twice, or a link ends at a node that is not there.
    """

    nodes: tuple[NodeItem, ...]
    links: tuple[LinkItem, ...]

    def __post_init__(self) -> None:
        _refuse_twins("node", [node.id for node in self.nodes])
        _refuse_twins("link", [link.id for link in self.links])
        known = {node.id for node in self.nodes}
        for link in self.links:
            for end in (link.start, link.end):
                if end not in known:
                    raise DataError(
                        f"link {link.id!r} ends at {end!r}, which is not among the nodes",
                        hint="return both ends of every relationship that is returned",
                        link=link.id,
                        node=end,
                    )


def _refuse_twins(what: str, ids: Sequence[str]) -> None:
    twin = next((id_ for id_, count in Counter(ids).items() if count > 1), None)
    if twin is not None:
        raise DataError(f"{what} {twin!r} occurs twice", hint=f"give every {what} once", **{what: twin})
