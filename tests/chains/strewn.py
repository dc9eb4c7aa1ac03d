"""Unknown and assumed facts, strewn into a region."""

from __future__ import annotations

import random
from typing import Any

from .region import Region

AMOUNTS = ("amount_min", "amount", "amount_max")
ASSUMABLE = ("OF", "SERVES", "INPUT_TO", "OUTPUTS", "KIND_OF", "SUBSTITUTES", "CODED", "ALLOWS")


def strew(region: Region, rng: random.Random) -> None:
    """Some facts become unknown or assumed."""
    for _ in range(rng.randint(1, 5)):
        KINDS[rng.randrange(len(KINDS))](region, rng)


def _forget(said: dict[str, Any], *names: str) -> None:
    for name in names:
        said.pop(name, None)


def _stream(region: Region, rng: random.Random) -> None:
    """Amount, season, unit or price of an offer or need."""
    said = rng.choice(region.of(rng.choice(["Offer", "Need"])))
    names = rng.choice(
        [AMOUNTS, AMOUNTS[:1], AMOUNTS[2:], ("continuity", "months"), ("price_eur_per_unit",), ("unit",)]
    )
    _forget(said, *names)


def _plant(region: Region, rng: random.Random) -> None:
    """Capacity, running load or least load of a process."""
    said = rng.choice(region.of("Process"))
    ports = [*region.ports(said["id"], True), *region.ports(said["id"], False)]
    whole = all(name in port["properties"] for port in ports for name in AMOUNTS)
    stocked = any(one.get("start_up_stock") for one in region.of("Process"))
    if rng.random() < 0.5 and whole and not stocked:
        _forget(said, "capacity_per_year", "capacity_by_month")
    else:
        _forget(said, *rng.choice([("running_per_year",), ("min_load_share",)]))


def _port(region: Region, rng: random.Random) -> None:
    """Amount of a port of a process whose capacity is known: no activity must be without bounds."""
    link = rng.choice(region.edges("INPUT_TO", "OUTPUTS"))
    plant = region.get(link["end"] if link["type"] == "INPUT_TO" else link["start"])
    if "capacity_per_year" in plant or plant.get("capacity_by_month"):
        _forget(link["properties"], *rng.choice([AMOUNTS, AMOUNTS[:1], AMOUNTS[2:]]))


def _law(region: Region, rng: random.Random) -> None:
    """Status, limits, composition or code."""
    link = rng.choice(region.edges("INPUT_TO", "OUTPUTS"))
    _forget(
        link["properties"], *rng.choice([("limits_complete",), ("accepts_status", "legal_status"), ("waste_code",)])
    )
    said = rng.choice(region.of(rng.choice(["Offer", "Need"])))
    _forget(said, *rng.choice([("legal_status",), ("substances", "shares"), ("limits_complete",)]))
    _forget(rng.choice(region.of("Offer")), "moisture")


def _permit(region: Region, rng: random.Random) -> None:
    allows = region.edges("ALLOWS")
    if not allows:
        return _law(region, rng)
    if rng.random() < 0.3:
        region.links.remove(rng.choice(allows))
    else:
        _forget(rng.choice(allows)["properties"], *rng.choice([("tonnes_per_year",), ("operation",)]))
    return None


def _form(region: Region, rng: random.Random) -> None:
    """Temperature of a stream or of what takes it."""
    hot = [one for one in region.of("Offer") if "temperature_c" in one]
    hot += [one["properties"] for one in region.edges("OUTPUTS") if "temperature_c" in one["properties"]]
    if not region.edges("KIND_OF", "SUBSTITUTES"):
        # Whether a receiver of a broader resource is thermal is not asked here.
        hot += [one["properties"] for one in region.edges("INPUT_TO") if "min_temperature_c" in one["properties"]]
    if hot:
        _forget(rng.choice(hot), "temperature_c", "min_temperature_c", "max_temperature_c")
    else:
        _cost(region, rng)


def _place(region: Region, rng: random.Random) -> None:
    """Coordinates of a site, or how good they are."""
    said = rng.choice(region.of("Facility"))
    if rng.random() < 0.5:
        _forget(said, "latitude", "longitude")
    else:
        said["location_precision"] = "municipality"


def _ratio(region: Region, rng: random.Random) -> None:
    """Ratio of a substitute that nothing but a line can use: its one receiver feeds no port."""
    for link in region.edges("SUBSTITUTES"):
        plants = [one["end"] for one in region.edges("INPUT_TO") if one["start"] == link["end"]]
        made = {one["end"] for one in region.edges("OUTPUTS") if one["start"] in plants}
        used = {one["start"] for one in region.edges("INPUT_TO", "KIND_OF", "SUBSTITUTES")}
        if not (made & used) and not any(one["end"] == link["start"] for one in region.edges("OUTPUTS")):
            _forget(link["properties"], "ratio")
    _cost(region, rng)


def _cost(region: Region, rng: random.Random) -> None:
    """Costs and prices of a resource."""
    said = rng.choice(region.of("Resource"))
    names = ("disposal_eur_per_unit", "market_price_eur_per_unit", "transport_eur_per_unit_km", "co2e_kg_per_unit")
    _forget(said, rng.choice(names))


def _assumed(region: Region, rng: random.Random) -> None:
    method = rng.choice(["assumed", "inferred"])
    if rng.random() < 0.5:
        rng.choice(region.of(rng.choice(["Offer", "Need", "Process"])))["method"] = method
    else:
        rng.choice(region.edges(*ASSUMABLE))["properties"]["method"] = method


KINDS = (
    _stream,
    _stream,
    _plant,
    _plant,
    _port,
    _port,
    _law,
    _permit,
    _form,
    _place,
    _ratio,
    _cost,
    _assumed,
    _assumed,
)
