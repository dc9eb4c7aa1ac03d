"""Certificates that are right are found to be right."""

from __future__ import annotations

import pytest

from graph_kb.symbiosis.verifying import verify

from .town import facts_of
from .towns import CASES


@pytest.mark.parametrize("name", CASES)
def test_a_right_certificate_is_right(name):
    case = CASES[name]()
    verdict = verify(case.certificate, facts_of(case.records))
    assert not verdict.violations
    assert verdict.status == case.certificate["status"]
    assert {one["number"]: one["state"] for one in case.certificate["conditions"]} == verdict.states
