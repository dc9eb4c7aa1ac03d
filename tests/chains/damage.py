"""A world whose chain is known, and what is needed to change one stored value of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from graph_kb.model import Link, Node
from graph_kb.symbiosis.searching import Found
from graph_kb.symbiosis.why_not.technologies import Flow, Technology

from .world import World


@dataclass(frozen=True)
class Fault:
    """What was changed, and what why-not should name: a kind, and one of these ids."""

    name: str
    kinds: frozenset[str]
    ids: frozenset[str]


class Damage:
    """A world whose chain is known; faults change one value of it."""

    def __init__(self, world: World, names: Any, found: Found, rng: random.Random) -> None:
        self.world, self.names, self.found, self.rng = world, names, found, rng
        self.line = [names.processes[one] for one in found.line]
        self.feeders = [names.processes[one] for one, _ in found.feeders]
        self.need = names.needs[found.need]
        self.question: dict[str, Any] = {}

    def node(self, id_: str) -> Node:
        return next(one for one in self.world.nodes if one.id == id_)

    def links(self, type_: str, start: str | None = None, end: str | None = None) -> list[Link]:
        return [
            one
            for one in self.world.links
            if one.type == type_ and start in (None, one.start) and end in (None, one.end)
        ]

    def site(self, id_: str) -> str:
        for one in self.world.links:
            if (one.type in ("OFFERS", "RUNS") and one.end == id_) or (one.type == "AT" and one.start == id_):
                return one.start if one.type != "AT" else one.end
        raise KeyError(id_)

    def said(self, id_: str, **said: Any) -> World:
        """The world with other properties of a node."""
        node = self.node(id_)
        other = type(node).model_validate({**node.model_dump(), **said})
        return replace(self.world, nodes=tuple(other if one is node else one for one in self.world.nodes))

    def linked(self, link: Link, **said: Any) -> World:
        """The world with other properties of a relationship."""
        made = type(link.properties).model_validate({**link.properties.model_dump(), **said})
        other = link.model_copy(update={"properties": made})
        return replace(self.world, links=tuple(other if one is link else one for one in self.world.links))

    def without(self, link: Link) -> World:
        return replace(self.world, links=tuple(one for one in self.world.links if one is not link))

    def port(self, place: int) -> Link:
        """Port of the line of a process, or what serves the need."""
        if place == len(self.line):
            return self.links("SERVES", end=self.need)[0]
        port = self.found.ends[place][0]
        links = sorted(self.links("INPUT_TO", end=self.line[place]), key=lambda one: (one.start, one.properties.role))
        first = self.ptr[self.found.line[place]]
        return links[port - first]

    def output(self, place: int) -> Link:
        output = self.found.ends[place][1]
        links = sorted(self.links("OUTPUTS", start=self.line[place]), key=lambda one: (one.end, one.properties.role))
        return links[output - self.out_ptr[self.found.line[place]]]

    ptr: Any = None
    out_ptr: Any = None


Made = tuple[World, Fault] | None


def fault(name: str, kinds: str, *ids: str) -> Fault:
    return Fault(name, frozenset(kinds.split()), frozenset(ids))


def technology_of(world: World, plant: str) -> Technology:
    """A technology with the recipe of a process."""
    takes, makes = [], []
    for link in world.links:
        said = link.properties
        if link.type == "INPUT_TO" and link.end == plant:
            temperatures = said.min_temperature_c, said.max_temperature_c
            takes.append(Flow(link.start, said.role, said.amount, *temperatures))
        elif link.type == "OUTPUTS" and link.start == plant:
            status = getattr(said.legal_status, "value", said.legal_status)
            temperatures = said.temperature_c, said.temperature_c
            makes.append(Flow(link.end, said.role, said.amount, *temperatures, status))
    return Technology(f"technology:{plant}", tuple(takes), tuple(makes))
