"""Every chain that the search finds gets a certificate that the verifier finds right."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from graph_kb.symbiosis.certifying import summary
from graph_kb.symbiosis.verifying import verify

from .certified import Certifier
from .generator import make

SEEDS = range(1, 151)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_chain_has_a_right_certificate(seed: int) -> None:
    certifier = Certifier(make(seed))
    for found in certifier.found():
        # As it is after it was written to a file and read again.
        certificate = json.loads(json.dumps(certifier.certificate(found)))
        verdict = verify(certificate, certifier.facts)
        assert verdict.violations == ()
        assert verdict.status == certificate["status"] == ("certified" if found.strict else "conditional")
        assert {one["number"]: one["state"] for one in certificate["conditions"]} == verdict.states
        total = Fraction(certificate["value"]["total"])
        largest = max(abs(Fraction(term)) for term in certificate["value"]["terms"].values())
        assert abs(float(total) - found.value) <= 1e-8 * max(1.0, float(largest))
        assert summary(certificate)["to_find_out"] == len(verdict.unknowns)


def test_the_worlds_have_chains_of_all_sorts() -> None:
    seen = set()
    for seed in SEEDS[:60]:
        for one in Certifier(make(seed)).certificates():
            seen |= {one["status"], f"limited {one['value']['limited']}", f"known {one['known_until'] is None}"}
            seen |= {process["part"] for process in one["processes"]} | {f"{len(one['periods'])} periods"}
            seen |= {"disposal"} if one["disposals"] else set()
    wanted = {"certified", "conditional", "limited True", "known True", "known False"}
    assert wanted | {"line", "feeder", "1 periods", "2 periods", "disposal"} <= seen
