"""What a check finds: a state, what is not known, and why something does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph_kb.symbiosis.verifying.things import Unknown

MET, ASSUMED, UNKNOWN, VIOLATED = "met", "assumed", "unknown", "violated"
STATES = (MET, ASSUMED, UNKNOWN, VIOLATED)
"""From the best to the worst."""


class Violation(NamedTuple):
    """What is wrong: the number of the condition, 0 for the certificate itself, and by how much."""

    condition: int
    message: str


class Finding(NamedTuple):
    """Result of one check of one lane."""

    state: str = MET
    unknowns: tuple[Unknown, ...] = ()
    reasons: tuple[str, ...] = ()

    def resting_on(self, assumed: bool) -> Finding:
        """The same, where it rests on an assumed fact."""
        return self._replace(state=ASSUMED) if assumed and self.state == MET else self


def worst(states: Iterable[str]) -> str:
    """The worst of some states; met of none."""
    return max(states, key=STATES.index, default=MET)


def together(findings: Iterable[Finding]) -> Finding:
    """Several findings as one: the worst state, everything unknown, every reason."""
    found = list(findings)
    unknowns = dict.fromkeys(unknown for one in found for unknown in one.unknowns)
    reasons = tuple(reason for one in found for reason in one.reasons)
    return Finding(worst(one.state for one in found), tuple(unknowns), reasons)


def violated(reason: str) -> Finding:
    """A check that does not hold."""
    return Finding(VIOLATED, reasons=(reason,))


def not_known(*unknowns: Unknown) -> Finding:
    """A check that cannot be made."""
    return Finding(UNKNOWN, unknowns)
