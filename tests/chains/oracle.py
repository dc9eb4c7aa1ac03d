"""Every chain of a small world, by enumeration straight from its records: what a search engine is checked against.

Written from docs/chain-model.md alone; it shares nothing with an engine. Every need, every set of processes, every
wiring has its linear program, but for sets of which a proper subset is a chain: those are not minimal, nor is any
larger set.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, permutations

from .balance import Balance
from .lanes import Lanes
from .numbers import Numbers
from .program import Solution, Solver
from .wirings import Wiring, Wirings
from .world import World

SAME_VALUE = 1e-9
EXACT_TIE = 1e-10
NEAR_TIE = 1e-7
Chosen = tuple[frozenset[str], str]


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
        self.sets: dict[Chosen, list[Wiring]] = defaultdict(list)
        for wiring in self.wirings.all():
            self.sets[wiring.processes, wiring.need.id].append(wiring)
        self.rejected: list[Chosen] = []
        self.found = self._minimal()

    def _minimal(self) -> list[Found]:
        taken: dict[str, list[frozenset[str]]] = defaultdict(list)
        found = []
        for processes, need in sorted(self.sets, key=lambda one: (len(one[0]), one[1], sorted(one[0]))):
            if any(smaller < processes for smaller in taken[need]):
                self.rejected.append((processes, need))
            elif best := self._best(processes, need):
                taken[need].append(processes)
                found.append(best)
        return found

    def _best(self, processes: frozenset[str], need: str) -> Found | None:
        solved = [(wiring, self.balance.best(wiring)) for wiring in self.sets[processes, need]]
        held = [(wiring, solution.value) for wiring, solution in solved if solution]
        if not held:
            return None
        value = max(value for _, value in held)
        near = [(wiring, one) for wiring, one in held if one == value or same(one, value, SAME_VALUE)]
        wiring = min((wiring for wiring, _ in near), key=lambda one: one.metres)
        return Found(processes, need, value, wiring.metres, wiring, self)

    def solution(self, found: Found) -> Solution:
        """Amounts of the best wiring."""
        solution = self.balance.best(found.wiring, detail=True)
        assert solution is not None
        return solution

    def feasible(self, processes: frozenset[str], need: str) -> bool:
        return any(self.balance.best(wiring) for wiring in self.sets[processes, need])


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
