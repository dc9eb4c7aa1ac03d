"""The engine against the enumeration, world by world: the same chains, values and lists.

CHAIN_SEEDS small worlds and CHAIN_LARGE of 10 to 12 processes, in blocks that can run at once. The hard cases that the
worlds show are counted; many worlds must show each of them often, or the comparison says little.
"""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest

from .asking import Asked
from .cases import HARD, cases, world_cases
from .generator import make
from .oracle import Answers, Found, ranked, same
from .tally import Tally

SMALL, LARGE = int(os.environ.get("CHAIN_SEEDS", "300")), int(os.environ.get("CHAIN_LARGE", "6"))
MANY, OFTEN = 2000, 50
LISTS = ((10, 0.5), (3, 0.3))
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


def compare(seed: int, size: tuple[int, int] | None) -> tuple[list[str], Counter[str]]:
    """What differs in a world, and the cases that it shows."""
    world = make(seed, size)
    answers, asked = Answers(world), Asked(world)
    kinds = ((True, answers.certified), (False, answers.conditional))
    wrong = [f"{kind(strict)}, {one}" for strict, found in kinds for one in differences(asked, strict, found)]
    counts = Counter(name for _, found in kinds for one in found for name in cases(world, one))
    counts.update(world_cases(world, answers))
    counts.update({"worlds": 1, "chains": sum(len(found) for _, found in kinds)})
    counts["ambiguous lists"] += sum(ranked(found, *size)[1] for _, found in kinds for size in LISTS)
    return wrong, counts


def differences(asked: Asked, strict: bool, found: list[Found]) -> list[str]:
    """In which chains, values and lists the engine differs."""
    expected, told = {one.key: one for one in found}, asked.all(strict)
    wrong = [f"misses {named(key)} worth {expected[key].value}" for key in expected.keys() - told.keys()]
    wrong += [f"has {named(key)} worth {told[key].value}" for key in told.keys() - expected.keys()]
    for key in expected.keys() & told.keys():
        one, other = expected[key], told[key]
        if not same(one.value, other.value, 1e-6) or one.metres != other.metres:
            wrong.append(f"{named(key)}: {other.value} over {other.metres} m, not {one.value} over {one.metres} m")
    for k, different in LISTS:
        chosen, is_ambiguous = ranked(found, k, different)
        listed = [one.key for one in asked.told(strict, k=k, different=different)]
        if not is_ambiguous and listed != [one.key for one in chosen]:
            names = [named(key) for key in listed], [named(one.key) for one in chosen]
            wrong.append(f"lists of {k}, {different}: {names[0]}, not {names[1]}")
    return wrong


def kind(strict: bool) -> str:
    return "certified" if strict else "conditional"


def named(key: tuple[frozenset[str], str]) -> str:
    return f"{'+'.join(sorted(key[0])) or 'direct'} to {key[1]}"


def table(seen: Counter[str]) -> str:
    """How often each case was seen, rarest first."""
    totals = ("worlds", "chains", "ambiguous lists")
    rows = [*totals, *sorted(HARD, key=lambda name: seen[name])]
    return "\n" + "\n".join(f"{seen[name]:>9,}  {name}" for name in rows)
