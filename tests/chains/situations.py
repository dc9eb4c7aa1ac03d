"""Recipes about suppliers, by-products, loops, blending and direct matches."""

from __future__ import annotations

from .recipes import Plan

METAL = "cadmium"


def competing(plan: Plan) -> None:
    """Two ports of one scarce offer, or the source wanted at a co-input of a later step."""
    rng, region = plan.rng, plan.region
    if len(plan.line) > 1 and plan.material(0) and rng.random() < 0.4:
        region.takes(rng.choice(plan.line[1:]), plan.resources[0], region.number(0.1, 0.4, 2), "co_input")
        return
    first = plan.line[plan.step()]
    scarce, amount = plan.co_input(first, "scarce")
    other = rng.choice(plan.line)
    if other != first:
        region.takes(other, scarce, region.number(0.1, 0.4, 2), "co_input")
    else:
        region.takes(first, scarce, region.number(0.05, 0.2, 2), "catalyst")
    supply = round(amount * rng.choice([0.4, 0.8, 1.2]), 1)
    region.stream("Offer", scarce, supply, price_eur_per_unit=region.number(1, 20))


def by_product_twice(plan: Plan) -> None:
    """Two steps with the same by-product and one small need; perhaps nowhere else to go."""
    region, rng = plan.region, plan.rng
    sludge = region.resource("sludge")
    if rng.random() < 0.6:
        region.get(sludge).pop("disposal_eur_per_unit", None)
    steps = rng.sample(plan.line, min(2, len(plan.line)))
    amount = sum(plan.by_product(plant, sludge) for plant in steps)
    region.stream("Need", sludge, round(amount * rng.choice([0.3, 0.6, 1.5]), 1))


def need_as_sink(plan: Plan) -> None:
    """The need takes a by-product, too: of a feeder, or of a step whose product can go nowhere else."""
    if not plan.material(-1):
        return
    region, goal = plan.region, plan.resources[-1]
    feeders = [one["id"] for one in region.of("Process") if one["id"] not in plan.line]
    if feeders and plan.rng.random() < 0.7:
        region.makes(plan.rng.choice(feeders), goal, 0.1, "by_product")
    elif len(plan.line) > 1:
        place = plan.rng.randrange(len(plan.line) - 1)
        plan.by_product(plan.line[place], goal)
        region.get(plan.resources[place + 1]).pop("disposal_eur_per_unit", None)


def thin_pool(plan: Plan) -> None:
    """A co-input with several small offers of different price."""
    resource, amount = plan.co_input(plan.line[plan.step()], "pooled")
    for _ in range(plan.rng.randint(2, 4)):
        price = plan.region.number(1, 60)
        share = plan.rng.choice([0.1, 0.2, 0.4])
        plan.region.stream("Offer", resource, max(round(amount * share, 1), 0.1), price_eur_per_unit=price)


def inner_by_product(plan: Plan) -> None:
    """A by-product of an earlier step feeds a co-input of a later one."""
    if len(plan.line) < 2:
        return
    first = plan.rng.randrange(len(plan.line) - 1)
    later = plan.rng.randrange(first + 1, len(plan.line))
    resource, amount = plan.co_input(plan.line[later], "handed-on", 0.05)
    plan.by_product(plan.line[first], resource, 0.15)
    if plan.rng.random() < 0.5:
        plan.plenty(resource, amount)
    plan.region.get(resource).setdefault("disposal_eur_per_unit", 3.0)


def loop(plan: Plan) -> None:
    """A by-product of a step feeds a co-input of an earlier one or its own, with or without a stock to start from."""
    last = plan.step()
    first = plan.rng.randrange(last + 1)
    resource, _ = plan.co_input(plan.line[first], "recycled", 0.05)
    plan.by_product(plan.line[last], resource, 0.2)
    plan.region.get(resource).setdefault("disposal_eur_per_unit", 5.0)
    if plan.rng.random() < 0.4:
        plan.region.get(plan.line[first])["start_up_stock"] = plan.rng.choice([0.5, 2.0, 10.0])
    elif plan.rng.random() < 0.3:
        plan.region.get(plan.line[first])["start_up_stock"] = 0.0
    if plan.rng.random() < 0.15:
        plan.plenty(resource, 10)


def blending(plan: Plan) -> None:
    """A co-input with a limit, one supplier above it and one below."""
    most = plan.region.number(0.02, 0.06, 3)
    limited = {"substances": [METAL], "limit_max": [most]}
    resource, amount = plan.co_input(plan.line[plan.step()], "mixed", **limited)
    dirty = {"substances": [METAL], "shares": [round(most * plan.rng.choice([1.5, 2.0, 3.0]), 3)]}
    clean = {"substances": [METAL], "shares": [round(most * plan.rng.choice([0.2, 0.5]), 4)]}
    cheap = plan.rng.choice([1.0, 4.0, 30.0])
    plan.region.stream("Offer", resource, round(amount * 0.7, 1), price_eur_per_unit=cheap, **dirty)
    plan.region.stream("Offer", resource, round(amount * 0.7, 1), price_eur_per_unit=20.0, **clean)


def hazardous(plan: Plan) -> None:
    """The same with a supplier whose waste is hazardous, or with an unknown hazard: it must keep the limit itself."""
    plant = plan.line[plan.step()]
    limited = {"substances": [METAL], "limit_max": [0.04], "accepts_status": ["waste", "by_product", "product"]}
    resource, amount = plan.co_input(plant, "spent", **limited)
    region = plan.region
    code = region.node("WasteCode", "160802", code="160802", display="16 08 02*", level="code", title="spent")
    region.get(code).update(valid_from="2015", hazardous=plan.rng.choice([True, True, None, False]))
    dirty = {"substances": [METAL], "shares": [0.06], "legal_status": "waste", "price_eur_per_unit": 1.0}
    offer = region.stream("Offer", resource, round(amount * 0.9, 1), **dirty)
    region.link("CODED", offer, code)
    permit = region.node("Permit", "spent", name="permit", since="2019")
    region.link("HOLDS", region.site_of(plant), permit)
    region.link("ALLOWS", permit, code, tonnes_per_year=round(amount * 2, 1), operation="R4")
    operate(plan, plant, "R4")
    clean = {"substances": [METAL], "shares": [0.01], "price_eur_per_unit": 15.0}
    region.stream("Offer", resource, round(amount * 0.8, 1), **clean)


def operate(plan: Plan, plant: str, operation: str | None) -> None:
    """Let a process use a technology of this operation, unless it uses one."""
    region = plan.region
    if not any(link["start"] == plant for link in region.edges("USES")):
        name = f"t{len(region.of('Technology'))}"
        said = {"name": name, "activity_unit": "t", "balanced": True, "operation": operation}
        region.link("USES", plant, region.node("Technology", name, **said))


def direct(plan: Plan) -> None:
    """A need for what the source offers."""
    if plan.material(0):
        need = plan.region.stream("Need", plan.resources[0], plan.region.number(0.5, 120))
        plan.offer_prices(need, 1, 30)
