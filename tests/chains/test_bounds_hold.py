"""What feeders save is in the bound of every line that they could feed: the best chain comes first."""

from __future__ import annotations

from typing import Any

from .agreement import assert_agrees
from .tiny import Tiny

RAW = 5000.0
"""Offers of what feeders take: enough for all of them."""
LOADED: dict[str, Any] = {"status": "planned", "running_per_year": None}
"""A plant that is still to be built, so that a least load holds for it."""


def rivals(iron: float, brick: float, share: float = 1.0, ore: float = 90.0) -> Tiny:
    """A need for iron at a price, and a press whose bricks, a share of the ore, are worth less without any feeder."""
    tiny = Tiny()
    tiny.offer("source", "ore", ore)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=iron)
    tiny.plant("press", "1 ore", f"{share} brick", capacity=200.0)
    tiny.need("wall", "brick", 500.0, price_eur_per_unit=brick)
    return tiny


def gas(tiny: Tiny, name: str, count: int, amount: float, price: float | None = None) -> None:
    """Offers of one resource, each of an amount at a price."""
    for number in range(count):
        tiny.offer(f"{name}{number}", name, amount, price_eur_per_unit=price)


def test_a_feeder_for_one_port_saves_at_another():
    """A feeder that the washer cannot do without also saves the mill gas that it could buy."""
    tiny = rivals(100.0, 50.0, 0.9, ore=100.0)
    gas(tiny, "gas", 2, 2000.0, 100.0)
    tiny.offer("raw", "raw", RAW)
    tiny.plant("mill", "1 ore, 1 gas co_input", "0.9 grit", capacity=200.0)
    tiny.plant("washer", "1 grit, 0.01 gas co_input", "1 iron", capacity=200.0)
    tiny.plant("feeder", "1 raw", "0.5 gas")
    tiny.by_product("gas", "washer", "feeder")
    assert_agrees(tiny.world(by="net_value"))


def test_a_least_load_further_on():
    """The mill has gas enough for the least amount of the source, but not for the least load of the washer after it."""
    tiny = Tiny()
    tiny.offer("source", "ore", 100.0)
    gas(tiny, "gas", 2, 20.0)
    tiny.offer("raw", "raw", RAW)
    tiny.plant("mill", "1 ore, 1 gas co_input", "0.9 grit", capacity=200.0)
    tiny.plant("washer", "1 grit", "1 iron", capacity=100.0, min_load_share=0.8, **LOADED)
    tiny.plant("feeder", "1 raw", "0.5 gas")
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    assert_agrees(tiny.world(by="net_value"))


def test_a_source_of_unknown_amount_is_a_co_input_too():
    """What begins a line is at most a billion a year; what its other ports take of the same source is not."""
    tiny = Tiny()
    tiny.resource("ore", market_price_eur_per_unit=40.0)
    tiny.offer("source", "ore", None)
    tiny.plant("mill", "1 ore", "1 grit", capacity=None)
    tiny.plant("washer", "1 grit, 3 ore co_input", "1 iron", capacity=None)
    tiny.need("forge", "iron", None, price_eur_per_unit=100.0)
    tiny.plant("press", "1 ore", "0.5 brick", capacity=None)
    tiny.need("wall", "brick", None, price_eur_per_unit=150.0)
    assert_agrees(tiny.world(by="net_value"))


def test_one_feeder_of_the_line_and_of_another_feeder():
    """The boiler saves steam at the mill and at the still, which feeds the mill too: both count."""
    tiny = rivals(200.0, 190.0, 0.9)
    gas(tiny, "steam", 1, 2000.0, 100.0)
    gas(tiny, "acid", 1, 2000.0, 150.0)
    tiny.offer("raw", "raw", RAW)
    tiny.plant("mill", "1 ore, 1 steam co_input, 1 acid co_input", "1 iron", capacity=90.0)
    tiny.plant("still", "1 steam", "1 acid", capacity=90.0)
    tiny.plant("boiler", "1 raw", "1 steam")
    tiny.by_product("steam", "mill", "still", "boiler")
    tiny.by_product("acid", "mill", "still")
    assert_agrees(tiny.world(by="net_value", max_processes=3))


def test_a_feeder_that_feeds_itself():
    """The boiler takes half of its own steam, which a stock starts: what it saves by that half counts."""
    tiny = rivals(100.0, 80.0, 0.9)
    gas(tiny, "steam", 1, 2000.0, 100.0)
    tiny.offer("raw", "raw", RAW)
    tiny.plant("mill", "1 ore, 1 steam co_input", "1 iron", capacity=90.0)
    tiny.plant("boiler", "1 raw, 0.5 steam co_input", "1 steam", start_up_stock=1.0)
    tiny.by_product("steam", "mill", "boiler")
    assert_agrees(tiny.world(by="net_value", max_processes=2))


def test_a_ring_of_two_feeders():
    """Boiler and still each take much of what the other gives, and stocks start them: all that they save counts."""
    tiny = rivals(100.0, 90.0)
    gas(tiny, "steam", 1, 2000.0, 100.0)
    gas(tiny, "acid", 1, 2000.0, 100.0)
    tiny.offer("raw", "raw", RAW)
    tiny.plant("mill", "1 ore, 1 steam co_input", "1 iron", capacity=90.0)
    tiny.plant("boiler", "1 raw, 0.6 acid co_input", "1 steam", start_up_stock=1.0)
    tiny.plant("still", "1 raw, 0.9 steam co_input", "1 acid", start_up_stock=1.0)
    tiny.by_product("steam", "mill", "boiler", "still")
    tiny.by_product("acid", "boiler", "still")
    assert_agrees(tiny.world(by="net_value", max_processes=3))


def test_many_ports_of_one_feeder():
    """Six ports take a sixth of the steam each, for which there is oil enough; for all the steam there is not."""
    tiny = rivals(1000.0, 900.0)
    gas(tiny, "oil", 8, 60.0, 100.0)
    gas(tiny, "steam", 1, 5000.0, 150.0)
    tiny.offer("raw", "raw", 10 * RAW)
    steam = "1 steam co_input, 1 steam catalyst, 1 steam main"
    tiny.plant("mill", f"1 ore, {steam}", "1 grit", capacity=90.0)
    tiny.plant("washer", f"1 grit, {steam}", "1 iron", capacity=90.0, min_load_share=0.99, **LOADED)
    tiny.plant("boiler", "1 oil", "1 steam")
    tiny.plant("refinery", "1 raw", "1 oil")
    tiny.by_product("steam", "mill", "washer", "boiler")
    assert_agrees(tiny.world(by="net_value"))


def test_a_feeder_by_which_another_leads_to_the_line():
    """The crusher takes slag off, and its sand leads to the line by the boiler alone, whose steam no port lacks."""
    tiny = rivals(100.0, 60.0, 0.8)
    tiny.resource("sand", disposal_eur_per_unit=1.0)
    tiny.offer("raw", "raw", RAW)
    gas(tiny, "steam", 2, 2000.0, 100.0)
    outputs = "0.85 iron, 0.1 slag by_product"
    tiny.plant("mill", "1 ore, 1 steam co_input", outputs, capacity=90.0, start_up_stock=1.0)
    tiny.plant("crusher", "1 slag", "0.5 sand", capacity=90.0)
    tiny.plant("boiler", "1 raw, 0.05 sand co_input", "1 steam", capacity=100.0)
    assert_agrees(tiny.world(by="net_value", max_processes=3))


def test_a_feeder_for_the_least_load_of_another():
    """The crusher must make more sand than the line takes, and the boiler takes the rest for steam that none lacks."""
    tiny = rivals(100.0, 60.0, 0.8)
    tiny.resource("sand", disposal_eur_per_unit=1.0)
    tiny.offer("raw", "raw", RAW)
    tiny.offer("rock", "rock", RAW)
    gas(tiny, "steam", 2, 2000.0, 100.0)
    tiny.plant("mill", "1 ore, 1 steam co_input, 0.1 sand co_input", "0.85 iron", capacity=90.0)
    tiny.plant("crusher", "1 rock", "1 sand", capacity=90.0, min_load_share=0.9, **LOADED)
    tiny.plant("boiler", "1 raw, 0.9 sand co_input", "1 steam", capacity=100.0)
    assert_agrees(tiny.world(by="net_value", max_processes=3))


def test_a_feeder_runs_while_the_source_is_away():
    """The boiler, which feeds itself and is paid for what it burns, earns in the other half of the year too."""
    tiny = Tiny()
    tiny.resource("ash", disposal_eur_per_unit=1.0)
    tiny.offer("source", "ore", 90.0, months=[1, 2, 3, 4, 5, 6], continuity="seasonal")
    tiny.offer("raw", "raw", 1000.0, price_eur_per_unit=-20.0)
    gas(tiny, "steam", 1, 500.0, 1.0)
    tiny.plant("mill", "1 ore, 0.1 steam co_input", "1 iron", capacity=90.0)
    tiny.plant("boiler", "1 raw, 0.5 steam co_input", "0.4 steam, 0.1 ash by_product", start_up_stock=1.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.by_product("steam", "mill", "boiler")
    tiny.port("boiler", "steam")["accepts_status"] = ["product", "by_product"]
    assert_agrees(tiny.world(by="net_value"))
