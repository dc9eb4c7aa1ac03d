"""Objectives, weights and other values of a question about chains: what is taken, what is refused with a way out."""

from __future__ import annotations

import math

import pytest

from graph_kb.errors import UsageError
from graph_kb.symbiosis.objectives import OBJECTIVES, UNITS, weights_of
from graph_kb.symbiosis.prepare import Weights
from graph_kb.symbiosis.question import Question


@pytest.mark.parametrize(
    "given",
    [
        "net_value=1,co2e=0.1,distance=2",
        " Net value = 1 , CO2e=.1, distance=2.0 ",
        {"net-value": 1, "CO2e": 0.1, "distance": 2},
        Weights(net_value=1.0, co2e=0.1, distance=2.0),
    ],
)
def test_weights_are_written_in_several_ways(given):
    expected = Weights(amount=0.0, net_value=1.0, co2e=0.1, distance=2.0)
    assert weights_of(given) == expected
    assert Question("offer:x", objective="weighted", weights=given).weighed == expected


@pytest.mark.parametrize(("written", "name"), [("net value", "net_value"), ("CO2e", "co2e"), ("Distance", "distance")])
def test_an_objective_is_taken_as_people_write_it(written, name):
    assert Question("offer:x", objective=written).weighed == OBJECTIVES[name]


def test_feeders_are_as_many_as_there_is_room_for_unless_they_are_limited():
    assert Question("offer:x", max_processes=3).feeders == 3
    assert Question("offer:x", max_processes=3, max_feeders=0).feeders == 0


def test_every_objective_has_a_unit():
    assert UNITS.keys() == OBJECTIVES.keys()


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("co2=1", "nothing is weighed by 'co2'", "did you mean co2e?"),
        ({"netvalue": 1}, "nothing is weighed by 'netvalue'", "did you mean net_value?"),
        ("amount", "'amount' is no weight", "name=number"),
        ("", "'' is no weight", "name=number"),
        ("amount=much", "the weight amount is 'much'", "a number from 0 up"),
        ("distance=-1", "the weight distance is '-1'", "a number from 0 up"),
        ({"co2e": math.inf}, "the weight co2e is inf", "a number from 0 up"),
        ({"co2e": None}, "the weight co2e is None", "a number from 0 up"),
        ("amount=1,Amount=2", "amount is given twice", "one of them"),
        ("amount=0,distance=0", "no weight is above 0", "net_value=1"),
    ],
)
def test_weights_that_make_no_sense_are_refused_with_the_fix(given, message, hint):
    with pytest.raises(UsageError) as caught:
        Question("offer:x", objective="weighted", weights=given)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"objective": "weighted"}, "without weights", "add weights: net_value=1"),
        ({"weights": {"co2e": 1}}, "do not go with amount", "the objective weighted"),
        ({"objective": "netvalu"}, "'netvalu' is unknown", "did you mean net_value?"),
        ({"different": 1.01}, "different is 1.01", "a share from 0 to 1"),
        ({"different": -0.1}, "different is -0.1", "a share from 0 to 1"),
        ({"different": "half"}, "different is 'half'", "use a number"),
        ({"k": None}, "k is None", "use a number"),
        ({"min_amount": math.nan}, "min_amount is nan", "use a number"),
        ({"max_feeders": -1}, "max_feeders is -1", "from 0 up"),
        ({"max_feeders": "none"}, "max_feeders is 'none'", "use a number"),
        ({"max_feeders": 0.5}, "max_feeders is 0.5", "use a whole number"),
        ({"max_processes": 2.5}, "max_processes is 2.5", "use a whole number"),
        ({"max_leg_km": -1}, "max_leg_km is -1", "from 0 up"),
        ({"max_total_km": math.inf}, "max_total_km is inf", "use a number"),
        ({"time_limit": True}, "time_limit is True", "use a number"),
        ({"months": (0, 1)}, "months is (0, 1)", "use numbers from 1 to 12"),
        ({"end": "middle"}, "'middle' is unknown", "low, expected, high"),
    ],
)
def test_other_values_that_make_no_sense_are_refused_with_the_fix(options, message, hint):
    with pytest.raises(UsageError) as caught:
        Question("offer:x", **options)
    assert message in caught.value.message
    assert hint in caught.value.hint
