"""Whether the engine and the enumeration say the same of a world."""

from __future__ import annotations

from collections import Counter

from .asking import Asked
from .cases import cases, world_cases
from .generator import make
from .oracle import Answers, Found, ranked, same
from .world import World

Lists = tuple[tuple[int, float], ...]
LISTS: Lists = ((10, 0.5), (3, 0.3))
"""Lists that are compared: their length, and how much alike their chains may be."""
CLOSELY: Lists = ((1, 0.5), (2, 0.3), (4, 0.7), *LISTS)
"""Those of a single world: a bound that is too low shows where the best chain is asked for alone."""


def assert_agrees(world: World) -> None:
    """The engine and the enumeration say the same of a world, in its certified and its conditional chains."""
    answers, asked = Answers(world), Asked(world)
    for strict, found in ((True, answers.certified), (False, answers.conditional)):
        assert differences(asked, strict, found, CLOSELY) == []


def compare(seed: int, size: tuple[int, int] | None) -> tuple[list[str], Counter[str]]:
    """What differs in a world, and the cases that it shows."""
    world = make(seed, size)
    answers, asked = Answers(world), Asked(world)
    kinds = ((True, answers.certified), (False, answers.conditional))
    wrong = [f"{kind(strict)}, {one}" for strict, found in kinds for one in differences(asked, strict, found)]
    counts = Counter(name for _, found in kinds for one in found for name in cases(world, one))
    counts.update(world_cases(world, answers))
    counts.update({"worlds": 1, "chains": sum(len(found) for _, found in kinds)})
    counts["ambiguous lists"] += sum(ranked(found, *each)[1] for _, found in kinds for each in LISTS)
    return wrong, counts


def differences(asked: Asked, strict: bool, found: list[Found], lists: Lists = LISTS) -> list[str]:
    """In which chains, values and lists the engine differs."""
    expected, told = {one.key: one for one in found}, asked.all(strict)
    wrong = [f"misses {named(key)} worth {expected[key].value}" for key in expected.keys() - told.keys()]
    wrong += [f"has {named(key)} worth {told[key].value}" for key in told.keys() - expected.keys()]
    for key in expected.keys() & told.keys():
        one, other = expected[key], told[key]
        if not same(one.value, other.value, 1e-6) or one.metres != other.metres:
            wrong.append(f"{named(key)}: {other.value} over {other.metres} m, not {one.value} over {one.metres} m")
    for k, different in lists:
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
