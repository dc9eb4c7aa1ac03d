"""Exact amounts of a wiring: found in floating point, then named exactly by the conditions that they touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.certifying.programme import Amounts, Programme
from graph_kb.symbiosis.verifying.exact_lp import Constraint, solution_of
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.rows import Variable

_ENDLESS = 1e30
_TOUCHES = 1e-9
_USED = 1e-9
_SHAVED = Fraction(1, 10**9)

Floats = Mapping[Variable, float]
Limit = Constraint[Variable]


class Solved(NamedTuple):
    """The best amounts of a programme and their value."""

    programme: Programme
    amounts: Amounts
    value: Fraction


def best_amounts(programme: Programme) -> Solved | None:
    """The best amounts; of those that are worth the same the ones that take most of the source.

    Returns:
        None where the wiring has no amounts.
    """
    limits = [Constraint(row.terms, row.is_equal, row.right) for row in programme.rows]
    found = _exact_best(programme.variables, limits, programme.worth)
    if found is None:
        return None
    taken = {name: Fraction(1) for name in programme.variables if name.kind == "x"}
    if not programme.question.weights["amount"]:
        found = _most_at(programme, limits, found, taken) or found
    return Solved(programme, found, programme.total(found))


def _most_at(programme: Programme, limits: list[Limit], found: Amounts, taken: Amounts) -> Amounts | None:
    """Amounts that are worth as much and take more."""
    worth = programme.worth
    kept = Constraint({name: -value for name, value in worth.items()}, False, -_sum(worth, found))
    more = (
        _exact_best(programme.variables, [*limits, kept], taken)
        if worth
        else _exact_best(programme.variables, limits, taken)
    )
    return more if more and _sum(taken, more) > _sum(taken, found) else None


def _exact_best(variables: Sequence[Variable], limits: list[Limit], worth: Amounts) -> Amounts | None:
    """Amounts that keep the limits exactly and are worth the most, or as good as that."""
    floats = _float_best(variables, limits, worth)
    if floats is None:
        return None
    used = {name for name, amount in floats.items() if amount > _USED}
    most = sum(float(value) * floats[name] for name, value in worth.items())
    exact = solution_of([_touched(limit, floats) for limit in limits], used, only_first=True)
    if exact is not None and float(_sum(worth, exact)) >= most - 1e-9 * max(1.0, abs(most)):
        return exact
    least = Fraction(most) - max(Fraction(1), abs(Fraction(most))) * _SHAVED
    enough = Constraint({name: -value for name, value in worth.items()}, False, -least)
    wanted = [*limits, enough] if worth else limits
    exact = solution_of(wanted, used, only_first=True)
    return exact if exact is not None else solution_of(wanted, used)


def _float_best(variables: Sequence[Variable], limits: Sequence[Limit], worth: Amounts) -> Floats | None:
    """The same in floating point, without a promise."""
    from graph_kb.symbiosis.kernel.simplex import OPTIMAL, Simplex

    simplex, most = Simplex(), _most(limits)
    columns = {name: simplex.add_column(float(worth.get(name, ZERO)), most.get(name, _ENDLESS)) for name in variables}
    for limit in (limit for limit in limits if not _is_bound(limit)):
        row = simplex.add_row(0 if limit.is_equal else -1, float(limit.right))
        for name, value in limit.terms.items():
            simplex.put(row, columns[name], float(value))
    if simplex.solve(False) != OPTIMAL:
        return None
    return {name: simplex.value_of(column) for name, column in columns.items()}


def _is_bound(limit: Limit) -> bool:
    """Whether it is the largest amount of one variable; thousands of offers then need no rows."""
    return not limit.is_equal and len(limit.terms) == 1 and limit.right >= 0 and min(limit.terms.values()) > 0


def _most(limits: Sequence[Limit]) -> dict[Variable, float]:
    found: dict[Variable, float] = {}
    for limit in filter(_is_bound, limits):
        ((name, value),) = limit.terms.items()
        found[name] = min(found.get(name, _ENDLESS), float(limit.right / value))
    return found


def _touched(limit: Limit, floats: Floats) -> Limit:
    """The limit as an equation where the amounts touch it."""
    parts = [float(value) * floats[name] for name, value in limit.terms.items()]
    scale = max(1.0, abs(float(limit.right)), *map(abs, parts))
    touches = abs(sum(parts) - float(limit.right)) <= _TOUCHES * scale
    return limit._replace(is_equal=limit.is_equal or touches)


def _sum(worth: Amounts, amounts: Amounts) -> Fraction:
    return sum((value * amounts.get(name, ZERO) for name, value in worth.items()), ZERO)
