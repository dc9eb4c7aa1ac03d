"""Ways to change one stored value of a world, and what why-not should name then."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from graph_kb.model import Link, Node
from graph_kb.symbiosis.searching import Found
from graph_kb.symbiosis.why_not.technologies import Flow, Technology

from .recipes import COLD, WARM
from .world import World

AMOUNTS = ("amount_min", "amount", "amount_max")


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


def _fault(name: str, kinds: str, *ids: str) -> Fault:
    return Fault(name, frozenset(kinds.split()), frozenset(ids))


def permit_code(b: Damage) -> Made:
    """An allowance of a code is gone; the permit stays."""
    links = b.links("ALLOWS")
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.without(link), _fault("permit_code", "permit", *sites)


def permit_operation(b: Damage) -> Made:
    links = [one for one in b.links("ALLOWS") if one.properties.operation]
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.linked(link, operation="D10"), _fault("permit_operation", "permit", *sites)


def permit_tonnes(b: Damage) -> Made:
    links = b.links("ALLOWS")
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.linked(link, tonnes_per_year=0.01), _fault("permit_tonnes", "permit_tonnes", *sites)


def limit(b: Damage) -> Made:
    """The limit of what takes the source is lowered."""
    link = b.port(0)
    if link.type == "SERVES":
        if not b.node(b.need).substances:
            return None
        return b.said(b.need, shares=[0.001]), _fault("limit", "composition", b.need)
    if not link.properties.substances:
        return None
    return b.linked(link, limit_max=[0.001] * len(link.properties.substances)), _fault(
        "limit", "composition", b.line[0]
    )


def share(b: Damage) -> Made:
    """The source has more of a substance."""
    if not b.node(b.world.source).substances:
        return None
    return b.said(b.world.source, shares=[0.9]), _fault("share", "composition", b.world.source)


def capacity(b: Damage) -> Made:
    plant = b.rng.choice([*b.line, *b.feeders] or [""])
    if not plant or b.node(plant).capacity_per_year is None:
        return None
    running = b.node(plant).running_per_year or 0.0
    return b.said(plant, capacity_per_year=running + 0.01), _fault("capacity", "capacity", plant)


def least_load(b: Damage) -> Made:
    plant = b.rng.choice(b.line or [""])
    if not plant or b.node(plant).capacity_per_year is None:
        return None
    return b.said(plant, min_load_share=1.0), _fault("least_load", "minimum_load", plant)


def supplier_removed(b: Damage) -> Made:
    made = _supplier(b)
    if made is None:
        return None
    offer, plants = made
    return b.without(b.links("OFFERS", end=offer)[0]), _fault("supplier_removed", "co_input", *plants)


def supplier_cut(b: Damage) -> Made:
    made = _supplier(b)
    if made is None:
        return None
    offer, plants = made
    return b.said(offer, **dict.fromkeys(AMOUNTS, 0.001)), _fault("supplier_cut", "co_input", *plants)


def _supplier(b: Damage) -> tuple[str, list[str]] | None:
    """An offer that feeds a port off the line, and the processes concerned."""
    on_line = {id(b.port(place)) for place in range(len(b.line))}
    wanted = {
        one.start for plant in (*b.line, *b.feeders) for one in b.links("INPUT_TO", end=plant) if id(one) not in on_line
    }
    offers = [one.start for one in b.links("OF") if one.end in wanted and one.start != b.world.source]
    if not offers:
        return None
    offer = b.rng.choice(offers)
    takes = [one.end for resource in wanted for one in b.links("INPUT_TO", start=resource)]
    return offer, takes


def months(b: Damage) -> Made:
    if b.node(b.world.source).months != WARM:
        return None
    return b.said(b.need, months=COLD), _fault("months", "season", b.need)


def source_months(b: Damage) -> Made:
    if b.node(b.world.source).months != WARM:
        return None
    return b.said(b.world.source, months=COLD), _fault("source_months", "season", b.world.source)


def temperature(b: Damage) -> Made:
    for place in range(len(b.line)):
        link = b.port(place)
        if link.properties.min_temperature_c is not None and b.rng.random() < 0.7:
            low = link.properties.model_dump() | {"min_temperature_c": 90.0, "max_temperature_c": 95.0}
            if place == 0 and b.node(b.world.source).temperature_c is not None:
                return b.said(b.world.source, temperature_c=4.0), _fault("temperature", "temperature", b.line[0])
            if low and place > 0 and b.output(place - 1).properties.temperature_c is not None:
                out = b.output(place - 1)
                return b.linked(out, temperature_c=4.0), _fault("temperature", "temperature", b.line[place])
    if b.node(b.need).temperature_c is not None:
        return b.said(b.need, temperature_c=95.0), _fault("temperature", "temperature", b.need)
    return None


def moist(b: Damage) -> Made:
    if b.node(b.world.source).moisture is None or not b.line:
        return None
    if b.port(0).properties.max_moisture is None:
        return None
    return b.said(b.world.source, moisture=0.95), _fault("moisture", "moisture", b.world.source)


def far_need(b: Damage) -> Made:
    """The site of the need or the source moves far away, where the longest leg is asked for."""
    who = b.rng.choice([b.need, b.world.source])
    site = b.site(who)
    if any(b.site(plant) == site for plant in (*b.line, *b.feeders)) or b.node(site).latitude is None:
        return None
    fault = _fault("far", "distance", site, *(one for one in (b.need, b.world.source) if b.site(one) == site))
    return b.said(site, latitude=b.node(site).latitude + 8.0), fault


def leg_limit(b: Damage) -> Made:
    place = b.rng.randrange(len(b.line) + 1)
    resource = b.port(place).start
    return b.said(resource, max_leg_km=0.01), _fault("leg_limit", "distance", resource)


def total_limit(b: Damage) -> Made:
    if b.question.get("max_total_km") is None or not b.line:
        return None
    plant = b.rng.choice(b.line)
    site = b.site(plant)
    if b.node(site).latitude is None:
        return None
    return b.said(site, latitude=b.node(site).latitude + 8.0), _fault("total", "distance", b.need, plant, site)


def status(b: Damage) -> Made:
    place = b.rng.randrange(len(b.line) + 1)
    link = b.port(place)
    if link.type == "SERVES":
        if b.node(b.need).legal_status in (None, "waste"):
            return None
        return b.said(b.need, legal_status="waste"), _fault("status", "status", b.need)
    taken = [str(getattr(one, "value", one)) for one in link.properties.accepts_status or []]
    if not taken:
        return None
    stream = b.node(b.world.source).legal_status if place == 0 else b.output(place - 1).properties.legal_status
    kept = [
        one
        for one in ("product", "by_product", "waste", "end_of_waste")
        if one != str(getattr(stream, "value", stream))
    ]
    return b.linked(link, accepts_status=kept[:1]), _fault("status", "status", b.line[place])


def need_cut(b: Damage) -> Made:
    return b.said(b.need, **dict.fromkeys(AMOUNTS, 0.001)), _fault("need_cut", "need_amount", b.need)


def source_cut(b: Damage) -> Made:
    return b.said(b.world.source, **dict.fromkeys(AMOUNTS, 0.001)), _fault("source_cut", "amount", b.world.source)


def closed(b: Damage) -> Made:
    """The site of a process, or of the need or source, is closed."""
    who = b.rng.choice([*b.line, *b.feeders, b.need, b.world.source])
    site = b.site(who)
    return b.said(site, status="closed"), _fault("closed", "closed", site)


def one_off(b: Damage) -> Made:
    who = b.rng.choice([b.need, b.world.source])
    return b.said(who, continuity="one_off", months=[]), _fault("one_off", "one_off", who)


def process_gone(b: Damage) -> Made:
    """Nobody runs a process of the line any more; its technology is known."""
    if not b.line:
        return None
    plant = b.rng.choice(b.line)
    return b.without(b.links("RUNS", end=plant)[0]), _fault("process_gone", "technology", f"technology:{plant}")


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


FAULTS: tuple[Callable[[Damage], Made], ...] = (
    permit_code,
    permit_operation,
    permit_tonnes,
    limit,
    share,
    capacity,
    capacity,
    least_load,
    supplier_removed,
    supplier_cut,
    months,
    source_months,
    temperature,
    moist,
    far_need,
    leg_limit,
    total_limit,
    status,
    need_cut,
    source_cut,
    closed,
    one_off,
    process_gone,
)


EASY = (need_cut, source_cut, capacity, leg_limit, status, closed, one_off, process_gone)
"""Faults that fit every world."""
