"""A certificate in which one value is another: it is found, and the condition named."""

from __future__ import annotations

import copy

import pytest

from graph_kb.symbiosis.verifying import certificate_hash, verify

from .changes import leaves, replaced
from .drafts import disposed, flow, line, sealed
from .town import facts_of
from .towns import CASES

WORDS = ("unit", "reason", "question", "day", "data_version", "optimality", "hash")
"""Values that may be others: words for people, and the place among other certificates."""
BOUNDS = ("max_processes", "max_feeders", "min_amount", "max_leg_km", "max_total_km", "weights", "end")
"""Parts of the question: another one may have the same answer; see the tests of each."""


def numbers(verdict):
    return {violation.condition for violation in verdict.violations}


def other(value):
    """A value of the same kind that is not the same."""
    if isinstance(value, bool):
        return not value
    if value is None:
        return "17"
    if isinstance(value, int):
        return value % 12 + 1
    if isinstance(value, float):
        return value / 2
    return f"{value}0" if value[-1:].isdigit() and value != "0" else f"{value}1"


def mutations(certificate):
    for path, value in leaves(certificate):
        is_free = any(step in WORDS or step in BOUNDS for step in path)
        if not is_free and not (path[0] == "question" and path[1] == "months"):
            yield path, other(value)


@pytest.mark.parametrize("name", CASES)
def test_any_other_value_is_found(name):
    case = CASES[name]()
    facts = facts_of(case.records)
    found = {
        path: verify(replaced(case.certificate, path, value), facts) for path, value in mutations(case.certificate)
    }
    assert len(found) > 40
    assert [path for path, verdict in found.items() if verdict.holds] == []


@pytest.mark.parametrize("name", CASES)
def test_any_key_that_is_missing_is_found(name):
    case = CASES[name]()
    facts = facts_of(case.records)
    optional = {"optimality", "data_version", "slack", "facts", "disposals"}
    for key in set(case.certificate) - {"hash"}:
        certificate = {name: value for name, value in case.certificate.items() if name != key}
        verdict = verify(sealed(certificate), facts)
        assert not verdict.holds or key in optional or not case.certificate[key], key


def test_a_certificate_with_another_hash_is_found():
    case = CASES["direct"]()
    verdict = verify({**case.certificate, "hash": "0" * 64}, facts_of(case.records))
    assert numbers(verdict) == {0}
    assert verdict.status == "certified"
    assert certificate_hash({**case.certificate, "optimality": {}}) == case.certificate["hash"]


CLAIMS = (  # condition, case, path, value
    (1, "line_of_two", ("source",), "offer:water"),
    (1, "line_of_two", ("processes", 0, "line_output", "role"), "by_product"),
    (1, "line_of_two", ("processes", 0, "line_output", "resource"), "resource:vapour"),
    (1, "line_of_two", ("processes", 0, "part"), "feeder"),
    (1, "line_of_two", ("processes", 1, "id"), "process:digester"),
    (1, "line_of_two", ("flows", 3, "stream", "offer"), "offer:nowhere"),
    (1, "line_of_two", ("flows", 3, "stream", "offer"), "offer:food"),
    (1, "line_of_two", ("flows", 0, "factor"), "2"),
    (1, "line_of_two", ("flows", 4, "receiver", "need"), "need:heating"),
    (2, "line_of_two", ("flows", 0, "amounts", 0), "601"),
    (2, "line_of_two", ("flows", 1, "amounts", 0), "299"),
    (2, "line_of_two", ("flows", 2, "amounts", 0), None),
    (2, "line_of_two", ("flows", 3, "amounts", 0), "12001/100"),
    (2, "line_of_two", ("flows", 3, "amounts", 0), "-1"),
    (2, "line_of_two", ("processes", 0, "activity", 0), "6001/10"),
    (2, "line_of_two", ("processes", 0, "activity", 0), None),
    (2, "line_of_two", ("disposals", 0, "amounts", 0), "239"),
    (2, "line_of_two", ("disposals", 0, "role"), "main"),
    (2, "with_feeder", ("disposals", 0, "resource"), "resource:resin"),
    (2, "with_store", ("flows", 0, "amounts", 0), "119"),
    (2, "unknown_yield", ("processes", 1, "activity", 0), "20"),
    (2, "unknown_yield", ("flows", 1, "amounts", 0), "20"),
    (5, "line_of_two", ("flows", 4, "checks", "composition"), "unknown"),
    (6, "line_of_two", ("flows", 2, "checks", "form"), "assumed"),
    (7, "conditional", ("flows", 0, "checks", "law"), "met"),
    (8, "with_store", ("periods", 0, 0), 5),
    (8, "with_store", ("periods", 0, 0), 7),
    (9, "conditional", ("flows", 0, "checks", "distance"), "met"),
    (9, "line_of_two", ("flows", 0, "km"), "14"),
    (9, "line_of_two", ("flows", 4, "km"), None),
    (9, "line_of_two", ("question", "max_total_km"), "20"),
    (9, "direct", ("question", "max_leg_km"), "14"),
    (11, "line_of_two", ("minimal", 1, "processes", 0), "process:boiler"),
    (11, "line_of_two", ("minimal", 1, "reason"), ""),
    (12, "line_of_two", ("question", "max_processes"), 1),
    (12, "with_feeder", ("question", "max_feeders"), 0),
    (12, "direct", ("question", "min_amount"), "101"),
    (0, "direct", ("status",), "conditional"),
    (0, "conditional", ("status",), "certified"),
    (0, "unknown_yield", ("known_until",), None),
    (0, "unknown_yield", ("known_until",), 2),
    (0, "line_of_two", ("known_until",), 2),
    (0, "line_of_two", ("conditions", 6, "state"), "assumed"),
    (0, "conditional", ("conditions", 6, "state"), "met"),
    (0, "conditional", ("conditions", 3, "number"), 5),
    (0, "conditional", ("unknowns", 0, "property"), "name"),
    (0, "conditional", ("unknowns", 0, "ask"), "facility:a"),
    (0, "line_of_two", ("value", "total"), "0"),
    (0, "line_of_two", ("value", "terms", "transport"), "0"),
    (0, "with_feeder", ("value", "missing", 0, "property"), "market_price_eur_per_unit"),
    (0, "with_store", ("value", "terms", "distance"), "0"),
    (0, "with_store", ("slack", 0, "left"), "1"),
    (0, "direct", ("holds_at", "low"), True),
    (0, "direct", ("holds_at", "high"), None),
    (0, "direct", ("facts", 0, "value"), "121"),
    (0, "direct", ("facts", 0, "as_of"), "2025"),
    (0, "line_of_two", ("flows", 0, "amounts", 0), 600.0),
    (0, "line_of_two", ("flows", 0, "on_line"), "yes"),
    (0, "line_of_two", ("format",), "graph-kb-chain/2"),
    (0, "line_of_two", ("flows", 0, "amounts"), ["600", "0"]),
    (0, "line_of_two", ("question", "weights", "net_value"), "2"),
    (0, "line_of_two", ("question", "end"), "middle"),
    (0, "line_of_two", ("question", "max_feeders"), "1/2"),
    (0, "line_of_two", ("question", "max_feeders"), -1),
    (0, "line_of_two", ("periods", 0, 0), 13),
    (0, "line_of_two", ("processes",), {}),
)


@pytest.mark.parametrize(("condition", "name", "path", "value"), CLAIMS, ids=lambda value: str(value)[:50])
def test_another_claim_is_named(condition, name, path, value):
    case = CASES[name]()
    verdict = verify(replaced(case.certificate, path, value), facts_of(case.records))
    assert condition in numbers(verdict), verdict.violations


def judged(name, change):
    """Verdict on a certificate after a change that is more than one value."""
    case = CASES[name]()
    certificate = copy.deepcopy(case.certificate)
    change(certificate)
    return verify(sealed(certificate), facts_of(case.records))


def test_a_lane_of_the_line_that_is_not_claimed():
    assert 2 in numbers(judged("line_of_two", lambda one: one["flows"].pop(1)))


def test_a_flow_claimed_twice_is_double_use():
    assert 10 in numbers(judged("line_of_two", lambda one: one["flows"].append(one["flows"][3])))


def test_a_port_that_nothing_flows_into():
    assert 2 in numbers(judged("line_of_two", lambda one: one["flows"].pop(3)))


def test_a_line_in_the_wrong_order():
    assert 1 in numbers(judged("line_of_two", lambda one: one["processes"].reverse()))


def test_a_feeder_that_comes_after_what_it_feeds():
    verdict = judged("with_feeder", lambda one: one["processes"].reverse())
    assert 1 in numbers(verdict)


def test_a_chosen_output_goes_nowhere_else():
    def change(one):
        resin = ("process:resin", "resource:resin", "main")
        one["flows"].append(flow(resin, "need:boards", ["0"], None))
        one["disposals"].append(disposed(*resin, ["0"]))

    assert {1, 2} <= numbers(judged("with_feeder", change))


def test_offers_beside_the_line_go_into_ports_only():
    verdict = judged("direct", lambda one: one["flows"].append({**one["flows"][0], "on_line": False}))
    assert 1 in numbers(verdict)


def test_periods_in_another_order_of_the_year():
    verdict = judged("with_store", lambda one: one.update(periods=[[6, 7, 8, 9], [10, 11, 12, 1, 2, 3, 5, 4]]))
    assert 8 in numbers(verdict)


def test_periods_that_are_finer_than_needed_are_accepted():
    def change(one):
        one["periods"] = [[12, 1, 2, 3, 4, 5], [6, 7, 8, 9], [10, 11]]
        for part, name in ((one["processes"][0], "activity"), *((each, "amounts") for each in one["flows"])):
            summer, winter = part[name]
            part[name] = [f"{int(winter) * 6}/8", summer, f"{int(winter) * 2}/8"]

    assert judged("with_store", change).holds


def test_the_months_that_a_question_leaves_out_are_no_months_of_the_source():
    months = [6, 7, 8]
    verdict = judged("with_store", lambda one: one["question"].update(months=months))
    assert 8 in numbers(verdict)


@pytest.mark.parametrize("asked", [{"max_feeders": None}, {"max_feeders": 1}, {}])
def test_a_certificate_that_says_nothing_of_feeders_may_have_any(asked):
    def change(one):
        one["question"].pop("max_feeders")
        one["question"].update(asked)

    assert judged("with_feeder", change).holds


def test_a_process_too_many_breaks_minimality():
    def change(one):
        one["processes"] = [line("process:kiln", "resource:ash co_input", "resource:brick main", ["20"])]

    assert 1 in numbers(judged("with_blend", change))


def test_what_is_no_certificate_is_refused_without_an_error():
    facts = facts_of(CASES["direct"]().records)
    for nonsense in ({}, {"format": "graph-kb-chain/1"}, {"format": []}):
        assert verify(nonsense, facts).status == "broken"
