"""How complete a list of chains is, in words: a limit that was reached never looks like there being no chain."""

from __future__ import annotations

import pytest

from graph_kb.cli.chain_lists import counted, how_complete
from graph_kb.symbiosis.chains import Chains, Listed


def certificate(total="100", unit="t/year", limited=True, missing=()):
    return {"value": {"total": total, "unit": unit, "limited": limited, "missing": list(missing)}}


def told(objective="amount", offers=("offer:a",), feeders=None, **listed):
    asked = {"objective": objective, "time_limit": 2.0, "max_processes": 4, "max_feeders": feeders}
    return how_complete(Chains(offers, asked, Listed(**listed), Listed(), 1, "2026-01-01", {}), "certified")


def test_proof_that_there_is_none_differs_from_a_limit_that_was_reached():
    assert told() == "There is no certified chain: that is proved."
    cut = told(proved=False, in_time=False)
    assert "does not mean that there is none" in cut
    assert "the search is not complete" in cut
    assert "The time was up (2 s for both kinds): raise --time-limit." in cut
    some = told(certificates=(certificate(),), proved=False, in_time=False, not_searched=("offer:b",))
    assert some.startswith(
        "1 chain found, which need not be the best: the search is not complete; 1 offer was not looked"
    )


def test_what_could_not_be_certified_is_no_matter_of_time():
    assert "raise --time-limit" not in told(proved=False, left_out=("why",))
    assert "fault of the engine" in told(proved=False, left_out=("why",))


@pytest.mark.parametrize(
    ("objective", "bound", "given", "offers", "expected"),
    [
        ("amount", 80.0, {}, ("offer:a",), "Others take 80 t a year at most."),
        ("amount", 80.0, {}, ("offer:a", "offer:b"), "Others take 80 units of their offer a year at most."),
        ("amount", 1e9, {}, ("offer:a",), "Others could have any amount"),
        ("net_value", 5e7, {"limited": False}, ("offer:a",), "Others could have any amount"),
        ("net_value", -1234.0, {}, ("offer:a",), "Others are worth -1,234 EUR a year at most."),
        ("co2e", 0.0, {"missing": ["a"]}, ("offer:a",), "0 kg CO2e a year at most, what is not known counted as 0."),
        ("distance", -12.34, {"limited": False}, ("offer:a",), "Others are 12.3 km long at least."),
    ],
)
def test_what_a_chain_that_is_not_listed_could_be_worth(objective, bound, given, offers, expected):
    assert expected in told(objective, offers, certificates=(certificate(**given),), open_bound=bound)


@pytest.mark.parametrize(
    ("listed", "gap"),
    [
        ({}, 0.0),
        ({"proved": False}, None),
        ({"proved": False, "open_bound": 130.0}, None),
        ({"proved": False, "open_bound": 130.0, "certificates": (certificate(),)}, 30.0),
        ({"proved": False, "open_bound": 70.0, "certificates": (certificate(),)}, 0.0),
    ],
)
def test_the_gap_is_how_much_better_one_not_found_can_be(listed, gap):
    assert Listed(**listed).gap == gap


@pytest.mark.parametrize(
    ("feeders", "limit"),
    [(0, " without feeders"), (1, " with at most 1 feeder"), (2, " with at most 2 feeders"), (3, "")],
)
def test_a_limit_of_feeders_is_told_where_there_is_room_for_more(feeders, limit):
    assert told(feeders=feeders) == f"There is no certified chain{limit}: that is proved."
    one = {"certificates": (certificate(),), "open_bound": 80.0}
    assert told(feeders=feeders, **one).startswith(f"1 chain{limit}; that nothing better is left out is proved.")
    assert told(feeders=feeders, **one).endswith(f" Others{limit} take 80 t a year at most.")
    cut = told(feeders=feeders, proved=False, in_time=False)
    assert cut.startswith(f"None{limit} was found, which does not mean that there is none")


def test_numbers_of_things_agree_with_them():
    assert [counted(number, "path") for number in (0, 1, 1200)] == ["0 paths", "1 path", "1,200 paths"]
