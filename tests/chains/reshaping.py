"""Recipes that add processes: feeders, by-ways, twins."""

from __future__ import annotations

from .recipes import Plan


def feeder(plan: Plan) -> None:
    """A co-input that no offer supplies in sufficient amount, and a process that makes it."""
    if not plan.room(1):
        return
    plant = plan.line[plan.step()]
    resource, amount = plan.co_input(plant, "fed")
    plan.too_little(resource, amount)
    _, raw = plan.maker(resource, amount, "raw")
    plan.plenty(raw, amount * 2)


def nested_feeder(plan: Plan) -> None:
    """A feeder with a co-input that another feeder makes."""
    if not plan.room(2):
        return
    plant = plan.line[plan.step()]
    resource, amount = plan.co_input(plant, "outer")
    outer, raw = plan.maker(resource, amount, "coarse")
    plan.plenty(raw, amount * 2)
    inner = plan.region.resource("inner")
    plan.region.takes(outer, inner, 0.2, "co_input")
    plan.too_little(inner, amount * 0.2)
    _, raw = plan.maker(inner, amount * 0.4, "fine")
    plan.plenty(raw, amount)


def two_feeders(plan: Plan) -> None:
    """Two co-inputs that two processes make."""
    if not plan.room(2):
        return
    for name in ("left", "right"):
        resource, amount = plan.co_input(plan.line[plan.step()], name)
        _, raw = plan.maker(resource, amount, f"for-{name}")
        plan.plenty(raw, amount * 2)


def tangle(plan: Plan) -> None:
    """Two feeders, each of which can use a by-product of the other: one order only, or a stock to start from."""
    if not plan.room(2):
        return
    region, makers = plan.region, []
    for name in ("east", "west"):
        resource, amount = plan.co_input(plan.line[plan.step()], name)
        plant, raw = plan.maker(resource, amount, f"{name}-raw")
        plan.plenty(raw, amount * 2)
        makers.append((plant, amount))
    for (plant, amount), (other, _), name in ((*makers, "eastward"), (*makers[::-1], "westward")):
        rest = region.resource(name, market_price_eur_per_unit=region.number(20, 90))
        region.takes(plant, rest, 0.1, "co_input")
        region.makes(other, rest, 0.1, "residue")
        if plan.rng.random() < 0.7:
            plan.plenty(rest, amount)
    if plan.rng.random() < 0.3:
        region.get(makers[0][0])["start_up_stock"] = 1.0


def skip(plan: Plan) -> None:
    """A process that goes past one or two steps of the line, so that the longer set is not minimal."""
    places = [one for one in range(len(plan.resources)) if plan.material(one)]
    if len(places) < 3 or not plan.room(1):
        return
    start = plan.rng.choice(places[:-2])
    end = plan.rng.choice([one for one in places if one >= start + 2])
    region = plan.region
    plant = region.process(plan.flow[start] * plan.rng.choice([0.1, 0.5, 1.5]))
    region.takes(plant, plan.resources[start], 1.0)
    region.makes(plant, plan.resources[end], region.number(0.4, 0.8, 2))
    if plan.rng.random() < 0.5:
        extra = region.resource("extra")
        region.takes(plant, extra, 0.1, "co_input")
        region.stream("Offer", extra, region.number(1, 20))


def twin(plan: Plan) -> None:
    """Another process like one of the line, elsewhere."""
    place = plan.step()
    if not plan.room(1) or not (plan.material(place) and plan.material(place + 1)):
        return
    region = plan.region
    plant = region.process(plan.flow[place] * plan.rng.choice([0.5, 1.5]))
    for link in region.ports(plan.line[place], False):
        region.link("INPUT_TO", link["start"], plant, **link["properties"])
    for link in region.ports(plan.line[place], True):
        region.link("OUTPUTS", plant, link["end"], **link["properties"])
