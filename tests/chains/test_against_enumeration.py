"""The engine against the enumeration, world by world: the same chains, values and lists.

CHAIN_SEEDS small worlds and CHAIN_LARGE of 10 to 12 processes, in blocks that can run at once. The hard cases that the
worlds show are counted; many worlds must show each of them often, or the comparison says little.
"""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest

from .agreement import compare
from .cases import HARD
from .tally import Tally

SMALL, LARGE = int(os.environ.get("CHAIN_SEEDS", "300")), int(os.environ.get("CHAIN_LARGE", "6"))
MANY, OFTEN = 2000, 50
BLOCKS = [("small", first, 40) for first in range(40)] + [("large", first, 10) for first in range(10)]
"""Size, first seed and step: seeds that take long are spread."""
BLOCKS = [(size, first, step) for size, first, step in BLOCKS if first < (SMALL if size == "small" else LARGE)]


@pytest.mark.parametrize(("size", "first", "step"), BLOCKS)
def test_chains_are_those_of_the_enumeration(size, first, step, tmp_path_factory, capfd):
    counts, wrong = Counter(), []
    for seed in range(1 + first, 1 + (SMALL if size == "small" else LARGE), step):
        said, shown = compare(seed, (10, 12) if size == "large" else None)
        wrong += [f"{size} {seed}: {one}" for one in said]
        counts.update(shown)
    seen = Tally.of(tmp_path_factory, "hard-cases").add(f"{size}-{first}", counts, len(BLOCKS))
    assert not wrong, "\n".join(wrong)
    if seen is not None:
        with capfd.disabled():
            print(table(seen), file=sys.stderr)
        rare = {name: seen[name] for name in HARD if seen[name] < OFTEN}
        assert SMALL < MANY or rare == {}


def table(seen: Counter[str]) -> str:
    """How often each case was seen, rarest first."""
    totals = ("worlds", "chains", "ambiguous lists")
    rows = [*totals, *sorted(HARD, key=lambda name: seen[name])]
    return "\n" + "\n".join(f"{seen[name]:>9,}  {name}" for name in rows)
