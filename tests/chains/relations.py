"""Changes of a world of which it is known what they do to its chains."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from graph_kb.model import Link, Node

from .region import Region
from .world import World

AMOUNTS = ("amount_min", "amount", "amount_max")
LOADS = ("capacity_per_year", "capacity_by_month", "running_per_year")
STREAMS, PORTS = ("Offer", "Need"), ("INPUT_TO", "OUTPUTS")


def altered(world: World, change: Callable[[str, dict[str, Any]], dict[str, Any]], **asked: Any) -> World:
    """`change` gives new properties of a record, from its label or type and the properties that it states."""
    nodes = tuple(one.model_copy(update=change(one.label(), _said(one))) for one in world.nodes)
    links = tuple(_with(one, change(one.type, _said(one.properties))) for one in world.links)
    return replace(world, nodes=nodes, links=links, question={**world.question, **asked})


def _said(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.model_fields_set if getattr(record, name) is not None}


def _with(link: Link, update: dict[str, Any]) -> Link:
    return link.model_copy(update={"properties": link.properties.model_copy(update=update)})


def times(said: dict[str, Any], names: Iterable[str], factor: float) -> dict[str, Any]:
    """Properties of these names times a factor."""
    found = {name: said[name] for name in names if name in said}
    return {
        name: [each * factor for each in value] if isinstance(value, list) else value * factor
        for name, value in found.items()
    }


def shuffled(world: World, rng: random.Random) -> World:
    """The records in another order."""
    nodes, links = list(world.nodes), list(world.links)
    rng.shuffle(nodes)
    rng.shuffle(links)
    return replace(world, nodes=tuple(nodes), links=tuple(links))


def renamed(world: World, names: dict[str, str]) -> World:
    """Other ids; those that are not named stay."""

    def to(old: str) -> str:
        return names.get(old, old)

    nodes = tuple(one.model_copy(update={"id": to(one.id)}) for one in world.nodes)
    links = tuple(one.model_copy(update={"start": to(one.start), "end": to(one.end)}) for one in world.links)
    need = world.need and to(world.need)
    return replace(world, nodes=nodes, links=links, source=to(world.source), need=need)


def new_names(world: World, prefix: str) -> dict[str, str]:
    """Ids whose order is that of the old ones. Codes keep theirs: a code is what it is everywhere."""
    found, count = {}, defaultdict[str, int](int)
    for node in sorted(world.nodes, key=lambda one: one.id):
        if node.label() != "WasteCode":
            count[node.label()] += 1
            found[node.id] = f"{node.id.partition(':')[0]}:{prefix}{count[node.label()]:04}"
    return found


def united(world: World, other: World) -> World:
    """Both, side by side: nothing of one fits what is of the other."""
    known = {node.id for node in world.nodes}
    more = tuple(node for node in other.nodes if node.id not in known)
    return replace(world, nodes=world.nodes + more, links=world.links + other.links)


def beside(world: World) -> World:
    """A plant, an offer and a need of resources that nothing else knows, at a site and in a season of their own."""
    made = Region(random.Random(0))
    site = made.node("Facility", "aside", name="aside", status="running", latitude=60.4, longitude=25.1)
    ore, metal = made.resource("ore"), made.resource("metal")
    plant = made.process(100.0, at=site)
    made.takes(plant, ore, 1.2)
    made.makes(plant, metal, 1.0)
    made.stream("Offer", ore, 50.0, at=site, months=[3, 4, 5], continuity="seasonal")
    made.stream("Need", metal, 40.0, at=site)
    nodes, links = made.records()
    aside = replace(world, nodes=nodes, links=links, source="")
    return united(world, renamed(aside, new_names(aside, "aside")))


def more_of_all(world: World, factor: float) -> World:
    """All amounts times a factor, the least one, fixed costs and what permits allow among them."""

    def change(kind: str, said: dict[str, Any]) -> dict[str, Any]:
        names = {"Offer": AMOUNTS, "Need": AMOUNTS, "ALLOWS": ("tonnes_per_year",)}
        names["Process"] = (*LOADS, "storage_amount", "fixed_eur_per_year")
        return times(said, names.get(kind, ()), factor)

    return altered(world, change, min_amount=world.question["min_amount"] * factor)


def dearer(world: World, factor: float) -> World:
    """All prices, fees and costs times a factor."""
    return altered(world, lambda _, said: times(said, [name for name in said if "eur" in name], factor))


def other_activity(world: World, factor: float) -> World:
    """Activity counted in a unit that is larger by a factor."""

    def change(kind: str, said: dict[str, Any]) -> dict[str, Any]:
        if kind in PORTS:
            return times(said, AMOUNTS, factor)
        if kind == "Process":
            return times(said, LOADS, 1 / factor) | times(said, ("variable_eur_per_activity",), factor)
        return {}

    return altered(world, change)


def other_unit(world: World, resource: str, factor: float) -> World:
    """A resource in cubic metres, of which so many are one of the unit before."""
    streams = {link.start if link.type == "OF" else link.end for link in world.links if resource in _of(link)}
    stored = {link.end for link in world.links if link.type == "INPUT_TO" and link.start == resource}
    stored -= {link.end for link in world.links if _is_main(link) and link.start != resource}

    def node(one: Node) -> Node:
        said = _said(one)
        if one.id in streams:
            prices = times(said, [name for name in said if "eur" in name], 1 / factor)
            return one.model_copy(update={**times(said, AMOUNTS, factor), **prices, **_unit(said)})
        if one.id == resource:
            rates = times(said, [name for name in said if "per_unit" in name], 1 / factor)
            return one.model_copy(update={**rates, **_unit(said)})
        return one.model_copy(update=times(said, ("storage_amount",), factor)) if one.id in stored else one

    def link(one: Link) -> Link:
        if one.type not in PORTS or resource not in (one.start, one.end):
            return one
        said = _said(one.properties)
        return _with(one, {**times(said, AMOUNTS, factor), **_unit(said)})

    return replace(world, nodes=tuple(map(node, world.nodes)), links=tuple(map(link, world.links)))


def _of(link: Link) -> tuple[str, ...]:
    return (link.start, link.end) if link.type in ("OF", "SERVES") else ()


def _is_main(link: Link) -> bool:
    return link.type == "INPUT_TO" and link.properties.role == "main"  # type: ignore[attr-defined]


def _unit(said: dict[str, Any]) -> dict[str, str]:
    return {"unit": "m3"} if "unit" in said else {}


def turned(world: World, by: int) -> World:
    """The year begins `by` months later."""

    def later(months: Iterable[int]) -> list[int]:
        return sorted((month - 1 + by) % 12 + 1 for month in months)

    def change(kind: str, said: dict[str, Any]) -> dict[str, Any]:
        if kind in STREAMS and "months" in said:
            return {"months": later(said["months"])}
        if kind == "Process" and "capacity_by_month" in said:
            given = said["capacity_by_month"]
            return {"capacity_by_month": given[-by:] + given[:-by]}
        return {}

    return altered(world, change, months=later(world.question["months"]))


def halved(world: World, offer: str) -> World:
    """An offer in two halves that are alike otherwise."""
    (whole,) = (node for node in world.nodes if node.id == offer)
    half = whole.model_copy(update=times(_said(whole), AMOUNTS, 0.5))
    other = half.model_copy(update={"id": f"{offer}-again"})
    nodes = [node for node in world.nodes if node.id != offer]
    again = tuple(_moved(link, offer, other.id) for link in world.links if offer in (link.start, link.end))
    return replace(world, nodes=(*nodes, half, other), links=world.links + again)


def _moved(link: Link, old: str, new: str) -> Link:
    ends = {"start": link.start, "end": link.end}
    return link.model_copy(update={name: new if end == old else end for name, end in ends.items()})


def closed(world: World, site: str) -> World:
    """A site that is closed."""
    nodes = tuple(node.model_copy(update={"status": "closed"}) if node.id == site else node for node in world.nodes)
    return replace(world, nodes=nodes)


def without(world: World, site: str) -> World:
    """A site that is not there, nor what is at it."""
    gone = {site}
    for link in world.links:
        if link.type in ("OFFERS", "RUNS") and link.start == site:
            gone.add(link.end)
        if link.type == "AT" and link.end == site:
            gone.add(link.start)
    nodes: tuple[Node, ...] = tuple(node for node in world.nodes if node.id not in gone)
    return replace(world, nodes=nodes, links=tuple(link for link in world.links if not gone & {link.start, link.end}))
