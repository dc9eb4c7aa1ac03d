"""The order of relaxations: fewest conditions, then how plausible and how valuable."""

from __future__ import annotations

import math

from graph_kb.symbiosis.why_not.model import KINDS, Broken, Relaxation

VALUE = 0.02
"""What the largest value counts beside the weights of the kinds."""
STEP = 0.01
"""What each further process counts."""
CHANGE = 0.3
"""What a change counts that leaves nothing of what is stated, or is a hundred times it."""
_HUNDREDFOLD = math.log(100.0)


def ranked(found: list[Relaxation]) -> list[Relaxation]:
    """Best first, the same for the same facts."""
    highest = max((abs(one.value or 0.0) for one in found), default=0.0) or 1.0
    return sorted(found, key=lambda one: (len(one.broken), round(score(one, highest), 9), _names(one)))


def score(one: Relaxation, highest: float) -> float:
    """The lower, the better."""
    weight = sum(KINDS[broken.kind].weight + CHANGE * change(broken) for broken in one.broken)
    return weight + STEP * (len(one.processes) + len(one.feeders)) - VALUE * (one.value or 0.0) / highest


def change(broken: Broken) -> float:
    """How far what is required lies from what is stated, 0 to 1; only for what a plant can be run by."""
    if broken.kind != "minimum_load" or not broken.stated or broken.required is None:
        return 0.0
    if broken.required <= 0.01 * broken.stated:
        return 1.0
    return min(1.0, abs(math.log(broken.required / broken.stated)) / _HUNDREDFOLD)


def _names(one: Relaxation) -> list[tuple[object, ...]]:
    return sorted(broken.key for broken in one.broken)
