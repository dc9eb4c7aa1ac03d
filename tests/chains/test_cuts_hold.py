"""A port keeps a few of many offers and needs: those that other ports, by-products or factors call for are in them."""

from __future__ import annotations

from .agreement import assert_agrees
from .tiny import Tiny


def blended(count: int, price: float) -> Tiny:
    """A washer takes sand with little cadmium, beside slag of the mill with more; offers of sand are at the limit."""
    tiny = Tiny()
    tiny.offer("source", "ore", 100.0)
    for number in range(count):
        said = {"price_eur_per_unit": price, "substances": ["cadmium"], "shares": [0.04]}
        tiny.offer(f"sand{number}", "sand", 300.0, **said)
    tiny.plant("mill", "1 ore", "0.9 grit, 0.1 slag by_product", capacity=100.0)
    tiny.plant("washer", "1 grit, 1 sand co_input", "1.5 iron", capacity=100.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.link("KIND_OF", "resource:slag", "resource:sand")
    tiny.port("mill", "slag").update(substances=["cadmium"], shares=[0.1])
    tiny.port("washer", "sand").update(substances=["cadmium"], limit_max=[0.04])
    return tiny


def test_a_dirty_by_product_wants_a_clean_offer():
    """All offers keep the limit, but only the clean one, which is the dearest, lets the slag in beside it."""
    tiny = blended(4, 1.0)
    tiny.offer("clean", "sand", 300.0, price_eur_per_unit=5.0, substances=["cadmium"], shares=[0.0])
    assert_agrees(tiny.world(by="net_value"))


def test_a_feeder_that_dilutes():
    """The quarry is there for its clean sand beside the slag, though nobody lacks sand: what it saves counts."""
    tiny = blended(4, 100.0)
    tiny.offer("raw", "raw", 5000.0)
    for number in range(3):
        tiny.offer(f"grit{number}", "grit", 5000.0, price_eur_per_unit=1.0)
    tiny.plant("quarry", "1 raw", "1 sand", capacity=500.0)
    tiny.port("quarry", "sand").update(substances=["cadmium"], shares=[0.0])
    tiny.plant("press", "1 ore", "1 brick", capacity=200.0)
    tiny.need("wall", "brick", 500.0, price_eur_per_unit=100.0)
    assert_agrees(tiny.world(by="net_value", max_processes=3))


def test_ports_share_offers_by_a_factor():
    """The washer takes ten units of gas for one of air: the mill is left with the far offer alone."""
    tiny = Tiny()
    tiny.offer("source", "ore", 10.0)
    for number in range(3):
        tiny.offer(f"gas{number}", "gas", 20.0, price_eur_per_unit=1.0)
    tiny.offer("far", "gas", 200.0, price_eur_per_unit=5.0, legal_status="by_product")
    tiny.plant("mill", "1 ore, 1 gas co_input", "0.9 grit", capacity=10.0)
    planned = {"status": "planned", "min_load_share": 0.9, "running_per_year": None}
    tiny.plant("washer", "1 grit, 0.6 air co_input", "1 iron", capacity=10.0, **planned)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.link("SUBSTITUTES", "resource:gas", "resource:air", ratio=0.1)
    tiny.port("washer", "air")["accepts_status"] = ["product"]
    assert_agrees(tiny.world(by="net_value"))


def test_outputs_share_needs_by_a_factor():
    """Ash fills the needs for slag twenty times as fast as slag: only the far need is left for that."""
    tiny = Tiny()
    tiny.offer("source", "ore", 20.0)
    for number in range(3):
        tiny.need(f"slag{number}", "slag", 20.0, price_eur_per_unit=5.0)
    tiny.need("far", "slag", 200.0, price_eur_per_unit=1.0, substances=["cadmium"], shares=[0.1])
    tiny.plant("mill", "2 ore", "0.5 grit, 1 slag by_product", capacity=10.0)
    tiny.plant("washer", "1 grit", "0.3 iron, 0.6 ash by_product", capacity=10.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.link("SUBSTITUTES", "resource:ash", "resource:slag", ratio=20.0)
    tiny.port("mill", "slag").update(substances=["cadmium"], shares=[0.0])
    tiny.port("washer", "ash").update(substances=["cadmium"], shares=[0.5])
    assert_agrees(tiny.world(by="net_value", min_amount=20.0))


def test_the_dearest_offer_is_the_cheapest_by_its_factor():
    """A unit of another gas stands for two and costs half as much again: by what the port takes it is cheaper."""
    tiny = Tiny()
    tiny.offer("source", "ore", 100.0)
    for number in range(4):
        tiny.offer(f"gas{number}", "gas", 300.0, price_eur_per_unit=10.0)
    tiny.offer("rich", "rich", 300.0, price_eur_per_unit=15.0)
    tiny.plant("mill", "1 ore, 1 gas co_input", "0.9 iron", capacity=100.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.link("SUBSTITUTES", "resource:rich", "resource:gas", ratio=2.0)
    assert_agrees(tiny.world(by="net_value"))
