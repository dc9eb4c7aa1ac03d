"""How complete a list of chains is, in words: a limit that was reached never looks like there being no chain."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from graph_kb.cli.chain_lists import how_complete
from graph_kb.cli.limits import counted, limit_of, options_of
from graph_kb.symbiosis.certifying import is_at_most
from graph_kb.symbiosis.chains import Chains, Listed
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.showing import length


def certificate(total="100", unit="t/year", limited=True, missing=()):
    return {"value": {"total": total, "unit": unit, "limited": limited, "missing": list(missing)}}


def told(objective="amount", offers=("offer:a",), feeders=None, limits=None, units=(), **listed):
    given = {"objective": objective, "time_limit": 2.0, "max_feeders": feeders, **(limits or {})}
    asked = asdict(Question("", **given))
    return how_complete(Chains(offers, asked, Listed(**listed), Listed(), 1, "2026-01-01", {}, units), "certified")


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
    ("objective", "bound", "given", "units", "expected"),
    [
        ("amount", 80.0, {}, ("t",), "Others take 80 t a year at most."),
        ("amount", 80.0, {}, ("MWh", "t"), "Others take 80 units of their offer (MWh or t) a year at most."),
        ("amount", 80.0, {}, (), "Others take 80 units of their offer a year at most."),
        ("amount", 1e9, {}, ("t",), "Others could have any amount"),
        ("net_value", 5e7, {"limited": False}, ("t",), "Others could have any amount"),
        ("net_value", -1234.0, {}, ("t",), "Others are worth -1,234 EUR a year at most."),
        ("co2e", 0.0, {"missing": ["a"]}, ("t",), "0 kg CO2e a year at most, what is not known counted as 0."),
        ("distance", -12.34, {"limited": False}, ("t",), "Others are 12.3 km long at least."),
    ],
)
def test_what_a_chain_that_is_not_listed_could_be_worth(objective, bound, given, units, expected):
    assert expected in told(objective, certificates=(certificate(**given),), open_bound=bound, open_units=units)


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
    one = {"certificates": (certificate(),), "open_bound": 80.0, "open_units": ("t",)}
    assert told(feeders=feeders, **one).startswith(f"1 chain{limit}; that nothing better is left out is proved.")
    assert told(feeders=feeders, **one).endswith(f" Others{limit} take 80 t a year at most.")
    cut = told(feeders=feeders, proved=False, in_time=False)
    assert cut.startswith(f"None{limit} was found, which does not mean that there is none")


def test_numbers_of_things_agree_with_them():
    assert [counted(number, "path") for number in (0, 1, 1200)] == ["0 paths", "1 path", "1,200 paths"]


@pytest.mark.parametrize(
    ("limits", "words", "options"),
    [
        ({}, "", ""),
        ({"max_processes": 1}, " with at most 1 process", "--max-processes"),
        ({"max_processes": 0}, " without processes", "--max-processes"),
        ({"max_processes": 6}, " with at most 6 processes", "--max-processes"),
        ({"max_total_km": 30.0, "max_feeders": 0}, " without feeders, within 30 km", "--max-feeders, --max-total-km"),
        ({"max_leg_km": 2.5}, " with legs of 2.5 km at most", "--max-leg-km"),
        ({"months": (12, 1, 2)}, " in months 1, 2 and 12", "--months"),
        ({"months": (7,)}, " in month 7", "--months"),
        ({"min_amount": 5000.0}, " of 5,000 units of their offer a year at least", "--min-amount"),
    ],
)
def test_every_limit_that_differs_from_the_usual_one_is_told(limits, words, options):
    asked = asdict(Question("", **limits))
    assert (limit_of(asked), options_of(asked)) == (words, options)
    assert told(limits=limits) == f"There is no certified chain{words}: that is proved."


@pytest.mark.parametrize(
    ("units", "words"),
    [(("t",), " of 2.5 t a year at least"), (("MWh", "t"), " of 2.5 units of their offer (MWh or t) a year at least")],
)
def test_the_least_amount_is_told_in_the_unit_of_what_is_offered(units, words):
    assert limit_of(asdict(Question("", min_amount=2.5)), units) == words
    assert told(limits={"min_amount": 2.5}, units=units) == f"There is no certified chain{words}: that is proved."


@pytest.mark.parametrize(
    ("centres", "unknown", "shown"), [(0, 0, "20.7"), (1, 0, "~20.7"), (0, 1, "20.7 +?"), (2, 1, "~20.7 +?")]
)
def test_lengths_that_rest_on_the_centre_of_a_municipality_are_marked(centres, unknown, shown):
    assert length({"km": 20.71, "legs_from_centres": centres, "legs_of_unknown_length": unknown}) == shown


@pytest.mark.parametrize(
    ("conditions", "most"), [((), False), ((6, 7, 9), False), ((4,), True), ((6, 8), True), ((10,), True)]
)
def test_amounts_are_the_most_where_what_is_not_known_can_make_them_smaller(conditions, most):
    assert is_at_most([{"condition": one} for one in conditions]) is most
