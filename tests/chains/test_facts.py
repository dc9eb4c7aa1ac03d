"""How facts become numbers, lanes and checks, on worlds that are small enough for sums by hand."""

import pytest

from .oracle import Answers, chains
from .tiny import Tiny, certified, only


def saw(amount=100.0, **more):
    """100 t of logs, half of which become boards, for a need of 500 t."""
    tiny = Tiny()
    tiny.offer("source", "log", amount, **more)
    tiny.plant("saw", "1 log", "0.5 board")
    tiny.need("floor", "board", 500.0)
    return tiny


@pytest.mark.parametrize(
    ("period", "amount", "year"), [("month", 10.0, 120.0), ("day", 1.0, 365.0), ("hour", 0.01, 87.6)]
)
def test_amounts_are_brought_to_a_year(period, amount, year):
    assert only(saw(amount, period=period).world()).value == pytest.approx(year)


@pytest.mark.parametrize("more", [{"unit": "m3"}, {"amount": None}, {"continuity": None}, {"continuity": "seasonal"}])
def test_unknown_amount_or_season_is_no_strict_fact(more):
    answers = Answers(saw(**more).world())
    assert not answers.certified
    assert len(answers.conditional) == 1


def test_lots_and_closed_sites_take_no_part():
    assert not chains(saw(continuity="one_off").world(), False)
    for change in ({"status": "closed"}, {"until": "2026-05"}, {"until": "2026-05-31"}):
        tiny = saw()
        tiny.get("facility:home").update(change)
        assert not chains(tiny.world(), False)
    tiny = saw()
    tiny.get("facility:home")["until"] = "2026-06"
    assert chains(tiny.world(), True)


def test_seasons_and_capacity_by_month():
    tiny = saw(120.0, months=[1, 2, 3, 4], continuity="seasonal")
    assert only(tiny.world(months=[4, 5])).value == pytest.approx(30)
    tiny.get("process:saw").update(capacity_per_year=None, capacity_by_month=[5.0, 40.0] * 6, running_per_year=24.0)
    # 30 t a month are there. 2 run already: 3 and 38 are free, so 3 + 30 + 3 + 30.
    assert only(tiny.world()).value == pytest.approx(66)
    tiny.get("need:floor").update(amount=24.0, months=[1, 2], continuity="seasonal")
    # 12 t of boards a month are 24 t of logs: 3 + 24, and nothing in March and April.
    assert only(tiny.world()).value == pytest.approx(27)


def test_running_load_and_least_load_must_be_known():
    for name in ("running_per_year", "capacity_per_year"):
        tiny = saw()
        tiny.get("process:saw")[name] = None
        answers = Answers(tiny.world())
        assert (len(answers.certified), len(answers.conditional)) == (0, 1)
    tiny = saw()
    tiny.get("process:saw").update(status="planned", running_per_year=None)
    assert not chains(tiny.world(), True)
    tiny.get("process:saw")["min_load_share"] = 0.05
    assert chains(tiny.world(), True)


@pytest.mark.parametrize("type_", ["OF", "SERVES", "INPUT_TO", "OUTPUTS"])
def test_assumed_links_are_no_strict_facts(type_):
    tiny = saw()
    tiny.edges(type_)[0]["properties"]["method"] = "inferred"
    answers = Answers(tiny.world())
    assert (len(answers.certified), len(answers.conditional)) == (0, 1)


def test_a_way_upwards_without_assumed_links_is_taken():
    tiny = saw()
    for name in ("middle", "other", "broad"):
        tiny.resource(name)
    tiny.edges("SERVES")[0]["start"] = "resource:broad"
    tiny.link("KIND_OF", "resource:board", "resource:middle", method="assumed")
    tiny.link("KIND_OF", "resource:middle", "resource:broad")
    assert not chains(tiny.world(), True)
    tiny.link("KIND_OF", "resource:board", "resource:other")
    tiny.link("KIND_OF", "resource:other", "resource:broad")
    assert chains(tiny.world(), True)


def test_ratio_of_substitutes_upwards_on_both_sides():
    tiny = saw()
    for name in ("wood", "panel", "cover"):
        tiny.resource(name)
    tiny.edges("SERVES")[0]["start"] = "resource:cover"
    tiny.link("KIND_OF", "resource:board", "resource:wood")
    tiny.link("KIND_OF", "resource:panel", "resource:cover")
    tiny.link("SUBSTITUTES", "resource:wood", "resource:panel", ratio=0.5)
    tiny.link("SUBSTITUTES", "resource:board", "resource:panel", ratio=0.4)
    tiny.get("need:floor")["price_eur_per_unit"] = 1.0
    assert only(tiny.world(by="net_value")).value == pytest.approx(100 * 0.5 * 0.5)


def test_legs_without_coordinates_or_to_a_municipality():
    tiny = saw()
    tiny.place("town", 60.1, location_precision="municipality")
    tiny.edges("AT")[0]["end"] = "facility:town"
    assert chains(tiny.world(), True)  # no limit
    for limit in ({"max_leg_km": 50.0}, {"max_total_km": 50.0}):
        answers = Answers(tiny.world(**limit))
        assert (len(answers.certified), len(answers.conditional)) == (0, 1)
    tiny.get("facility:town").update(latitude=None)
    assert only(tiny.world()).line_km == 0
    assert len(chains(tiny.world(max_leg_km=1.0), False)) == 1
    tiny.get("resource:board")["transport_mode"] = "grid"
    assert chains(tiny.world(max_leg_km=1.0), True)


def test_status_moisture_and_composition():
    tiny = saw()
    tiny.get("offer:source")["legal_status"] = "waste"  # the port takes no waste
    assert not chains(tiny.world(), False)
    tiny = saw(moisture=0.4)
    tiny.port("saw", "log")["max_moisture"] = 0.4
    assert chains(tiny.world(), True)
    tiny.port("saw", "log")["max_moisture"] = 0.3
    assert not chains(tiny.world(), False)
    tiny = saw()
    tiny.get("need:floor").update(substances=["Cd"], shares=[0.1])
    assert not chains(tiny.world(), True)  # the share of the boards is not known
    assert chains(tiny.world(), False)
    tiny.port("saw", "board").update(substances=["Cd"], shares=[0.1])
    assert chains(tiny.world(), True)
    tiny.port("saw", "board")["shares"] = [0.11]
    assert not chains(tiny.world(), False)


def test_carbon_dioxide_and_the_source_at_a_co_input():
    tiny = Tiny()
    tiny.resource("block", co2e_kg_per_unit=10.0)
    tiny.resource("ash", co2e_kg_per_unit=3.0)
    tiny.offer("source", "ash", 100.0, price_eur_per_unit=1000.0)
    tiny.plant("mix", "1 ash", "1 paste")
    tiny.plant("press", "1 paste, 0.25 ash co_input", "1 block")
    tiny.need("wall", "block", 500.0)
    # x + 0.25 x = 100, so x = 80: 80 x 10 for the need, 20 x 3 for what the port takes from an offer.
    assert only(tiny.world()).value == pytest.approx(80)
    assert only(tiny.world(by="co2e")).value == pytest.approx(80 * 10 - 20 * 3)
    assert only(tiny.world(by="net_value")).value == pytest.approx(0)


def test_nested_feeders_and_an_order_of_two_that_feed_each_other():
    tiny = Tiny()
    tiny.offer("source", "ore", 40.0)
    tiny.offer("coal", "coal", 1000.0, price_eur_per_unit=1.0)
    tiny.offer("air", "air", 1000.0, price_eur_per_unit=2.0)
    tiny.plant("smelt", "1 ore, 0.5 coke co_input, 0.5 oxygen co_input", "1 iron")
    tiny.plant("oven", "2 coal, 0.1 steam co_input", "1 coke, 0.2 gas by_product")
    tiny.plant("column", "2 air, 0.1 gas co_input", "1 oxygen, 0.2 steam by_product")
    for name in ("gas", "steam"):
        tiny.get(f"resource:{name}")["disposal_eur_per_unit"] = 0.0
    tiny.need("mill", "iron", 500.0)
    assert not chains(tiny.world(), True)  # each would have to be there before the other
    tiny.offer("boiler", "steam", 100.0, price_eur_per_unit=5.0)
    # The oven first, with 20 x 0.1 t of steam from outside: 40 t of coal, 40 of air, 2 of steam.
    value = -(40 * 1 + 40 * 2 + 2 * 5)
    assert only(tiny.world(by="net_value", min_amount=40.0)).value == pytest.approx(value)
    tiny.get("process:oven")["start_up_stock"] = 1.0
    assert only(tiny.world(by="net_value", min_amount=40.0)).value == pytest.approx(-120)


def test_a_chosen_output_goes_as_a_whole_into_ports():
    tiny = Tiny()
    tiny.offer("source", "ore", 40.0)
    tiny.offer("salt", "salt", 1000.0)
    tiny.plant("smelt", "1 ore, 0.5 acid co_input", "1 iron")
    tiny.plant("cell", "1 salt", "0.4 acid, 0.5 lye by_product", min_load_share=0.1)
    tiny.get("resource:acid")["disposal_eur_per_unit"] = 0.0
    tiny.get("resource:lye")["disposal_eur_per_unit"] = 0.0
    tiny.need("mill", "iron", 500.0)
    # 100 of activity at least, 40 t of acid, of which 20 are wanted; the other choice, lye, has no port.
    assert not chains(tiny.world(), True)
    tiny.get("process:cell")["min_load_share"] = 0.05
    assert set(certified(tiny.world())) == {(("process:cell", "process:smelt"), "need:mill")}


def test_of_several_allowances_the_one_that_agrees_and_is_largest_counts():
    tiny = saw(legal_status="waste")
    tiny.port("saw", "log")["accepts_status"] = ["waste"]
    code = tiny.node("WasteCode", "1", code="030105", display="03 01 05", level="code", title="x", valid_from="2015")
    tiny.link("CODED", "offer:source", code)
    made = tiny.node("Technology", "t", name="t", activity_unit="t", balanced=True, operation="R3")
    tiny.link("USES", "process:saw", made)
    for name, operation, tonnes in (("a", "R3", 10.0), ("b", "R3", 20.0), ("c", None, 90.0), ("d", "R5", 95.0)):
        permit = tiny.node("Permit", name, name=name)
        tiny.link("HOLDS", "facility:home", permit)
        tiny.link("ALLOWS", permit, code, operation=operation, tonnes_per_year=tonnes)
    assert only(tiny.world()).value == pytest.approx(20)
