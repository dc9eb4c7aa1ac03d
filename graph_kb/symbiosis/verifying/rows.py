"""Amounts that a chain chooses, and linear conditions on them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO

NOBODY = Key("", "")


class Variable(NamedTuple):
    """An amount that a chain chooses: of the source (x), an activity (y), a flow (f), a disposal (d), a store (s)."""

    kind: str
    start: Key
    end: Key
    period: int


Terms = Mapping[Variable, Fraction]


class Row(NamedTuple):
    """A condition on the amounts: the sum of the terms is the right side, or at most that.

    Attributes:
        condition: Number of the condition of the chain model.
        limit: Short name of the limit.
        subject: What it is the limit of.
        period: Number of the period; None for the whole year.
        terms: Coefficients.
        is_equal: Whether the sum must be the right side.
        right: The right side.
    """

    condition: int
    limit: str
    subject: str
    period: int | None
    terms: Terms
    is_equal: bool
    right: Fraction

    def excess(self, amounts: Mapping[Variable, Fraction]) -> Fraction:
        """By how much the amounts miss it; 0 where they keep it."""
        over = self.used(amounts) - self.right
        return over if self.is_equal else max(over, ZERO)

    def used(self, amounts: Mapping[Variable, Fraction]) -> Fraction:
        """Sum of the terms."""
        return sum((value * amounts.get(name, ZERO) for name, value in self.terms.items()), ZERO)


def activity(process: str, period: int) -> Variable:
    """Activity of a process."""
    return Variable("y", Key("process", process), NOBODY, period)


def flow(lane: Lane, period: int) -> Variable:
    """Amount of the stream along a lane off the line."""
    return Variable("f", lane.stream.key, lane.receiver.key, period)


def disposal(output: Key, period: int) -> Variable:
    """What of an output goes to disposal."""
    return Variable("d", output, NOBODY, period)


def stored(process: str, period: int) -> Variable:
    """What the store of a process holds at the end of a period."""
    return Variable("s", Key("process", process), NOBODY, period)


def of_source(period: int) -> Variable:
    """Amount of the source that goes into the line."""
    return Variable("x", NOBODY, NOBODY, period)
