"""Which smaller sets of processes are chains."""

from __future__ import annotations

import random
import time
from collections import Counter
from fractions import Fraction

import pytest

from graph_kb.symbiosis.verifying import minimality, verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.symbiosis.verifying.exact_lp import Constraint, solve
from graph_kb.symbiosis.verifying.minimality import Decider
from graph_kb.symbiosis.verifying.pool import Pool, cut
from graph_kb.symbiosis.verifying.system import System
from graph_kb.symbiosis.verifying.world import World

from .changes import changed
from .drafts import sealed
from .town import DAY, facts_of
from .towns import CASES


def numbers(verdict):
    """Conditions that are violated, beside the claims that follow."""
    return {violation.condition for violation in verdict.violations} - {0}


def with_resin(amounts, **said):
    """The world with a feeder, and offers of resin that make it needless where they are enough."""
    case = CASES["with_feeder"]()
    for at, amount in enumerate(amounts):
        case.records.offer(f"resin-{at}", "facility:c", "resource:resin", amount, **said)
    return case


def test_an_offer_that_is_enough_makes_a_feeder_needless():
    case = with_resin([1])
    verdict = verify(case.certificate, facts_of(case.records))
    assert numbers(verdict) == {11}
    assert "process:board" in verdict.violations[0].message


@pytest.mark.parametrize(
    "said",
    [
        {"amount_min": 1, "amount": None},
        {"continuity": None},
        {"method": "assumed"},
        {"legal_status": None},
        {"legal_status": "waste"},
        {"continuity": "one_off"},
    ],
)
def test_an_offer_that_is_not_known_or_not_allowed_does_not(said):
    case = CASES["with_feeder"]()
    case.records.offer("resin", "facility:c", "resource:resin", **{"amount": 1, **said})
    assert verify(case.certificate, facts_of(case.records)).holds


@pytest.mark.parametrize(("least", "condition"), [("10", {11}), ("10001/1000", set()), ("300", set())])
def test_a_smaller_set_must_bring_the_least_amount(least, condition):
    case = with_resin([0.6, 0.4])
    case.certificate["question"]["min_amount"] = least
    assert numbers(verify(sealed(case.certificate), facts_of(case.records))) == condition


def test_a_source_that_fits_the_need_makes_every_process_needless():
    case = CASES["with_blend"]()
    case.records.link("KIND_OF", "resource:clay", "resource:brick")
    verdict = verify(case.certificate, facts_of(case.records))
    assert numbers(verdict) == {11}
    assert "[]" in verdict.violations[0].message


def test_an_assumed_fit_makes_no_certified_chain():
    case = CASES["with_blend"]()
    case.records.link("KIND_OF", "resource:clay", "resource:brick", method="assumed")
    assert verify(case.certificate, facts_of(case.records)).holds


def test_a_conditional_chain_must_be_minimal_under_lenient_facts():
    case = CASES["conditional"]()
    case.records.link("SUBSTITUTES", "resource:sludge", "resource:soil", ratio=None)
    verdict = verify(case.certificate, facts_of(case.records))
    # The need takes products only, and sludge is waste.
    assert verdict.holds
    case = CASES["unknown_yield"]()
    case.records.link("SUBSTITUTES", "resource:oil", "resource:fuel", ratio=None)
    assert numbers(verify(case.certificate, facts_of(case.records))) == {11}


def test_a_conditional_chain_has_no_certified_wiring():
    """Another input of the same process, of which all is known, would carry the line as well."""
    case = CASES["unknown_yield"]()
    case.records.makes("process:pyrolysis", "resource:steam", 0.1, "by_product")
    verdict = verify(case.certificate, facts_of(case.records))
    assert 1 not in numbers(verdict)


@pytest.mark.parametrize(("each", "condition"), [(0.0025, set()), (0.0035, {11})])
def test_thousands_of_small_offers_are_counted_exactly(each, condition):
    """3,000 offers of resin: 7.5 t make 75 boards, 10.5 t make 105, of 100 wanted at least."""
    case = with_resin([each] * 3000)
    case.certificate["question"]["min_amount"] = "100"
    facts = facts_of(case.records)
    before = time.perf_counter()
    assert numbers(verify(sealed(case.certificate), facts)) == condition
    assert time.perf_counter() - before < 20


def test_groups_decide_as_single_offers_do(monkeypatch):
    """Ash of eight compositions at random: groups of one, then two, then four of them, against every offer alone."""
    monkeypatch.setattr(minimality, "_GROUPS", 1)
    monkeypatch.setattr(minimality, "_FINER", 2)
    rng, answers = random.Random(5), Counter()
    for _ in range(40):
        case = CASES["with_blend"]()
        for at in range(6):
            shares = {"substances": ["Cd"], "shares": [rng.choice((0, 0.001, 0.0019, 0.0021, 0.003, 0.02))]}
            case.records.offer(f"ash-{at}", "facility:c", "resource:ash", rng.randint(0, 4), **shares)
        records = changed(case.records, "offer:clean", amount=2)
        world = World(facts_of(records), "expected", DAY)
        source, need, kiln = world.offer("offer:clay"), world.need("need:bricks"), world.process("process:kiln")
        asked = read_certificate(case.certificate).question
        question = asked._replace(min_amount=Fraction(rng.randint(20, 100)))
        decider = Decider(world, question, source, need, strict=True)
        pool, periods = Pool(world, question, strict=True), cut(world, [kiln], question)
        for wiring in decider.wirings([kiln]):
            rows = System(world, wiring, pool.side_lanes(wiring), frozenset(), periods, question).rows()
            alone = solve([Constraint(row.terms, row.is_equal, row.right) for row in rows]).solution is not None
            assert decider.is_feasible(wiring) == alone
            answers[alone] += 1
    assert min(answers[True], answers[False]) > 5, answers
