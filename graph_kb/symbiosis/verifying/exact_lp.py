"""Whether linear conditions have a solution, decided in exact fractions by the simplex method.

No solution is proved by multipliers of the rows (Farkas): the columns that are left out can then be priced exactly,
so that a problem with thousands of columns is decided with the few that matter.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from graph_kb.symbiosis.verifying.numbers import ONE, ZERO

Name = TypeVar("Name", bound=Hashable)


class Constraint(NamedTuple, Generic[Name]):
    """The sum of the terms is the right side, or at most that; every variable is at least 0."""

    terms: Mapping[Name, Fraction]
    is_equal: bool
    right: Fraction


class Answer(NamedTuple, Generic[Name]):
    """A solution, or multipliers of the constraints that prove that there is none.

    The multipliers of inequalities are at most 0; the weighted sum of the constraints has no positive coefficient,
    but a positive right side.
    """

    solution: dict[Name, Fraction] | None
    multipliers: list[Fraction]


def solve(constraints: Sequence[Constraint[Name]]) -> Answer[Name]:
    """Find a solution, or prove that there is none."""
    return _Tableau(constraints).solved()


class _Tableau(Generic[Name]):
    """First phase of the simplex method: the sum of what the rows still miss is made as small as can be.

    Columns are numbered: first the variables, then one slack for each row, then one artificial for each row.
    """

    def __init__(self, constraints: Sequence[Constraint[Name]]) -> None:
        names = list(dict.fromkeys(name for one in constraints for name in one.terms))
        self._names = names
        numbers = {name: at for at, name in enumerate(names)}
        self._slack = len(names)
        self._artificial = self._slack + len(constraints)
        self._signs = [-ONE if one.right < 0 else ONE for one in constraints]
        self._rows: list[dict[int, Fraction]] = []
        self._right = [abs(one.right) for one in constraints]
        self._basis: list[int] = []
        for at, one in enumerate(constraints):
            self._add_row(at, one, numbers)
        self._gain = self._gains()
        self._missing = sum(
            (right for right, basic in zip(self._right, self._basis, strict=True) if basic >= self._artificial), ZERO
        )

    def _add_row(self, at: int, one: Constraint[Name], numbers: Mapping[Name, int]) -> None:
        sign = self._signs[at]
        row = {numbers[name]: sign * value for name, value in one.terms.items() if value}
        if not one.is_equal:
            row[self._slack + at] = sign
        row[self._artificial + at] = ONE
        self._rows.append(row)
        starts_slack = not one.is_equal and sign > 0
        self._basis.append((self._slack if starts_slack else self._artificial) + at)

    def _gains(self) -> dict[int, Fraction]:
        """How much each column takes off what is missing."""
        found: dict[int, Fraction] = {}
        for row, basic in zip(self._rows, self._basis, strict=True):
            if basic >= self._artificial:
                _subtract(found, row, -ONE)
        artificial = range(self._artificial, self._artificial + len(self._rows))
        _subtract(found, dict.fromkeys(artificial, ONE), ONE)
        return found

    def solved(self) -> Answer[Name]:
        steps = 0
        while self._missing > 0:
            # The largest gain is quick; Bland's rule, later on, is sure to end.
            entering = self._entering(by_gain=steps < 4 * len(self._rows))
            if entering is None:
                return Answer(None, self._multipliers())
            self._pivot(self._leaving(entering), entering)
            steps += 1
        found = zip(self._basis, self._right, strict=True)
        return Answer({self._names[at]: value for at, value in found if at < self._slack}, [])

    def _entering(self, *, by_gain: bool) -> int | None:
        gains = ((at, gain) for at, gain in self._gain.items() if gain > 0 and at < self._artificial)
        if by_gain:
            return max(gains, key=lambda pair: (pair[1], -pair[0]), default=(None, ZERO))[0]
        return min((at for at, _ in gains), default=None)

    def _leaving(self, entering: int) -> int:
        """Row whose basic variable reaches 0 first; of several the one of the lowest number, as Bland's rule asks."""
        ratios = (
            (self._right[at] / value, self._basis[at], at)
            for at, row in enumerate(self._rows)
            if (value := row.get(entering, ZERO)) > 0
        )
        return min(ratios)[2]

    def _pivot(self, leaving: int, entering: int) -> None:
        by = self._rows[leaving][entering]
        pivot = {at: value / by for at, value in self._rows[leaving].items()}
        right = self._right[leaving] / by
        self._rows[leaving], self._right[leaving], self._basis[leaving] = pivot, right, entering
        for at, row in enumerate(self._rows):
            if at != leaving and (value := row.get(entering)):
                _subtract(row, pivot, value)
                self._right[at] -= value * right
        value = self._gain[entering]
        _subtract(self._gain, pivot, value)
        self._missing -= value * right

    def _multipliers(self) -> list[Fraction]:
        gains = (self._gain.get(self._artificial + at, ZERO) + ONE for at in range(len(self._rows)))
        return [sign * gain for sign, gain in zip(self._signs, gains, strict=True)]


def _subtract(row: dict[int, Fraction], other: Mapping[int, Fraction], times: Fraction) -> None:
    """Take a multiple of another row off a row."""
    for at, value in other.items():
        left = row.get(at, ZERO) - times * value
        if left:
            row[at] = left
        else:
            row.pop(at, None)


def priced(constraints: Iterable[Constraint[Name]], multipliers: Iterable[Fraction]) -> dict[Name, Fraction]:
    """Coefficients of the weighted sum of constraints: a variable with a positive one may help."""
    found: dict[Name, Fraction] = {}
    for constraint, multiplier in zip(constraints, multipliers, strict=True):
        if multiplier:
            for name, value in constraint.terms.items():
                found[name] = found.get(name, ZERO) + multiplier * value
    return found


def has_solution(constraints: Sequence[Constraint[Name]], first: set[Name], more: int = 60) -> bool:
    """Whether constraints have a solution. The arguments are those of `decided`."""
    return decided(constraints, first, more).solution is not None


def solution_of(
    constraints: Sequence[Constraint[Name]], first: set[Name], more: int = 60, *, only_first: bool = False
) -> dict[Name, Fraction] | None:
    """A solution of constraints; None where there is none. The arguments are those of `decided`."""
    return decided(constraints, first, more, only_first=only_first).solution


def decided(
    constraints: Sequence[Constraint[Name]], first: set[Name], more: int = 60, *, only_first: bool = False
) -> Answer[Name]:
    """A solution of constraints or multipliers of all of them, found with as few variables as are needed.

    Args:
        constraints: All constraints; those of which no variable is tried yet must hold at 0 or count at once.
        first: Variables to begin with.
        more: How many variables are added at a time, those first that help most.
        only_first: Whether all other variables stay 0.
    """
    tried = set(first)
    while True:
        kept = [_only(one, tried) for one in constraints]
        answer = solve([one for one in kept if one.terms or not _holds_at_zero(one)])
        if answer.solution is not None:
            return answer
        found = iter(answer.multipliers)
        weights = [next(found) if one.terms or not _holds_at_zero(one) else ZERO for one in kept]
        helpful = {name: gain for name, gain in priced(constraints, weights).items() if gain > 0 and name not in tried}
        if only_first or not helpful:
            return Answer(None, weights)
        tried.update(sorted(helpful, key=lambda name: -helpful[name])[:more])


def _only(constraint: Constraint[Name], names: set[Name]) -> Constraint[Name]:
    kept = {name: value for name, value in constraint.terms.items() if name in names}
    return constraint._replace(terms=kept)


def _holds_at_zero(constraint: Constraint[Name]) -> bool:
    return constraint.right == 0 or (constraint.right > 0 and not constraint.is_equal)
