"""Recipes about time, load, permits, resources that fit one another, and distance."""

from __future__ import annotations

from itertools import pairwise

from .recipes import COLD, WARM, Plan
from .reshaping import twin
from .situations import operate


def storage(plan: Plan) -> None:
    """A seasonal source and a store at one of the steps, for a need that is there all year."""
    place = plan.step()
    plant = plan.region.get(plan.line[place])
    plant["storage_amount"] = round(plan.flow[place] * plan.rng.choice([0.1, 0.3, 0.6]), 1)
    months = plan.rng.choice([COLD, WARM])
    plan.region.get(plan.source).update(continuity="seasonal", months=months)
    if plan.rng.random() < 0.5:
        plant["min_load_share"] = plan.rng.choice([0.05, 0.1, 0.2])
    if plan.rng.random() < 0.4:
        plan.region.get(plan.need).update(continuity="seasonal", months=WARM if months is COLD else COLD)


def seasons(plan: Plan) -> None:
    """Months of offers and needs, capacities by month, months asked for."""
    months, others = plan.rng.sample([COLD, WARM, [6, 7, 8], [11, 12, 1, 2]], 2)
    for stream in (*plan.region.of("Offer"), *plan.region.of("Need")):
        if plan.rng.random() < 0.3:
            stream.update(continuity="seasonal", months=months if plan.rng.random() < 0.7 else others)
    if plan.rng.random() < 0.6:
        plant = plan.region.get(plan.line[plan.step()])
        month = plant.pop("capacity_per_year") / 12
        plant["capacity_by_month"] = [round(month * (0.5 if one in months else 1.4), 1) for one in range(1, 13)]
    if plan.rng.random() < 0.3:
        plan.question["months"] = plan.rng.choice([WARM, [6, 7, 8]])


def min_load(plan: Plan) -> None:
    """A planned process with a least load and a fixed cost, mostly one of the line."""
    anyone = plan.rng.random() < 0.3
    plant = plan.rng.choice(plan.region.of("Process")) if anyone else plan.region.get(plan.line[plan.step()])
    plant.pop("running_per_year", None)
    plant.update(status="planned", min_load_share=plan.rng.choice([0.2, 0.4, 0.6]))
    plant["fixed_eur_per_year"] = plan.region.number(100, 3000)


def running(plan: Plan) -> None:
    """Running load on some processes, some of which have a least load."""
    for plant in plan.region.of("Process"):
        if plant["status"] == "running" and plan.rng.random() < 0.6 and "capacity_per_year" in plant:
            plant["running_per_year"] = round(plant["capacity_per_year"] * plan.rng.choice([0.1, 0.3, 0.7]), 1)
            if plan.rng.random() < 0.5:
                plant["min_load_share"] = plan.rng.choice([0.2, 0.4])


def permit_tonnes(plan: Plan) -> None:
    """The source is waste. The receiver has a permit: enough, too few tonnes, for another code or operation, none."""
    if not plan.material(0):
        return
    region, rng = plan.region, plan.rng
    codes = [_code(plan, digits) for digits in ("020304", "191212")]
    region.get(plan.source)["legal_status"] = "waste"
    region.link("CODED", plan.source, codes[0])
    for link in region.edges("INPUT_TO"):
        if link["start"] == plan.resources[0]:
            link["properties"]["accepts_status"] = ["waste", "by_product", "product"]
    plant = plan.line[0]
    operate(plan, plant, "R3")
    kind = rng.choice(["covers"] * 3 + ["short"] * 8 + ["other code", "operation", "none", "expired"])
    if kind == "none":
        return
    permit = region.node("Permit", "waste", name="permit", since="2020", until="2025" if kind == "expired" else None)
    region.link("HOLDS", region.site_of(plant), permit)
    tonnes = round(plan.scale * (rng.choice([0.1, 0.25]) if kind == "short" else 2.0), 1)
    operation = "R5" if kind == "operation" else "R3"
    allowed = codes[kind == "other code"]
    region.link("ALLOWS", permit, allowed, tonnes_per_year=tonnes, operation=operation)
    if rng.random() < 0.2:
        # Of several allowances of a code the one that agrees best counts, then the largest.
        other = region.node("Permit", "older", name="permit", since="2015-04")
        region.link("HOLDS", region.site_of(plant), other)
        said = {"tonnes_per_year": round(tonnes * rng.choice([0.5, 1.5]), 1), "operation": rng.choice(["R3", "R5"])}
        region.link("ALLOWS", other, allowed, **said)
    if rng.random() < 0.2:
        region.link("CODED", plan.source, codes[1])
        if rng.random() < 0.7 and allowed == codes[0]:
            region.link("ALLOWS", permit, codes[1], tonnes_per_year=round(tonnes * 0.8, 1), operation="R3")


def _code(plan: Plan, digits: str) -> str:
    said = {"code": digits, "display": digits, "level": "code", "title": "waste", "valid_from": "2015"}
    return plan.region.node("WasteCode", digits, hazardous=False, **said)


def waste_output(plan: Plan) -> None:
    """A residue that is waste, which a need takes under a permit."""
    region, plant = plan.region, plan.line[plan.step()]
    code, ash = _code(plan, "100101"), region.resource("ash")
    amount = plan.by_product(plant, ash, None, legal_status="waste", waste_code="100101")
    need = region.stream("Need", ash, round(amount * 2, 1), legal_status="waste")
    if plan.rng.random() < 0.85:
        permit = region.node("Permit", "ash", name="permit")
        region.link("HOLDS", region.site_of(need), permit)
        tonnes = max(round(amount * plan.rng.choice([0.3, 0.6, 2.0]), 1), 0.1)
        region.link("ALLOWS", permit, code, tonnes_per_year=tonnes)
    if plan.rng.random() < 0.5:
        region.get(ash).pop("disposal_eur_per_unit", None)


def statuses(plan: Plan) -> None:
    """A port that takes products alone, or an output that is no product."""
    ports = [one for one in plan.region.edges("INPUT_TO") if one["properties"].get("accepts_status")]
    if ports:
        plan.rng.choice(ports)["properties"]["accepts_status"] = plan.rng.choice([["product"], ["by_product"]])
    outputs = [one for one in plan.region.edges("OUTPUTS") if one["properties"].get("legal_status") == "product"]
    if outputs and plan.rng.random() < 0.5:
        plan.rng.choice(outputs)["properties"]["legal_status"] = plan.rng.choice(["end_of_waste", "by_product"])


def moisture(plan: Plan) -> None:
    """The source states its water content, and so does all that may take it. After all other recipes."""
    plan.region.get(plan.source)["moisture"] = plan.rng.choice([0.2, 0.4, 0.6])
    fits = {plan.resources[0], "resource:broad", "resource:middle", "resource:replaced"}
    for link in plan.region.edges("INPUT_TO", "SERVES"):
        if link["start"] in fits:
            port = link["type"] == "INPUT_TO"
            said = link["properties"] if port else plan.region.get(link["end"])
            said["max_moisture" if port else "moisture"] = plan.rng.choice([0.4, 0.5, 0.7])


def other_periods(plan: Plan) -> None:
    """Amounts that are stated by month, day or hour."""
    for stream in (*plan.region.of("Offer"), *plan.region.of("Need")):
        if plan.rng.random() < 0.4:
            period, count = plan.rng.choice([("month", 12), ("day", 365), ("hour", 8760)])
            stream["period"] = period
            for name in ("amount_min", "amount", "amount_max"):
                stream[name] = round(stream[name] / count, 4)


def mass(plan: Plan) -> None:
    """A process that makes more mass than it takes; it takes part where it also takes water."""
    plant = plan.rng.choice(plan.region.of("Process"))["id"]
    outputs = [one for one in plan.region.ports(plant, True) if one["properties"]["unit"] == "t"]
    if not outputs or plan.region.ports(plant, False)[0]["properties"]["unit"] != "t":
        return
    outputs[0]["properties"].update(plan.region.amounts(2.9, 3))
    if plan.rng.random() < 0.7:
        water = plan.region.resource("water", "Water", transport_mode="pipe")
        plan.region.takes(plant, water, 0.5, "co_input")
        plan.region.stream("Offer", water, 2000.0)


def kind_of(plan: Plan) -> None:
    """A receiver on the line takes a broader resource, one or two steps upwards."""
    _receive(plan, "broad")


def substitute(plan: Plan) -> None:
    """A receiver on the line takes something that the stream can replace."""
    _receive(plan, "replaced")


def _receive(plan: Plan, name: str) -> None:
    region, rng = plan.region, plan.rng
    free = [one for one in plan.resources if one not in plan.taken]
    if not free:
        return
    narrow = rng.choice(free)
    plan.taken.add(narrow)
    said = {key: value for key, value in region.get(narrow).items() if key not in ("id", "name")}
    other = region.node("Resource", name, name=name, **said)
    first = other
    if name == "broad" and rng.random() < 0.4:
        first = region.node("Resource", "middle", name="middle", **said)
        region.link("KIND_OF", first, other)
    if name == "broad":
        region.link("KIND_OF", narrow, first)
    else:
        region.link("SUBSTITUTES", narrow, other, ratio=rng.choice([0.5, 0.8, 0.9, 1.2]))
    place = plan.resources.index(narrow)
    for link in region.edges("INPUT_TO", "SERVES"):
        if link["start"] == narrow and link["end"] in (*plan.line[place : place + 1], plan.need):
            link["start"] = other


def distance(plan: Plan) -> None:
    """Limits of the legs and of the whole line; other ways of transport."""
    rng = plan.rng
    for resource in plan.region.of("Resource"):
        if rng.random() < 0.2:
            resource["max_leg_km"] = rng.choice([5.0, 30.0, 90.0])
        if rng.random() < 0.2 and resource["kind"] == "Material":
            resource["transport_mode"] = rng.choice(["pipe", "grid", None])
    if rng.random() < 0.3:
        plan.question["max_leg_km"] = rng.choice([25.0, 60.0, 100.0])


def total_distance(plan: Plan) -> None:
    """A limit of the whole line that this line may keep, and another site for one of its steps."""
    sites = [plan.region.site_of(one) for one in (plan.source, *plan.line, plan.need)]
    length = sum(plan.region.km(*pair) for pair in pairwise(sites))
    plan.question["max_total_km"] = round(1 + 1.3 * length * plan.rng.choice([0.8, 1.0, 1.0, 1.2]), 1)
    twin(plan)


def closed(plan: Plan) -> None:
    """A site that is closed or will have been, or a lot that is there only once."""
    site = plan.rng.choice(plan.region.of("Facility"))
    if site["id"] != plan.region.site_of(plan.source):
        site.update(plan.rng.choice([{"status": "closed"}, {"until": "2025-12"}, {"until": "2026"}]))
    stream = plan.rng.choice([*plan.region.of("Offer"), *plan.region.of("Need")])
    if stream["id"] not in (plan.source, plan.need):
        stream["continuity"] = "one_off"
