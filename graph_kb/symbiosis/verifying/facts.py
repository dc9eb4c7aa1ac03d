"""The raw nodes and relationships that the check of one certificate needs, as the graph has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from graph_kb.model.relationships import TOLD_APART, link_key

Properties = Mapping[str, Any]


class LinkFact(NamedTuple):
    """A relationship: its type, the ids of its ends and its properties."""

    type: str
    start: str
    end: str
    properties: Properties

    @property
    def key(self) -> str:
        """Stable id of the relationship."""
        return link_key(self.type, self.start, self.end, *(self.properties.get(name) for name in TOLD_APART))


class Temperature(NamedTuple):
    """A site with a stream or receiver of a resource that states a temperature: the resource is thermal there."""

    resource: str
    status: str | None
    until: str | None


@dataclass(frozen=True)
class Facts:
    """What the graph says about a chain and whatever could take its place.

    Attributes:
        nodes: Properties by label and id.
        links: Relationships.
        temperatures: Who states temperatures, of the resources concerned.
        data_version: State of the graph; None outside a graph.
    """

    nodes: Mapping[tuple[str, str], Properties]
    links: tuple[LinkFact, ...]
    temperatures: frozenset[Temperature]
    data_version: int | None = None

    def node(self, label: str, id_: str) -> Properties | None:
        """Properties of a node, or None."""
        return self.nodes.get((label, id_))

    def ids(self, label: str) -> list[str]:
        """Ids of the nodes of a label, sorted."""
        return sorted(id_ for known, id_ in self.nodes if known == label)

    def starting(self, type_: str, start: str) -> list[LinkFact]:
        """Relationships of a type out of a node, sorted by their other ends."""
        return self._starting.get((type_, start), [])

    def ending(self, type_: str, end: str) -> list[LinkFact]:
        """Relationships of a type into a node, sorted by their other ends."""
        return self._ending.get((type_, end), [])

    def link(self, key: str) -> LinkFact | None:
        """The relationship of a stable id, or None."""
        return self._by_key.get(key)

    @cached_property
    def codes(self) -> dict[str, Properties]:
        """Waste codes by their digits."""
        return {said["code"]: said for (label, _), said in self.nodes.items() if label == "WasteCode"}

    @cached_property
    def _starting(self) -> dict[tuple[str, str], list[LinkFact]]:
        return self._grouped(at_start=True)

    @cached_property
    def _ending(self) -> dict[tuple[str, str], list[LinkFact]]:
        return self._grouped(at_start=False)

    @cached_property
    def _by_key(self) -> dict[str, LinkFact]:
        return {link.key: link for link in self.links}

    def _grouped(self, *, at_start: bool) -> dict[tuple[str, str], list[LinkFact]]:
        found: dict[tuple[str, str], list[LinkFact]] = defaultdict(list)
        for link in sorted(self.links, key=lambda link: link.key):
            found[link.type, link.start if at_start else link.end].append(link)
        return found
