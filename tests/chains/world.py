"""A small region as validated records, and the question that is asked of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph_kb.model import Link, Node

QUESTION = {
    "end": "expected",
    "weights": {"amount": 0.0, "net_value": 1.0, "co2e": 0.0, "distance": 0.0},
    "max_processes": 4,
    "max_feeders": None,
    "min_amount": 1.0,
    "max_leg_km": None,
    "max_total_km": None,
    "months": [],
}
"""What is asked when nothing else is said; no months are all months."""


@dataclass(frozen=True)
class World:
    """Records, the source offer, perhaps the need that is asked for, and what the recipes of the world were."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    source: str
    need: str | None
    question: dict[str, Any]
    day: str = "2026-06-01"
    recipes: frozenset[str] = frozenset()


@dataclass
class Records:
    """Records of a world by id, label and type of relationship."""

    node: dict[str, Any] = field(default_factory=dict)
    label: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    out: dict[tuple[str, str], list[Link]] = field(default_factory=lambda: defaultdict(list))
    into: dict[tuple[str, str], list[Link]] = field(default_factory=lambda: defaultdict(list))
    type: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, world: World) -> Records:
        found = cls()
        for node in world.nodes:
            found.node[node.id] = node
            found.label[node.label()].append(node)
        for link in world.links:
            found.type[link.type].append(link)
            found.out[link.type, link.start].append(link)
            found.into[link.type, link.end].append(link)
        return found

    def facility(self, type_: str, node: str) -> str | None:
        """The facility that offers, runs or has the need of a node."""
        links = self.out[type_, node] if type_ == "AT" else self.into[type_, node]
        return (links[0].end if type_ == "AT" else links[0].start) if links else None


def assumed(record: Any) -> bool:
    """Whether a node or the properties of a relationship are said to be assumed or inferred."""
    return str(record.method) in ("assumed", "inferred")


def last_day(when: str) -> str:
    """Last day of a year, month or day; it compares rightly with other days though a month may have fewer."""
    return when + {4: "-12-31", 7: "-31"}.get(len(when), "")


def first_day(when: str) -> str:
    return when + {4: "-01-01", 7: "-01"}.get(len(when), "")
