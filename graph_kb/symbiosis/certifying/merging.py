"""Periods of one chain: the months are cut where something changes that the chain uses, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from graph_kb.symbiosis.certifying.programme import Amounts, Programme
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.rows import Variable
from graph_kb.symbiosis.verifying.things import YEAR, Supply

Months = tuple[int, ...]


def merged(
    programme: Programme, amounts: Amounts, supplies: Sequence[Supply]
) -> tuple[tuple[Months, ...], dict[Variable, Fraction]]:
    """Periods and amounts, with neighbouring periods that are the same to a chain taken together.

    All conditions are linear and their limits grow with the months, so sums of amounts keep them too; what a store
    holds is left to the verifier.

    Args:
        programme: The programme that was solved.
        amounts: Amounts of its periods.
        supplies: Offers and needs that the chain uses.
    """
    periods = [in_circle(period) for period in programme.periods]
    groups = _groups([_sign(programme, months, supplies) for months in periods])
    place = {at: number for number, group in enumerate(groups) for at in group}
    found: dict[Variable, Fraction] = {}
    for name, amount in amounts.items():
        if amount and name.kind != "s":
            new = name._replace(period=place[name.period])
            found[new] = found.get(new, ZERO) + amount
    if len(groups) == 1:
        return (tuple(YEAR),), found
    return tuple(tuple(month for at in group for month in periods[at]) for group in groups), found


def in_circle(months: Iterable[int]) -> Months:
    """Months of a run in the circle of the year, from its first on."""
    given = set(months)
    first = next((month for month in sorted(given) if (month - 2) % 12 + 1 not in given), 1)
    return tuple((first - 1 + step) % 12 + 1 for step in range(len(given)))


def _sign(programme: Programme, months: Months, supplies: Sequence[Supply]) -> tuple[object, ...]:
    """What a period is to the chain; one month stands for all of them."""
    month, processes = months[0], programme.wiring.processes
    there = tuple(month in supply.months for supply in supplies)
    return there, month in programme.question.months, tuple(one.load.capacity[month - 1] for one in processes)


def _groups(signs: Sequence[object]) -> list[list[int]]:
    """Neighbours of the same sign; the last period is a neighbour of the first."""
    groups: list[list[int]] = []
    for at, sign in enumerate(signs):
        if groups and signs[groups[-1][-1]] == sign:
            groups[-1].append(at)
        else:
            groups.append([at])
    if len(groups) > 1 and signs[groups[-1][-1]] == signs[groups[0][0]]:
        groups[0] = groups.pop() + groups[0]
    return groups
