"""The order of relaxations: fewest conditions, then how plausible and how valuable."""

from __future__ import annotations

from graph_kb.symbiosis.why_not.model import KINDS, Broken, Relaxation

VALUE = 0.02
"""What the largest value counts beside the weights of the kinds."""
STEP = 0.01
"""What each further process counts."""
NOTHING_LEFT = 0.3
"""What a least load counts in addition that would have to be given up altogether."""
BLEND = 0.15
"""What the limit of a blend counts in addition: more of what is clean does as well."""
OWN_LIMIT = 0.2
"""What a line counts in addition that is too long as a whole: whoever asks has set that limit."""


def ranked(found: list[Relaxation]) -> list[Relaxation]:
    """Best first, the same for the same facts."""
    highest = max((abs(one.value or 0.0) for one in found), default=0.0) or 1.0
    return sorted(found, key=lambda one: (len(one.broken), round(score(one, highest), 9), _names(one)))


def score(one: Relaxation, highest: float) -> float:
    """The lower, the better."""
    weight = sum(_weight(broken) for broken in one.broken)
    return weight + STEP * (len(one.processes) + len(one.feeders)) - VALUE * (one.value or 0.0) / highest


def _weight(broken: Broken) -> float:
    required, stated = broken.required, broken.stated
    given_up = broken.kind == "minimum_load" and stated and required is not None and required <= 0.02 * stated
    blended = broken.kind == "composition" and broken.more.get("of") == "blend"
    own = OWN_LIMIT if broken.kind == "distance" and "sites" not in broken.more else 0.0
    return KINDS[broken.kind].weight + own + (NOTHING_LEFT if given_up else BLEND if blended else 0.0)


def _names(one: Relaxation) -> list[tuple[object, ...]]:
    return sorted(broken.key for broken in one.broken)
