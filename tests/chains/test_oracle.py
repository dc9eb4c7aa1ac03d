"""The enumeration on worlds that are small enough for sums by hand."""

import math

import pytest

from .oracle import Answers, chains
from .tiny import Tiny


def certified(world):
    return {(tuple(sorted(one.processes)), one.need): one for one in chains(world, True)}


def only(world):
    (found,) = chains(world, True)
    return found


def test_direct_match():
    tiny = Tiny()
    tiny.resource("slag", disposal_eur_per_unit=5.0)
    tiny.offer("source", "slag", 100.0, price_eur_per_unit=7.0)
    tiny.need("road", "slag", 60.0, price_eur_per_unit=10.0, gate_fee_eur_per_unit=2.0)
    assert only(tiny.world()).value == pytest.approx(60)
    # 60 t x (5 of disposal saved + 10 paid - 2 gate fee); the price of the source is a transfer.
    assert only(tiny.world(by="net_value")).value == pytest.approx(60 * 13)


def test_distance_is_rounded_up_and_transport_is_paid():
    tiny = Tiny()
    tiny.place("north", 60.1)
    tiny.resource("slag", transport_eur_per_unit_km=0.5)
    tiny.offer("source", "slag", 100.0)
    tiny.need("road", "slag", 60.0, at="facility:north")
    # A tenth of a degree: 6371.0088 km x pi / 1800 = 11.119508 km, by road 14.4553604 km, so 14,456 m.
    assert only(tiny.world(by="distance")).value == pytest.approx(-14.456)
    assert only(tiny.world(by="distance")).line_km == 14.456
    assert only(tiny.world(by="net_value")).value == pytest.approx(-1 * 0.5 * 14.456)  # the least amount, 1 t
    assert chains(tiny.world(max_leg_km=14.456), True)
    assert not chains(tiny.world(max_leg_km=14.455), True)
    assert chains(tiny.world(max_total_km=14.456), True)
    assert not chains(tiny.world(max_total_km=14.455), True)
    tiny.get("resource:slag")["transport_mode"] = "pipe"
    assert only(tiny.world()).line_km == 11.12
    tiny.get("resource:slag")["transport_mode"] = "grid"
    assert only(tiny.world()).line_km == 0


def test_one_process_with_a_co_input():
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    tiny.offer("lime", "lime", 30.0, price_eur_per_unit=4.0)
    tiny.plant("blocks", "2 ash, 0.5 lime co_input", "1.5 block", variable_eur_per_activity=1.0)
    tiny.need("wall", "block", 60.0, price_eur_per_unit=20.0)
    # The need takes 60 = 1.5 y, so y = 40: 80 t of ash (of 100), 20 t of lime (of 30).
    assert only(tiny.world()).value == pytest.approx(80)
    # 60 x 20 - 20 x 4 - 40 x 1
    assert only(tiny.world(by="net_value")).value == pytest.approx(1080)
    tiny.get("offer:lime")["amount"] = 10.0  # y = 20
    assert only(tiny.world()).value == pytest.approx(40)


def test_yields_along_a_line_and_a_substitute():
    tiny = Tiny()
    tiny.offer("source", "glass", 100.0)
    tiny.link("SUBSTITUTES", "resource:glass", tiny.resource("sand"), ratio=0.8)
    tiny.plant("first", "1 sand", "0.5 melt")
    tiny.plant("second", "2 melt", "1.5 fibre")
    tiny.need("wall", "fibre", None, price_eur_per_unit=3.0)
    tiny.get("need:wall")["amount"] = 500.0
    # 100 t are worth 80 t of sand; y1 = 80, 40 t of melt, y2 = 20, 30 t of fibre.
    assert only(tiny.world(by="net_value")).value == pytest.approx(30 * 3)


def test_least_load_and_running_load():
    tiny = Tiny()
    tiny.offer("source", "ash", 40.0)
    tiny.plant("kiln", "1 ash", "1 block", capacity=100.0, min_load_share=0.5)
    tiny.need("wall", "block", 500.0)
    assert not chains(tiny.world(), True)  # 50 are the least, 40 are there
    tiny.get("process:kiln")["running_per_year"] = 30.0  # 20 are still missing
    assert only(tiny.world()).value == pytest.approx(40)
    tiny.get("process:kiln")["running_per_year"] = 75.0  # 25 are free
    assert only(tiny.world()).value == pytest.approx(25)
    tiny.get("process:kiln").update(status="planned", running_per_year=None, min_load_share=0.2, fixed_eur_per_year=9.0)
    assert only(tiny.world(by="net_value")).value == pytest.approx(-9)


def blend():
    tiny = Tiny()
    tiny.offer("source", "clay", 40.0)
    tiny.offer("dirty", "ash", 100.0, price_eur_per_unit=1.0, substances=["Cd"], shares=[0.05])
    tiny.offer("clean", "ash", 100.0, price_eur_per_unit=10.0, substances=["Cd"], shares=[0.01])
    tiny.plant("kiln", "1 clay, 1 ash co_input", "1 block")
    tiny.port("kiln", "ash").update(substances=["Cd"], limit_max=[0.02])
    tiny.need("wall", "block", 500.0, price_eur_per_unit=50.0)
    return tiny


def test_blending():
    tiny = blend()
    # 40 t of ash: dirty d and clean c with 0.05 d + 0.01 c <= 0.02 (d + c), so c >= 3 d: 10 x 1 + 30 x 10 = 310.
    assert only(tiny.world(by="net_value")).value == pytest.approx(40 * 50 - 310)
    code = tiny.node("WasteCode", "1", code="160802", display="16 08 02*", level="code", title="x", valid_from="2015")
    tiny.get(code)["hazardous"] = True
    tiny.link("CODED", "offer:dirty", code)  # hazardous: it must keep the limit itself, and cannot: 40 x 10
    assert only(tiny.world(by="net_value")).value == pytest.approx(40 * 50 - 400)


def test_no_blending_on_the_line():
    tiny = blend()
    tiny.get("offer:source").update(substances=["Cd"], shares=[0.05])
    tiny.port("kiln", "clay").update(substances=["Cd"], limit_max=[0.04])
    assert not chains(tiny.world(), True)
    assert not chains(tiny.world(), False)


def test_feeder():
    tiny = Tiny()
    tiny.offer("source", "clay", 50.0)
    tiny.offer("stone", "stone", 1000.0, price_eur_per_unit=3.0)
    tiny.plant("kiln", "1 clay, 0.1 lime co_input", "1 block")
    more = {"status": "planned", "min_load_share": 0.0, "fixed_eur_per_year": 7.0}
    tiny.plant("burner", "2 stone", "1 lime, 1 dust by_product", **more)
    tiny.get("process:burner")["running_per_year"] = None
    tiny.need("wall", "block", 500.0, price_eur_per_unit=1.0)
    assert not chains(tiny.world(), True)  # the dust can go nowhere
    tiny.get("resource:dust")["disposal_eur_per_unit"] = 0.2
    found = only(tiny.world(by="net_value"))
    assert found.processes == {"process:kiln", "process:burner"}
    # y = 50, 5 t of lime, so 10 t of stone and 5 t of dust: 50 x 1 - 10 x 3 - 5 x 0.2 - 7.
    assert found.value == pytest.approx(12)
    # An offer of 1 t of lime makes the feeder needless, though its chain is worth less.
    tiny.offer("lime", "lime", 1.0)
    assert only(tiny.world()).processes == {"process:kiln"}
    assert only(tiny.world()).value == pytest.approx(10)
    assert only(tiny.world(min_amount=10.5)).processes == {"process:kiln", "process:burner"}


def test_store():
    tiny = Tiny()
    tiny.offer("source", "hay", 120.0, continuity="seasonal", months=[1, 2, 3, 4, 5, 6])
    tiny.plant("barn", "1 hay", "1 feed")
    tiny.need("cows", "feed", 120.0)
    # The need takes 10 t a month: 60 t in the half year without a store, 30 t more from a store of 30 t.
    assert only(tiny.world()).value == pytest.approx(60)
    tiny.get("process:barn")["storage_amount"] = 30.0
    assert only(tiny.world()).value == pytest.approx(90)
    tiny.get("process:barn")["storage_amount"] = 100.0
    assert only(tiny.world()).value == pytest.approx(120)
    assert only(tiny.world(months=[5, 6])).value == pytest.approx(40)  # 20 t a month are there
    # With a store, the least load holds all year: 0.12 x 1000 t are just what is there.
    tiny.get("process:barn")["min_load_share"] = 0.12
    assert only(tiny.world()).value == pytest.approx(120)
    tiny.get("process:barn")["min_load_share"] = 0.13
    assert not chains(tiny.world(), True)


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
