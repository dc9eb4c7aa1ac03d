"""The rules of law, loops, by-products, minimality, form and unknowns, on worlds that are small enough."""

import math

import pytest

from .oracle import Answers, chains
from .tiny import Tiny, certified, only


def permitted(**allowance):
    tiny = Tiny()
    code = tiny.node("WasteCode", "1", code="020304", display="02 03 04", level="code", title="x", valid_from="2015")
    tiny.get(code)["hazardous"] = False
    tiny.offer("source", "peel", 100.0, legal_status="waste")
    tiny.link("CODED", "offer:source", code)
    tiny.plant("digester", "1 peel", "1 mulch")
    tiny.port("digester", "peel")["accepts_status"] = ["waste"]
    made = tiny.node("Technology", "t", name="t", activity_unit="t", balanced=True, operation="R3")
    tiny.link("USES", "process:digester", made)
    tiny.need("garden", "mulch", 500.0)
    if allowance:
        permit = tiny.node("Permit", "one", name="permit", since="2020", until=allowance.pop("until", None))
        tiny.link("HOLDS", "facility:home", permit)
        tiny.link("ALLOWS", permit, code, **allowance)
    return tiny


def test_permit():
    assert only(permitted(operation="R3", tonnes_per_year=25.0).world()).value == pytest.approx(25)
    assert only(permitted(operation="R3", tonnes_per_year=25.0, until="2026").world()).value == pytest.approx(25)
    wrong = permitted(operation="R5", tonnes_per_year=25.0).world()  # as if not allowed, by a site with a permit
    assert not Answers(wrong).certified
    assert not Answers(wrong).conditional
    none = Answers(permitted().world())  # no permit that we know of
    assert not none.certified
    assert [one.value for one in none.conditional] == [pytest.approx(100)]
    over = Answers(permitted(operation="R3", tonnes_per_year=25.0, until="2026-05").world())
    assert not over.certified
    assert len(over.conditional) == 1
    unsaid = Answers(permitted(operation="R3").world())
    assert not unsaid.certified
    assert [one.value for one in unsaid.conditional] == [pytest.approx(100)]


def looped(stock):
    tiny = Tiny()
    tiny.offer("source", "ore", 50.0)
    tiny.resource("acid", disposal_eur_per_unit=2.0)
    tiny.plant("leach", "1 ore, 0.1 acid co_input", "1 brine", start_up_stock=stock)
    tiny.plant("boil", "1 brine", "0.5 salt, 0.3 acid by_product")
    tiny.need("shop", "salt", 500.0)
    return tiny


def test_loop():
    # y = 50 in both: 15 t of acid come back, 5 t are used, 10 t are disposed of.
    assert only(looped(1.0).world(by="net_value", min_amount=50.0)).value == pytest.approx(-20)
    assert not chains(looped(0.0).world(), True)
    assert not chains(looped(None).world(), False)


def test_by_product_twice():
    tiny = Tiny()
    tiny.offer("source", "log", 100.0)
    tiny.plant("saw", "1 log", "0.8 board, 0.1 dust by_product")
    tiny.plant("plane", "1 board", "0.7 plank, 0.25 dust by_product")
    tiny.need("floor", "plank", 500.0)
    tiny.need("stove", "dust", 15.0)
    found = certified(tiny.world())
    # Each 1 t of logs: 0.1 t and 0.8 x 0.25 = 0.2 t of dust for one need of 15 t, nowhere else: 50 t.
    line = found[("process:plane", "process:saw"), "need:floor"]
    assert line.value == pytest.approx(50)
    # The dust itself may be the line: but then the boards can go nowhere.
    assert set(found) == {
        (("process:plane", "process:saw"), "need:floor"),
        (("process:plane", "process:saw"), "need:stove"),
    }


def test_longer_sets_are_not_minimal():
    tiny = Tiny()
    tiny.offer("source", "log", 100.0)
    tiny.plant("saw", "1 log", "0.5 board")
    tiny.plant("plane", "1 board", "1 plank")
    tiny.plant("short", "1 log", "0.1 plank", capacity=2.0)
    tiny.need("floor", "plank", 500.0)
    assert set(certified(tiny.world())) == {
        (("process:short",), "need:floor"),
        (("process:plane", "process:saw"), "need:floor"),
    }
    tiny.link("KIND_OF", "resource:log", "resource:plank")
    assert set(certified(tiny.world())) == {((), "need:floor")}


def test_heat_needs_five_degrees_more():
    tiny = Tiny()
    tiny.resource("heat", "Energy")
    tiny.offer("source", "heat", 100.0, temperature_c=65.0)
    tiny.need("homes", "heat", 60.0, temperature_c=60.0)
    assert only(tiny.world()).value == pytest.approx(60)
    tiny.get("offer:source")["temperature_c"] = 64.0
    assert not chains(tiny.world(), False)
    tiny.get("offer:source").update(temperature_c=None)
    assert not chains(tiny.world(), True)
    assert len(chains(tiny.world(), False)) == 1


def test_unknown_amounts_break_the_line():
    tiny = Tiny()
    tiny.resource("log", disposal_eur_per_unit=4.0)
    tiny.offer("source", "log", 100.0)
    tiny.plant("saw", "1 log", "? board", capacity=30.0, variable_eur_per_activity=1.0)
    tiny.plant("plane", "1 board", "1 plank", min_load_share=0.9, variable_eur_per_activity=1.0)
    tiny.need("floor", "plank", 5.0, price_eur_per_unit=10.0)
    assert not chains(tiny.world(), True)
    (found,) = chains(tiny.world(by="net_value"), False)
    assert found.value == pytest.approx(30 * 3)  # the capacity of the saw; all after it counts 0
    tiny.port("saw", "log")["amount"] = None
    (found,) = chains(tiny.world(by="net_value"), False)
    assert found.value == pytest.approx(100 * 4)
    tiny.get("offer:source")["amount"] = None
    (found,) = chains(tiny.world(), False)
    assert found.value == pytest.approx(1e9)


def test_mass_is_not_made():
    tiny = Tiny()
    tiny.offer("source", "log", 100.0)
    tiny.plant("saw", "1 log", "1.1 board")
    tiny.need("floor", "board", 500.0)
    assert not chains(tiny.world(), False)
    tiny.resource("water", "Water")
    tiny.offer("tap", "water", 500.0)
    tiny._port("process:saw", False, "resource:water", "0.2", "co_input")
    assert only(tiny.world()).value == pytest.approx(100)


def test_ends_of_the_intervals():
    tiny = Tiny()
    tiny.offer("source", "log", 100.0, amount_min=80.0, amount_max=130.0)
    tiny.plant("saw", "1 log", "0.5 board")
    tiny.port("saw", "log").update(amount_min=0.8, amount_max=1.25)
    tiny.port("saw", "board").update(amount_min=0.4, amount_max=0.6)
    tiny.need("floor", "board", 500.0, amount_min=400.0, amount_max=600.0, price_eur_per_unit=1.0)
    values = {end: only(tiny.world(end=end, by="net_value")).value for end in ("low", "expected", "high")}
    # 80 / 1.25 x 0.4, 100 x 0.5, 130 / 0.8 x 0.6
    assert values == {"low": pytest.approx(25.6), "expected": pytest.approx(50), "high": pytest.approx(97.5)}
    del tiny.port("saw", "log")["amount_max"]
    assert not chains(tiny.world(end="low"), True)


def test_weights_together():
    tiny = Tiny()
    tiny.place("north", 60.1)
    tiny.resource("slag", disposal_eur_per_unit=5.0, co2e_kg_per_unit=20.0)
    tiny.offer("source", "slag", 100.0)
    tiny.need("road", "slag", 60.0, at="facility:north")
    world = tiny.world()
    world.question["weights"].update(amount=2.0, net_value=1.0, co2e=0.1, distance=3.0)
    assert math.isclose(only(world).value, 60 * (2 + 5 + 0.1 * 20) - 3 * 14.456)
