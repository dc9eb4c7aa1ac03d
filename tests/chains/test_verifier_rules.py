"""Single rules of the chain model as the verifier reads them, by cases that can be done by hand."""

from __future__ import annotations

import copy
import math
import random
from fractions import Fraction

import pytest

from graph_kb.model.distance import distance_km
from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.symbiosis.verifying.legs import leg_km
from graph_kb.symbiosis.verifying.pool import cut
from graph_kb.symbiosis.verifying.things import Resource, Site, Stream
from graph_kb.symbiosis.verifying.world import World

from .changes import changed, leaves
from .completed import completed
from .drafts import flow, sealed
from .town import DAY, Town, facts_of
from .towns import CASES

NONSENSE = (None, 5, -1, "x", "", [], {}, [[]], [{}], True, 1.5, "1/3")


def world_of(records, end="expected"):
    return World(facts_of(records), end, DAY)


def stream_at(latitude, longitude, mode):
    resource = Resource("r", "Material", "t", mode, None, None, None, None, None, False)
    return Stream(
        None, resource, Site("from", latitude, longitude, False, False, ()), None, None, None, None, {}, (), False
    )


def test_distances_are_those_of_the_model():
    rng = random.Random(2)
    for _ in range(500):
        one = rng.uniform(-90, 90), rng.uniform(-180, 180)
        near = rng.random() < 0.5
        other = (one[0] * 0.9999, one[1] + rng.uniform(-0.01, 0.01)) if near else (rng.uniform(-90, 90), 12.0)
        there = Site("to", *other, False, False, ())
        for mode, detour in (("road", 1.3), (None, 1.3), ("pipe", 1.0)):
            metres = distance_km(one, other) * 1000 * detour
            found = leg_km(stream_at(*one, mode), there)
            assert found.denominator in (1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000)
            assert abs(float(found) * 1000 - math.ceil(metres)) <= 1
            assert -1e-3 <= float(found) * 1000 - metres < 1 + 1e-3
        assert leg_km(stream_at(*one, "grid"), there) == 0
    assert leg_km(stream_at(None, None, "road"), Site("to", 60, 25, False, False, ())) is None
    assert leg_km(stream_at(None, None, "road"), Site("from", None, None, False, False, ())) == 0


def test_fits_go_upwards_and_by_one_substitution():
    made = Town()
    for name in "abcdefg":
        made.resource(name)
    made.resource("m3", unit="m3")
    for narrow, broad, method in (
        ("a", "b", "assumed"),
        ("a", "c", "reported"),
        ("b", "d", "reported"),
        ("c", "d", "reported"),
    ):
        made.link("KIND_OF", f"resource:{narrow}", f"resource:{broad}", method=method)
    made.link("KIND_OF", "resource:d", "resource:m3")
    made.link("SUBSTITUTES", "resource:c", "resource:e", ratio=0.5)
    made.link("SUBSTITUTES", "resource:d", "resource:e", ratio=0.7, method="assumed")
    made.link("KIND_OF", "resource:e", "resource:f")
    made.link("SUBSTITUTES", "resource:f", "resource:g", ratio=2)
    world = world_of(made)

    def fit(one, other):
        return world.fit(world.resource(f"resource:{one}"), world.resource(f"resource:{other}"))

    assert fit("a", "a") == (1, True, False)
    assert fit("a", "b") == (1, True, True)
    assert fit("a", "d") == (1, True, False)
    assert fit("a", "f") == (Fraction(7, 10), False, True)
    assert fit("e", "g") == (2, False, False)
    assert fit("c", "g") is None
    assert fit("d", "a") is None
    assert fit("a", "m3") is None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"temperature_c": None, "temperature_min_c": 40, "temperature_max_c": 60}, "met"),
        ({"temperature_c": None, "temperature_min_c": 34, "temperature_max_c": 60}, "violated"),
        ({"temperature_c": None, "temperature_min_c": 40, "temperature_max_c": 71}, "violated"),
        ({"temperature_c": None, "temperature_min_c": 40}, "unknown"),
        ({"temperature_c": None, "temperature_min_c": 71}, "violated"),
        ({"temperature_c": None, "temperature_max_c": 34}, "violated"),
        ({"temperature_c": 50, "temperature_min_c": 0, "temperature_max_c": 99}, "met"),
        ({"temperature_c": None}, "unknown"),
    ],
)
def test_the_whole_interval_of_a_temperature_has_to_fit(said, state):
    case = CASES["with_blend"]()
    port = "INPUT_TO|resource:clay|process:kiln|main"
    records = changed(case.records, port, min_temperature_c=35, max_temperature_c=70)
    records = changed(records, "offer:clay", **{"note": "told", **said})
    assert verify(case.certificate, facts_of(records)).states[6] == state


def test_hazardous_ash_is_not_blended():
    case = CASES["with_blend"]()
    case.records.code("100104", hazardous=True)
    case.records.code("100101")
    case.records.link("CODED", "offer:dirty", "wastecode:100101")
    assert verify(case.certificate, facts_of(case.records)).states[5] == "met"
    case.records.link("CODED", "offer:dirty", "wastecode:100104")
    assert verify(case.certificate, facts_of(case.records)).states[5] == "violated"


def test_a_loop_needs_a_stock_to_start():
    """The kiln's own ash goes back into it: 12 t of 60 x 0.2."""
    case = CASES["with_blend"]()
    own = {"substances": ["Cd"], "shares": [0.001]}
    case.records.makes("process:kiln", "resource:ash", 0.1, "residue", **own)
    loop = flow(("process:kiln", "resource:ash", "residue"), ("process:kiln", "resource:ash", "co_input"), ["6"], "0")
    certificate = copy.deepcopy(case.certificate)
    certificate["flows"] = [*certificate["flows"][:2], loop, *certificate["flows"][2:]]
    certificate["flows"][3]["amounts"], certificate["flows"][4]["amounts"] = ["4"], ["2"]
    started = changed(case.records, "process:kiln", start_up_stock=1)
    facts = facts_of(started)
    assert verify(completed({**certificate, "slack": []}, facts), facts).holds
    verdict = verify(sealed(certificate), facts_of(case.records))
    assert {violation.condition for violation in verdict.violations} - {0} == {1}


@pytest.mark.parametrize(
    ("subject", "said", "known"),
    [
        ("INPUT_TO|resource:rubber|process:pyrolysis|main", {"amount": None}, 0),
        ("INPUT_TO|resource:oil|process:refining|main", {"amount": None}, 1),
        ("OUTPUTS|process:refining|resource:fuel|main", {"amount": None}, 1),
    ],
)
def test_amounts_are_known_until_the_first_unknown(subject, said, known):
    case = CASES["unknown_yield"]()
    records = changed(case.records, subject, **said)
    wrong = [one.message for one in verify(case.certificate, facts_of(records)).violations]
    assert any(f"known_until is {known}" in message for message in wrong) == (known != 1)


def test_an_unknown_output_at_the_end_of_the_line_leaves_the_amount_delivered_unknown():
    case = CASES["with_blend"]()
    records = changed(case.records, "OUTPUTS|process:kiln|resource:brick|main", amount=None)
    verdict = verify(case.certificate, facts_of(records))
    assert any("known_until is 1, not None" in one.message for one in verdict.violations)
    # Bricks are claimed that cannot be known.
    assert verdict.states[2] == "violated"


def test_the_other_ends_of_the_intervals():
    case = CASES["direct"]()
    low, high = (world_of(case.records, end) for end in ("low", "high"))
    assert (low.offer("offer:scrap").supply.amount, high.need("need:melt").supply.amount) == (80, 110)
    records = changed(CASES["line_of_two"]().records, "INPUT_TO|resource:food|process:digester|main", amount_max=1.5)
    port, other = (world_of(records, end).process("process:digester").ports[0] for end in ("low", "high"))
    assert (port.amount, other.amount) == (Fraction(3, 2), None)


@pytest.mark.parametrize(("period", "yearly"), [("month", 60), ("day", 1825), ("hour", 43800)])
def test_amounts_are_brought_to_a_year(period, yearly):
    records = changed(CASES["direct"]().records, "offer:scrap", amount=5, period=period)
    assert world_of(records).offer("offer:scrap").supply.amount == yearly


def test_what_comes_once_takes_no_part():
    records = changed(CASES["direct"]().records, "offer:scrap", period="once")
    assert world_of(records).offer("offer:scrap") is None


def test_the_year_is_cut_where_anything_changes():
    case = CASES["with_store"]()
    question = read_certificate(case.certificate).question
    world = world_of(case.records)
    assert cut(world, [world.process("process:silo")], question) == [{6, 7, 8, 9}, {10, 11, 12, 1, 2, 3, 4, 5}]
    assert cut(world, [], question._replace(months=frozenset({1}))) == [{1}, {2, 3, 4, 5}, {6, 7, 8, 9}, {10, 11, 12}]
    direct = world_of(CASES["direct"]().records)
    assert cut(direct, [], question) == [set(range(1, 13))]


def test_no_certificate_raises_an_error():
    case = CASES["with_feeder"]()
    facts, rng = facts_of(case.records), random.Random(1)
    paths = {path[:end] for path, _ in leaves(case.certificate) for end in range(1, len(path) + 1)}
    for path in sorted(paths, key=str):
        certificate = copy.deepcopy(case.certificate)
        inner = certificate
        for step in path[:-1]:
            inner = inner[step]
        for value in rng.sample(NONSENSE, 3):
            inner[path[-1]] = value
            assert verify(sealed(certificate), facts).status in ("certified", "conditional", "broken")
