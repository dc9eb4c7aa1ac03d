"""The order of relaxations: fewest conditions, then how plausible and how valuable."""

from __future__ import annotations

from graph_kb.symbiosis.why_not.looking import Mended
from graph_kb.symbiosis.why_not.model import KINDS

VALUE = 0.02
"""What the largest value counts beside the weights of the kinds."""
STEP = 0.01
"""What each further process counts."""


def ranked(found: list[Mended]) -> list[Mended]:
    """Best first, the same for the same facts."""
    highest = max((abs(one.value) for one in found), default=0.0) or 1.0
    return sorted(found, key=lambda one: (len(one.repairs), score(one, highest), sorted(one.keys)))


def score(one: Mended, highest: float) -> float:
    """The lower, the better."""
    weight = sum(KINDS[repair.broken.kind].weight for repair in one.repairs)
    return weight + STEP * len(one.line.members) - VALUE * one.value / highest
