"""Ways to change one stored value of a world, and what why-not should name then."""

from __future__ import annotations

from collections.abc import Callable

from .damage import Damage, Made, fault
from .recipes import COLD, WARM

AMOUNTS = ("amount_min", "amount", "amount_max")


def permit_code(b: Damage) -> Made:
    """An allowance of a code is gone; the permit stays."""
    links = b.links("ALLOWS")
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.without(link), fault("permit_code", "permit", *sites)


def permit_operation(b: Damage) -> Made:
    links = [one for one in b.links("ALLOWS") if one.properties.operation]
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.linked(link, operation="D10"), fault("permit_operation", "permit", *sites)


def permit_tonnes(b: Damage) -> Made:
    links = b.links("ALLOWS")
    if not links:
        return None
    link = b.rng.choice(links)
    sites = [one.start for one in b.links("HOLDS", end=link.start)]
    return b.linked(link, tonnes_per_year=0.01), fault("permit_tonnes", "permit_tonnes", *sites)


def limit(b: Damage) -> Made:
    """The limit of what takes the source is lowered."""
    link = b.port(0)
    if link.type == "SERVES":
        if not b.node(b.need).substances:
            return None
        return b.said(b.need, shares=[0.001]), fault("limit", "composition", b.need)
    if not link.properties.substances:
        return None
    return b.linked(link, limit_max=[0.001] * len(link.properties.substances)), fault("limit", "composition", b.line[0])


def share(b: Damage) -> Made:
    """The source has more of a substance."""
    if not b.node(b.world.source).substances:
        return None
    return b.said(b.world.source, shares=[0.9]), fault("share", "composition", b.world.source)


def capacity(b: Damage) -> Made:
    plant = b.rng.choice([*b.line, *b.feeders] or [""])
    if not plant or b.node(plant).capacity_per_year is None:
        return None
    running = b.node(plant).running_per_year or 0.0
    return b.said(plant, capacity_per_year=running + 0.01), fault("capacity", "capacity", plant)


def least_load(b: Damage) -> Made:
    plant = b.rng.choice(b.line or [""])
    if not plant or b.node(plant).capacity_per_year is None:
        return None
    return b.said(plant, min_load_share=1.0), fault("least_load", "minimum_load", plant)


def supplier_removed(b: Damage) -> Made:
    made = _supplier(b)
    if made is None:
        return None
    offer, plants = made
    return b.without(b.links("OFFERS", end=offer)[0]), fault("supplier_removed", "co_input", *plants)


def supplier_cut(b: Damage) -> Made:
    made = _supplier(b)
    if made is None:
        return None
    offer, plants = made
    return b.said(offer, **dict.fromkeys(AMOUNTS, 0.001)), fault("supplier_cut", "co_input", *plants)


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
    return b.said(b.need, months=COLD), fault("months", "season", b.need)


def source_months(b: Damage) -> Made:
    if b.node(b.world.source).months != WARM:
        return None
    return b.said(b.world.source, months=COLD), fault("source_months", "season", b.world.source)


def temperature(b: Damage) -> Made:
    for place in range(len(b.line)):
        link = b.port(place)
        if link.properties.min_temperature_c is not None and b.rng.random() < 0.7:
            low = link.properties.model_dump() | {"min_temperature_c": 90.0, "max_temperature_c": 95.0}
            if place == 0 and b.node(b.world.source).temperature_c is not None:
                return b.said(b.world.source, temperature_c=4.0), fault("temperature", "temperature", b.line[0])
            if low and place > 0 and b.output(place - 1).properties.temperature_c is not None:
                out = b.output(place - 1)
                return b.linked(out, temperature_c=4.0), fault("temperature", "temperature", b.line[place])
    if b.node(b.need).temperature_c is not None:
        return b.said(b.need, temperature_c=95.0), fault("temperature", "temperature", b.need)
    return None


def moist(b: Damage) -> Made:
    if b.node(b.world.source).moisture is None or not b.line:
        return None
    if b.port(0).properties.max_moisture is None:
        return None
    return b.said(b.world.source, moisture=0.95), fault("moisture", "moisture", b.world.source)


def far_need(b: Damage) -> Made:
    """The site of the need or the source moves far away, where the longest leg is asked for."""
    who = b.rng.choice([b.need, b.world.source])
    site = b.site(who)
    if any(b.site(plant) == site for plant in (*b.line, *b.feeders)) or b.node(site).latitude is None:
        return None
    made = fault("far", "distance", site, *(one for one in (b.need, b.world.source) if b.site(one) == site))
    return b.said(site, latitude=b.node(site).latitude + 8.0), made


def leg_limit(b: Damage) -> Made:
    place = b.rng.randrange(len(b.line) + 1)
    resource = b.port(place).start
    return b.said(resource, max_leg_km=0.01), fault("leg_limit", "distance", resource)


def total_limit(b: Damage) -> Made:
    if b.question.get("max_total_km") is None or not b.line:
        return None
    plant = b.rng.choice(b.line)
    site = b.site(plant)
    if b.node(site).latitude is None:
        return None
    return b.said(site, latitude=b.node(site).latitude + 8.0), fault("total", "distance", b.need, plant, site)


def status(b: Damage) -> Made:
    place = b.rng.randrange(len(b.line) + 1)
    link = b.port(place)
    if link.type == "SERVES":
        if b.node(b.need).legal_status in (None, "waste"):
            return None
        return b.said(b.need, legal_status="waste"), fault("status", "status", b.need)
    taken = [str(getattr(one, "value", one)) for one in link.properties.accepts_status or []]
    if not taken:
        return None
    stream = b.node(b.world.source).legal_status if place == 0 else b.output(place - 1).properties.legal_status
    kept = [
        one
        for one in ("product", "by_product", "waste", "end_of_waste")
        if one != str(getattr(stream, "value", stream))
    ]
    return b.linked(link, accepts_status=kept[:1]), fault("status", "status", b.line[place])


def need_cut(b: Damage) -> Made:
    return b.said(b.need, **dict.fromkeys(AMOUNTS, 0.001)), fault("need_cut", "need_amount", b.need)


def source_cut(b: Damage) -> Made:
    return b.said(b.world.source, **dict.fromkeys(AMOUNTS, 0.001)), fault("source_cut", "amount", b.world.source)


def closed(b: Damage) -> Made:
    """The site of a process, or of the need or source, is closed."""
    who = b.rng.choice([*b.line, *b.feeders, b.need, b.world.source])
    site = b.site(who)
    return b.said(site, status="closed"), fault("closed", "closed", site)


def one_off(b: Damage) -> Made:
    who = b.rng.choice([b.need, b.world.source])
    return b.said(who, continuity="one_off", months=[]), fault("one_off", "one_off", who)


def process_gone(b: Damage) -> Made:
    """Nobody runs a process of the line any more; its technology is known."""
    if not b.line:
        return None
    plant = b.rng.choice(b.line)
    return b.without(b.links("RUNS", end=plant)[0]), fault("process_gone", "technology", f"technology:{plant}")


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
