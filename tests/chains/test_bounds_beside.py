"""What goes beside a line from one of its processes to another is in the bounds of lines without feeders."""

from __future__ import annotations

from typing import Any

import pytest

from .agreement import assert_agrees
from .tiny import Tiny

STARTED: dict[str, Any] = {"start_up_stock": 1.0}
FEEDERS = pytest.mark.parametrize("fed", [0, None])


def rivals(iron: float = 100.0, brick: float = 60.0) -> Tiny:
    """A need for iron at a price, and a press whose bricks are worth less than iron by what is beside its line."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=iron)
    tiny.plant("press", "1 ore", "1 brick", capacity=200.0)
    tiny.need("wall", "brick", 500.0, price_eur_per_unit=brick)
    tiny.resource("acid", disposal_eur_per_unit=40.0)
    return tiny


def assert_best(tiny: Tiny, fed: int | None, **question: Any) -> None:
    assert_agrees(tiny.world(by="net_value", max_feeders=fed, **question))


@FEEDERS
@pytest.mark.parametrize("offered", [False, True])
def test_a_by_product_feeds_a_later_port(fed, offered):
    """Acid of the mill, which costs 40 to be rid of, spares the washer its dear acid, two steps further on.

    Both are still ahead when the line to the crusher is bounded.
    """
    tiny = rivals()
    if offered:
        tiny.offer("acid", "acid", 500.0, price_eur_per_unit=150.0)
    tiny.plant("crusher", "1 ore", "0.99 stone", capacity=90.0)
    tiny.plant("mill", "1 stone", "0.6 grit, 0.3 acid by_product", capacity=90.0)
    tiny.plant("sieve", "1 grit", "0.98 sand", capacity=90.0)
    tiny.plant("washer", "1 sand, 0.5 acid co_input", "1.4 iron", capacity=90.0)
    assert_best(tiny, fed)


@FEEDERS
@pytest.mark.parametrize("stock", [{}, STARTED])
def test_a_by_product_feeds_an_earlier_port(fed, stock):
    """Acid of the washer goes back to the mill where a stock starts that; else each deals with others."""
    tiny = rivals()
    tiny.offer("acid", "acid", 500.0, price_eur_per_unit=150.0)
    tiny.plant("mill", "1 ore, 0.2 acid co_input", "0.98 grit", capacity=90.0, **stock)
    tiny.plant("sieve", "1 grit", "0.98 sand", capacity=90.0)
    tiny.plant("washer", "1 sand", "0.7 iron, 0.25 acid by_product", capacity=90.0)
    assert_best(tiny, fed)


@FEEDERS
@pytest.mark.parametrize("stock", [{}, STARTED])
def test_the_process_between_takes_what_the_last_one_makes(fed, stock):
    """The same for processes that are both still ahead when the line is bounded."""
    tiny = rivals()
    tiny.offer("acid", "acid", 500.0, price_eur_per_unit=150.0)
    tiny.plant("mill", "1 ore", "0.98 grit", capacity=90.0)
    tiny.plant("sieve", "1 grit, 0.2 acid co_input", "0.98 sand", capacity=90.0, **stock)
    tiny.plant("washer", "1 sand", "0.7 iron, 0.25 acid by_product", capacity=90.0)
    assert_best(tiny, fed)


@FEEDERS
def test_a_process_feeds_itself(fed):
    tiny = rivals()
    tiny.plant("mill", "1 ore, 0.2 acid co_input", "0.9 iron, 0.25 acid by_product", capacity=90.0, **STARTED)
    assert_best(tiny, fed)


@FEEDERS
@pytest.mark.parametrize("ratio", [0.25, 4.0])
def test_a_by_product_stands_in_by_a_factor(fed, ratio):
    """Lye stands for so much acid: what a unit of it is worth to the washer is the price of as much acid."""
    tiny = rivals()
    tiny.resource("lye", disposal_eur_per_unit=40.0)
    tiny.offer("acid", "acid", 500.0, price_eur_per_unit=150.0)
    tiny.link("SUBSTITUTES", "resource:lye", "resource:acid", ratio=ratio)
    tiny.plant("mill", "1 ore", "0.7 grit, 0.2 lye by_product", capacity=90.0)
    tiny.plant("washer", f"1 grit, {0.2 * ratio} acid co_input", "1.1 iron", capacity=90.0)
    assert_best(tiny, fed)


@FEEDERS
def test_one_resource_at_two_ports(fed):
    """Grit goes along the line into one port of the washer, and grit of the mill beside it into the other one."""
    tiny = rivals()
    tiny.resource("grit", disposal_eur_per_unit=40.0)
    tiny.plant("mill", "1 ore", "0.5 grit, 0.4 grit by_product", capacity=90.0)
    tiny.plant("washer", "1 grit, 0.5 grit co_input", "1.4 iron", capacity=90.0)
    assert_best(tiny, fed)


@FEEDERS
@pytest.mark.parametrize("price", [100.0, -30.0])
def test_the_source_is_a_co_input_further_on(fed, price):
    """What the washer takes of the source costs nothing there, whatever others are asked."""
    tiny = rivals(brick=66.0)
    tiny.get("resource:ore")["market_price_eur_per_unit"] = price
    tiny.offer("ore", "ore", 50.0, price_eur_per_unit=110.0)
    tiny.plant("mill", "1 ore", "0.9 grit", capacity=20.0)
    tiny.plant("washer", "1 grit, 3 ore co_input", "3.4 iron", capacity=90.0)
    tiny.plant("polisher", "1 iron", "0.99 steel", capacity=90.0)
    tiny.need("car", "steel", 500.0, price_eur_per_unit=102.0)
    assert_best(tiny, fed)


@FEEDERS
def test_by_products_and_needs_of_two_seasons(fed):
    """A store carries grit over the year: the line has no curve, and acid goes to the washer in every season."""
    tiny = rivals()
    tiny.get("offer:source").update({"months": [1, 2, 3, 4], "continuity": "seasonal"})
    tiny.get("need:forge").update({"months": [3, 4, 5, 6, 7, 8], "continuity": "seasonal", "amount": 40.0})
    tiny.offer("acid", "acid", 5.0, price_eur_per_unit=150.0)
    tiny.plant("mill", "1 ore", "0.6 grit, 0.3 acid by_product", capacity=400.0)
    tiny.plant("washer", "1 grit, 0.5 acid co_input", "1.4 iron", capacity=200.0, storage_amount=20.0)
    assert_best(tiny, fed)
    tiny.get("process:washer")["storage_amount"] = 0.0
    assert_best(tiny, fed)


def test_needs_of_one_block_in_different_seasons():
    """No need takes iron all year; a block of both is bounded by what either takes in each season."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.need("summer", "iron", 20.0, price_eur_per_unit=150.0, months=[5, 6, 7], continuity="seasonal")
    tiny.need("winter", "iron", 30.0, price_eur_per_unit=140.0, months=[11, 12, 1], continuity="seasonal")
    tiny.need("wall", "brick", 500.0, price_eur_per_unit=30.0)
    tiny.plant("mill", "1 ore", "1 iron", capacity=90.0)
    tiny.plant("press", "1 ore", "1 brick", capacity=200.0)
    assert_best(tiny, 0)
    assert_best(tiny, 0, min_amount=21.0)


@FEEDERS
def test_warm_by_products_and_cold_offers(fed):
    """Only some of the steam is warm enough: the best offers and the warmest need have no lane, the by-product has."""
    tiny = rivals()
    tiny.resource("steam", "Energy", disposal_eur_per_unit=5.0)
    for number, (degrees, price) in enumerate([(40.0, 1.0), (60.0, 2.0), (120.0, 90.0)]):
        tiny.offer(f"steam{number}", "steam", 30.0, price_eur_per_unit=price, temperature_c=degrees)
        tiny.need(f"heat{number}", "steam", 30.0, price_eur_per_unit=100.0 - price, temperature_c=degrees)
    tiny.plant("mill", "1 ore", "0.9 grit, 0.4 steam by_product", capacity=90.0)
    tiny.plant("washer", "1 grit, 0.8 steam co_input", "1 iron", capacity=90.0)
    tiny.port("mill", "steam")["temperature_c"] = 100.0
    tiny.port("washer", "steam")["min_temperature_c"] = 90.0
    assert_best(tiny, fed)


@pytest.mark.parametrize("lanes", [1, 2])
def test_more_offers_than_are_looked_at(lanes):
    """Of 220 offers of acid every one or every other has a lane, and nearly all of those are needed."""
    tiny = rivals()
    for number in range(220):
        status = "product" if number % lanes == 0 else "waste"
        tiny.offer(f"acid{number}", "acid", 0.45, price_eur_per_unit=1.0 + number / 10, legal_status=status)
    planned = {"status": "planned", "running_per_year": None, "min_load_share": 0.98}
    tiny.plant("mill", f"1 ore, {1.05 / lanes} acid co_input", "1 iron", capacity=90.0, **planned)
    tiny.port("mill", "acid")["accepts_status"] = ["product"]
    assert_best(tiny, 0)
