"""Chains of published networks are found with their steps; the shortcuts that tables make of them are no chains."""

import pytest

from graph_kb.symbiosis.verifying import verify

from .certified import Certifier
from .oracle import Answers
from .published import cases

CASES = cases()
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def outline(certificate):
    """Steps of the line, feeders and the need of a certificate."""
    parts = {
        part: [one["id"] for one in certificate["processes"] if one["part"] == part] for part in ("line", "feeder")
    }
    return tuple(parts["line"]), tuple(sorted(parts["feeder"])), certificate["need"]


def found(certifier, status):
    return {outline(one) for one in certifier.certificates() if one["status"] == status}


@every_case
def test_the_published_chains_are_found_and_no_others(case):
    certifier = Certifier(case.world)
    assert found(certifier, "certified") == case.certified
    assert found(certifier, "conditional") == case.conditional
    assert not (case.certified | case.conditional) & case.shortcuts


@every_case
def test_the_enumeration_and_the_verifier_agree(case):
    answers, certifier = Answers(case.world), Certifier(case.world)
    expected = {(frozenset(steps + beside), need) for steps, beside, need in case.certified}
    assert {one.key for one in answers.certified} == expected
    assert all(verify(one, certifier.facts).holds for one in certifier.certificates())
