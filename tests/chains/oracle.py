"""Every chain of a small world, by enumeration straight from its records: what a search engine is checked against.

Written from docs/chain-model.md alone; it shares nothing with an engine. Every need, every set of processes, every
wiring has its linear program, but for sets of which a proper subset is a chain: those are not minimal, nor is any
larger set.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, permutations

from .balance import Balance
from .lanes import Lane, Lanes
from .numbers import Numbers, Plant
from .program import Solution, Solver
from .wirings import Line, Steps, Wiring, Wirings
from .world import World

SAME_VALUE = 1e-9
EXACT_TIE = 1e-10
NEAR_TIE = 1e-7
Chosen = tuple[frozenset[str], str]
Outline = tuple[Steps, tuple[Lane, ...], tuple[Plant, ...]]


@dataclass(frozen=True, eq=False)
class Found:
    """A minimal chain with its best wiring."""

    processes: frozenset[str]
    need: str
    value: float
    metres: int
    wiring: Wiring
    within: Enumeration = field(repr=False)

    @property
    def line_km(self) -> float:
        return self.metres / 1000

    @property
    def key(self) -> Chosen:
        return self.processes, self.need


class Enumeration:
    """All wirings of a world under one kind of facts; whether a set is feasible is worked out once."""

    def __init__(self, numbers: Numbers, strict: bool, solver: Solver, every_loop: bool = False):
        self.strict = strict
        self.lanes = Lanes(numbers, strict)
        self.wirings = Wirings(self.lanes, every_loop)
        self.balance = Balance(self.lanes, solver)
        self.sets: dict[Chosen, list[Outline]] = defaultdict(list)
        self.rejected: list[Chosen] = []
        self.found = self._minimal()

    def _minimal(self) -> list[Found]:
        """Sets by rising size, so that all smaller ones are settled."""
        taken: dict[str, list[frozenset[str]]] = defaultdict(list)
        found, lines = [], self.wirings.lines()
        for size in range(self.wirings.most + 1):
            for key in self._gather(lines, size):
                if any(smaller < key[0] for smaller in taken[key[1]]):
                    self.rejected.append(key)
                elif best := self._best(key):
                    taken[key[1]].append(key[0])
                    found.append(best)
        return found

    def _gather(self, lines: list[Line], size: int) -> list[Chosen]:
        """Sets of one size with the lines and feeders that they are made of."""
        new: dict[Chosen, None] = {}
        for line, legs in lines:
            for plants in self.wirings.feeders(line, size):
                members = [one.process for one, _ in line] + [plant.id for plant in plants]
                key = (frozenset(members), legs[-1].receiver.key[0])
                new[key] = None
                self.sets[key].append((line, legs, plants))
        return sorted(new, key=lambda key: (key[1], sorted(key[0])))

    def wirings_of(self, key: Chosen) -> Iterator[Wiring]:
        for outline in self.sets[key]:
            yield from self.wirings.expand(*outline)

    def _best(self, key: Chosen) -> Found | None:
        solved = [(wiring, self.balance.best(wiring)) for wiring in self.wirings_of(key)]
        held = [(wiring, solution.value) for wiring, solution in solved if solution]
        if not held:
            return None
        value = max(value for _, value in held)
        near = [(wiring, one) for wiring, one in held if one == value or same(one, value, SAME_VALUE)]
        wiring = min((wiring for wiring, _ in near), key=lambda one: one.metres)
        return Found(*key, value, wiring.metres, wiring, self)

    def solution(self, found: Found) -> Solution:
        """Amounts of the best wiring."""
        solution = self.balance.best(found.wiring, detail=True)
        assert solution is not None
        return solution

    def feasible(self, key: Chosen) -> bool:
        return any(self.balance.best(wiring) for wiring in self.wirings_of(key))


class Answers:
    """Certified and conditional chains of a world."""

    def __init__(self, world: World):
        self.world, self.solver = world, Solver()
        self.numbers = Numbers(world)
        self.strict = Enumeration(self.numbers, True, self.solver)
        self.lenient = Enumeration(self.numbers, False, self.solver)
        self.certified = self.strict.found
        held = {one.key for one in self.certified}
        # A set that is minimal under lenient facts and feasible under strict ones is minimal under those as well.
        self.conditional = [one for one in self.lenient.found if one.key not in held]


def chains(world: World, strict: bool) -> list[Found]:
    """Certified chains of a world, or (not strict) its conditional ones. All minimal, in no particular order."""
    if strict:
        return Enumeration(Numbers(world), True, Solver()).found
    return Answers(world).conditional


def same(one: float, other: float, within: float) -> bool:
    return math.isclose(one, other, rel_tol=within, abs_tol=within)


def clusters(found: Iterable[Found], within: float) -> list[list[Found]]:
    """Chains by falling value, those whose neighbours are within a relative difference together."""
    ordered = sorted(found, key=lambda one: (-one.value, *broken(one)))
    groups: list[list[Found]] = []
    for one in ordered:
        if groups and (groups[-1][-1].value == one.value or same(groups[-1][-1].value, one.value, within)):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def broken(found: Found) -> tuple[int, int, list[str], str]:
    """How ties of the value are broken."""
    return len(found.processes), found.metres, sorted(found.processes), found.need


def ranked(found: list[Found], k: int, different: float = 0.5) -> tuple[list[Found], bool]:
    """The first k different chains, and whether noise of floating point numbers could change them.

    Values within EXACT_TIE are one value: ties are broken by the rule. Between EXACT_TIE and NEAR_TIE nobody can
    tell a tie from a difference: the list is ambiguous when another order of such chains alters it.
    """
    order = [sorted(group, key=broken) for group in clusters(found, EXACT_TIE)]
    near = [list(group) for group in _joined(order)]
    chosen = _greedy([one for group in order for one in group], k, different)
    unsure = [group for group in near if len(group) > 1]
    for group in unsure:
        for other in list(permutations(group))[1:25]:
            changed = [part for one in near for part in (other if one is group else one)]
            if _greedy([one for part in changed for one in part], k, different) != chosen:
                return chosen, True
    return chosen, False


def _joined(order: list[list[Found]]) -> list[list[list[Found]]]:
    """Groups of exact ties, those of nearly equal value together."""
    number, last, names = 0, None, []
    for group in order:
        if last is not None and not same(last, group[0].value, NEAR_TIE):
            number += 1
        names.append((number, group))
        last = group[-1].value
    return [[group for _, group in part] for _, part in groupby(names, key=lambda one: one[0])]


def _greedy(order: list[Found], k: int, different: float) -> list[Found]:
    taken: list[Found] = []
    for one in order:
        if len(taken) < k and all(_alike(one, other) <= different for other in taken):
            taken.append(one)
    return taken


def _alike(one: Found, other: Found) -> float:
    first, second = one.processes | {one.need}, other.processes | {other.need}
    return len(first & second) / len(first | second)
