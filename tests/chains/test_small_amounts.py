"""Amounts of nothing, unknown ones, and those that a rounding error keeps from being equal."""

from __future__ import annotations

import pytest

from .agreement import assert_agrees
from .tiny import Tiny


def forge(ore: str = "1 ore", need: float = 500.0) -> Tiny:
    """A mill makes iron of the ore and perhaps something else."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.plant("mill", ore, "1 iron", capacity=90.0)
    tiny.need("forge", "iron", need, price_eur_per_unit=100.0)
    return tiny


def cut_after(tiny: Tiny, months: list[int]) -> None:
    """An offer for which nobody asks; its months cut the year into two periods."""
    tiny.offer("other", "other", 3.0, price_eur_per_unit=3.0, months=months, continuity="seasonal")


@pytest.mark.parametrize("taken", ["?", "0"])
def test_an_offer_of_nothing(taken):
    """An offer of 0 is a connection all the same, and a port that takes nothing or an unknown amount wants no more."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.offer("gas", "gas", 0.0)
    tiny.plant("mill", "1 ore", "0.9 grit", capacity=90.0)
    tiny.plant("washer", f"1 grit, {taken} gas co_input", "0.9 iron", capacity=90.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    assert_agrees(tiny.world(by="net_value"))


def test_a_feeder_that_stands_still():
    """A port that takes 0 wants a connection: its feeder does not run, so its ash needs no way out."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.offer("raw", "raw", 90.0, price_eur_per_unit=1.0)
    tiny.plant("mill", "1 ore, 0 gas co_input", "0.9 iron", capacity=90.0)
    tiny.plant("feeder", "1 raw", "0.5 gas, 0.1 ash by_product", capacity=90.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    assert_agrees(tiny.world(by="net_value"))


def test_a_need_that_sums_up_to_less():
    """A need of 64 t sums up over periods of 5 and 7 months to 63.99999999999999, and 64 t are wanted."""
    tiny = forge(need=64.0)
    cut_after(tiny, [1, 2, 3, 4, 5])
    assert_agrees(tiny.world(by="net_value", min_amount=64.0))


def test_a_need_of_the_least_amount():
    """A need of 1 t over two periods, where 1 t is the least amount when nothing is said."""
    tiny = forge(need=1.0)
    cut_after(tiny, [4, 5, 6, 7, 8, 9, 10])
    assert_agrees(tiny.world(by="net_value"))


def test_an_offer_that_sums_up_to_less():
    """The gas that 64 t of ore want sums up to a rounding error less: this is no lack, and the mill is worth most."""
    tiny = forge("1 ore, 1 gas co_input", need=90.0)
    cut_after(tiny, [1, 2, 3, 4, 5])
    tiny.offer("gas", "gas", 64.0, price_eur_per_unit=3.0)
    tiny.plant("press", "1 ore", "0.9 brick", capacity=200.0)
    tiny.need("wall", "brick", 500.0, price_eur_per_unit=70.0)
    assert_agrees(tiny.world(by="net_value", min_amount=64.0))


def test_an_unknown_ratio_before_a_plant_without_room():
    """After a substitute in an unknown ratio amounts count as 0, for which a plant that is full has room enough."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.offer("other", "other", 3.0, price_eur_per_unit=3.0)
    tiny.plant("mill", "1 ore", "0.9 grit", capacity=90.0)
    tiny.plant("washer", "1 sand", "0.8 iron", capacity=90.0, running_per_year=90.0)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=100.0)
    tiny.link("SUBSTITUTES", "resource:grit", "resource:sand")
    assert_agrees(tiny.world(by="net_value"))


def test_a_worth_of_nothing_but_a_rounding_error():
    """0.3 - 0.1 - 0.2 is -2.8e-17, which ties with 0: the chain of one plant comes before that of two."""
    tiny = Tiny()
    tiny.offer("source", "ore", 90.0)
    tiny.offer("gas", "gas", 900.0, price_eur_per_unit=0.2)
    tiny.plant("mill", "1 ore, 1 gas co_input", "1 iron", capacity=90.0, variable_eur_per_activity=0.1)
    tiny.need("forge", "iron", 500.0, price_eur_per_unit=0.3)
    tiny.plant("crusher", "1 ore", "1 sand", capacity=90.0)
    tiny.plant("press", "1 sand", "0.9 brick", capacity=200.0)
    tiny.need("wall", "brick", 500.0)
    assert_agrees(tiny.world(by="net_value"))
