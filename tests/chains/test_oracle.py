"""The enumeration on worlds that are small enough for sums by hand."""

import pytest

from .oracle import chains
from .tiny import Tiny, only


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
