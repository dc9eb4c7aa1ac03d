"""Worlds of known facts, each with a certificate whose numbers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .completed import completed
from .drafts import certify, disposed, feeder, flow, km, line
from .town import Case, facts_of, town
from .towns_unsure import conditional, unknown_yield


def direct() -> Case:
    """An offer that serves a need as it is; bounds of the amounts are known too."""
    made = town()
    weights = {"disposal_eur_per_unit": 20, "market_price_eur_per_unit": 50, "co2e_kg_per_unit": 100}
    made.resource("scrap", transport_eur_per_unit_km=0.1, max_leg_km=40, **weights)
    made.resource("copper_scrap")
    made.link("KIND_OF", "resource:copper_scrap", "resource:scrap")
    bounds = {"amount_min": 80, "amount_max": 150, "substances": ["Sn"], "shares": [0.005]}
    offer = made.offer("scrap", "facility:a", "resource:scrap", 120, **bounds)
    taken = {"amount_min": 60, "amount_max": 110, "substances": ["Sn"], "shares": [0.01]}
    paid = {"price_eur_per_unit": 60, "gate_fee_eur_per_unit": 5}
    need = made.need("melt", "facility:b", "resource:scrap", 100, **taken, **paid)
    net = 2000 + 5500 - 10 * Fraction(km("a", "b"))
    terms = {"net_value": str(net), "amount": "100", "sales": "5500", "disposal_saved": "2000", "co2e": "10000"}
    certificate = certify(
        offer,
        need,
        question={"min_amount": "70", "max_leg_km": "30"},
        flows=[flow(offer, need, ["100"], km("a", "b"), on_line=True)],
        value={"total": str(net), "unit": "EUR", "terms": terms, "missing": []},
        holds_at={"low": False, "expected": True, "high": True},
        slack=[
            {"limit": "supply", "subject": offer, "left": "20", "of": "120"},
            {"limit": "demand", "subject": need, "left": "0", "of": "100"},
            {"limit": "max_leg_km", "subject": offer, "left": str(30 - Fraction(km("a", "b"))), "of": "30"},
        ],
    )
    return Case(made, certificate)


def line_of_two() -> Case:
    """Food waste to biogas to heat, with water, a permit, digestate that is partly disposed of, and temperatures."""
    made = town()
    made.resource("food", disposal_eur_per_unit=80, transport_eur_per_unit_km=0.2)
    made.resource("water", "Water", "m3", co2e_kg_per_unit=0.3)
    made.resource("biogas", "Energy", "MWh", transport_mode="pipe", transport_eur_per_unit_km=0.05)
    made.resource("heat", "Energy", "MWh", transport_mode="grid", co2e_kg_per_unit=200)
    made.resource("vapour")
    digestate = {"disposal_eur_per_unit": 30, "transport_eur_per_unit_km": 0.1, "co2e_kg_per_unit": 10}
    made.resource("digestate", **digestate)
    made.code("200108")
    waste = {"legal_status": "waste", "codes": ["wastecode:200108"]}
    offer = made.offer("food", "facility:a", "resource:food", 1000, **waste)
    water = made.offer("water", "facility:b", "resource:water", 500, "m3", price_eur_per_unit=1.5)
    warm = {"temperature_c": 70, "price_eur_per_unit": 40}
    need = made.need("heating", "facility:c", "resource:heat", 300, "MWh", **warm)
    limits = {"substances": ["Cd"], "shares": [0.01], "price_eur_per_unit": 3}
    fields = made.need("fields", "facility:d", "resource:digestate", 300, **limits)
    digester = made.process("digester", "facility:b", variable_eur_per_activity=5)
    made.uses(digester, "R3")
    made.permit("facility:b", {"wastecode:200108": 900}, "R3")
    made.takes(digester, "resource:food", 1, accepts_status=["waste"])
    made.takes(digester, "resource:water", 0.2, "co_input", unit="m3")
    made.makes(digester, "resource:biogas", 0.5, unit="MWh")
    shares = {"substances": ["Cd"], "shares": [0.002], "legal_status": "by_product"}
    made.makes(digester, "resource:digestate", 0.9, "by_product", **shares)
    made.makes(digester, "resource:vapour", 0.05, "loss")
    load = {"capacity_per_year": 1000, "running_per_year": 50, "min_load_share": 0.1}
    boiler = made.process("boiler", "facility:c", variable_eur_per_activity=2, **load)
    made.takes(boiler, "resource:biogas", 1, unit="MWh")
    made.makes(boiler, "resource:heat", 0.9, unit="MWh", temperature_c=90)
    return Case(made, _line_of_two(offer, water, need, fields, digester, boiler))


def _line_of_two(offer: str, water: str, need: str, fields: str, digester: str, boiler: str) -> dict[str, Any]:
    straight = Fraction(1)
    legs = [km("a", "b"), km("b", "c", straight), km("b", "d")]
    transport = 120 * Fraction(legs[0]) + 15 * Fraction(legs[1]) + 30 * Fraction(legs[2])
    net = 48000 + 11700 - 180 - transport - 7200 - 3600
    co2e = 54000 + 3000 - 36
    terms = {"net_value": str(net), "co2e": str(co2e), "amount": "600", "transport": str(-transport)}
    terms |= {"purchases": "-180", "disposal": "-7200", "variable_cost": "-3600", "sales": "11700", "fixed_cost": "0"}
    biogas, heat = (digester, "resource:biogas", "main"), (boiler, "resource:heat", "main")
    residue = (digester, "resource:digestate", "by_product")
    return certify(
        offer,
        need,
        question={"weights": {"amount": 0, "net_value": 1, "co2e": "1/100", "distance": 0}, "max_total_km": "60"},
        processes=[
            line(digester, "resource:food main", "resource:biogas main", ["600"]),
            line(boiler, "resource:biogas main", "resource:heat main", ["300"]),
        ],
        flows=[
            flow(offer, (digester, "resource:food", "main"), ["600"], legs[0], on_line=True),
            flow(biogas, (boiler, "resource:biogas", "main"), ["300"], legs[1], on_line=True),
            flow(heat, need, ["270"], "0", on_line=True),
            flow(water, (digester, "resource:water", "co_input"), ["120"], "0"),
            flow(residue, fields, ["300"], legs[2]),
        ],
        disposals=[disposed(digester, "resource:digestate", "by_product", ["240"])],
        value={"total": str(net + Fraction(co2e, 100)), "unit": "EUR", "terms": terms, "missing": []},
        minimal=[(), (digester,), (boiler,)],
        slack=[{"limit": "permit", "subject": "permit:of-b", "left": "300", "of": "900"}],
    )


def with_feeder() -> Case:
    """Boards of wood and resin; a planned plant makes the resin of oil."""
    made = town()
    made.resource("wood", transport_eur_per_unit_km=0.3)
    made.resource("resin", transport_eur_per_unit_km=0.5)
    made.resource("oil")
    made.resource("tar", disposal_eur_per_unit=100)
    made.resource("board", market_price_eur_per_unit=200)
    offer = made.offer("wood", "facility:a", "resource:wood", 500)
    oil = made.offer("oil", "facility:d", "resource:oil", 100, price_eur_per_unit=400)
    need = made.need("boards", "facility:b", "resource:board", 350)
    board = made.process("board", "facility:b")
    made.takes(board, "resource:wood", 1)
    made.takes(board, "resource:resin", 0.1, "co_input")
    made.makes(board, "resource:board", 1)
    planned = {"status": "planned", "capacity_per_year": 120, "min_load_share": 0.05, "running_per_year": None}
    resin = made.process("resin", "facility:d", fixed_eur_per_year=500, **planned)
    made.takes(resin, "resource:oil", 1)
    made.makes(resin, "resource:resin", 0.8)
    made.makes(resin, "resource:tar", 0.1, "residue")
    legs = km("a", "b"), km("d", "b")
    net = 60000 - 15000 - 90 * Fraction(legs[0]) - 15 * Fraction(legs[1]) - 375 - 500
    nobody = [("resource:wood", "disposal_eur_per_unit")]
    nobody += [(process, "variable_eur_per_activity") for process in (board, resin)]
    certificate = certify(
        offer,
        need,
        processes=[
            feeder(resin, "resource:resin main", ["75/2"]),
            line(board, "resource:wood main", "resource:board main", ["300"]),
        ],
        flows=[
            flow(offer, (board, "resource:wood", "main"), ["300"], legs[0], on_line=True),
            flow((board, "resource:board", "main"), need, ["300"], "0", on_line=True),
            flow(oil, (resin, "resource:oil", "main"), ["75/2"], "0"),
            flow((resin, "resource:resin", "main"), (board, "resource:resin", "co_input"), ["30"], legs[1]),
        ],
        disposals=[disposed(resin, "resource:tar", "residue", ["15/4"])],
        value={
            "total": str(net),
            "unit": "EUR",
            "terms": {"net_value": str(net), "fixed_cost": "-500"},
            "missing": [{"subject": subject, "property": name} for subject, name in nobody],
        },
        minimal=[(), (board,), (resin,)],
    )
    return Case(made, certificate)


def with_store() -> Case:
    """Grass of the summer is kept for the whole year."""
    made = town()
    made.resource("grass", transport_mode="road")
    made.resource("feed", unit="t")
    offer = made.offer("grass", "facility:a", "resource:grass", 120, months=[6, 7, 8, 9], continuity="seasonal")
    need = made.need("feed", "facility:c", "resource:feed", 200)
    load = {"capacity_per_year": 240, "min_load_share": 0.25, "storage_amount": 80}
    silo = made.process("silo", "facility:b", **load)
    made.takes(silo, "resource:grass", 1)
    made.makes(silo, "resource:feed", 0.9)
    certificate = certify(
        offer,
        need,
        question={"weights": {"amount": 1, "net_value": 0, "co2e": 0, "distance": "1/10"}},
        periods=[[6, 7, 8, 9], [10, 11, 12, 1, 2, 3, 4, 5]],
        processes=[line(silo, "resource:grass main", "resource:feed main", ["40", "80"])],
        flows=[
            flow(offer, (silo, "resource:grass", "main"), ["120", "0"], km("a", "b"), on_line=True),
            flow((silo, "resource:feed", "main"), need, ["36", "72"], km("b", "c"), on_line=True),
        ],
        value=_with_distance(120, [km("a", "b"), km("b", "c")]),
        minimal=[()],
        slack=[{"limit": "storage", "subject": silo, "left": "0", "of": "80"}],
    )
    return Case(made, certificate)


def _with_distance(amount: int, legs: list[str]) -> dict[str, Any]:
    length = sum(map(Fraction, legs))
    terms = {"amount": str(amount), "distance": str(-length)}
    return {"total": str(amount - length / 10), "unit": "t", "terms": terms, "missing": []}


def with_blend() -> Case:
    """Bricks take ash of two kinds, of which one alone is too dirty."""
    made = town()
    for name in ("clay", "ash", "brick"):
        made.resource(name)
    offer = made.offer("clay", "facility:a", "resource:clay", 100)
    dirty = made.offer("dirty", "facility:b", "resource:ash", 400, substances=["Cd"], shares=[0.004])
    clean = made.offer("clean", "facility:c", "resource:ash", 30, substances=["Cd"], shares=[0.001])
    need = made.need("bricks", "facility:d", "resource:brick", 500)
    kiln = made.process("kiln", "facility:b")
    made.takes(kiln, "resource:clay", 1)
    made.takes(kiln, "resource:ash", 0.2, "co_input", substances=["Cd"], limit_max=[0.002])
    made.makes(kiln, "resource:brick", 1.1)
    ash = (kiln, "resource:ash", "co_input")
    certificate = certify(
        offer,
        need,
        question={"weights": {"amount": "1", "net_value": "0", "co2e": "0", "distance": "0"}},
        processes=[line(kiln, "resource:clay main", "resource:brick main", ["60"])],
        flows=[
            flow(offer, (kiln, "resource:clay", "main"), ["60"], km("a", "b"), on_line=True),
            flow((kiln, "resource:brick", "main"), need, ["66"], km("b", "d"), on_line=True),
            flow(dirty, ash, ["4"], "0"),
            flow(clean, ash, ["8"], km("c", "b")),
        ],
        value={"total": "60", "unit": "t", "terms": {"amount": "60"}, "missing": []},
        minimal=[()],
    )
    return Case(made, certificate)


def _whole(make: Callable[[], Case]) -> Callable[[], Case]:
    def made() -> Case:
        case = make()
        return Case(case.records, completed(case.certificate, facts_of(case.records)))

    return made


CASES = {
    case.__name__: _whole(case)
    for case in (direct, line_of_two, with_feeder, with_store, with_blend, conditional, unknown_yield)
}
