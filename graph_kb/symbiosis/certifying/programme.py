"""The amounts of one wiring as a linear programme over the verifier's own conditions: its limits, and what is worth.

The search is not asked for its amounts: the best ones are found anew by these conditions, so that a value on which
both agree has been computed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import permutations

from graph_kb.symbiosis.verifying.certificate import Key, Question
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ONE, ZERO
from graph_kb.symbiosis.verifying.pool import Pool, cut
from graph_kb.symbiosis.verifying.rows import Row, Variable
from graph_kb.symbiosis.verifying.system import System, factor
from graph_kb.symbiosis.verifying.value import Yearly, value_of
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

Amounts = Mapping[Variable, Fraction]


@dataclass(frozen=True)
class Programme:
    """One wiring in one order, with every lane that may be used.

    Attributes:
        world: The facts.
        wiring: The wiring.
        pool: What may be used.
        question: What is asked for.
    """

    world: World
    wiring: Wiring
    pool: Pool
    question: Question

    @cached_property
    def periods(self) -> list[frozenset[int]]:
        """Runs of months in which nothing changes."""
        return cut(self.world, self.wiring.processes, self.question)

    @cached_property
    def lanes(self) -> list[Lane]:
        """Lanes off the line."""
        return self.pool.side_lanes(self.wiring)

    @cached_property
    def system(self) -> System:
        """The conditions on the amounts."""
        disposable = self.pool.disposable(self.wiring)
        return System(self.world, self.wiring, self.lanes, disposable, self.periods, self.question)

    @cached_property
    def rows(self) -> list[Row]:
        """The conditions, row by row."""
        return self.system.rows()

    @cached_property
    def variables(self) -> list[Variable]:
        """All amounts that can be chosen."""
        return list(dict.fromkeys(name for row in self.rows for name in row.terms))

    @cached_property
    def fixed(self) -> Fraction:
        """Value of the chain when nothing flows."""
        return self.total({})

    @cached_property
    def worth(self) -> dict[Variable, Fraction]:
        """Value of each unit of each amount; the same in every period."""
        first = {name._replace(period=0) for name in self.variables if name.kind != "s"}
        each = {name: self.total({name: ONE}) - self.fixed for name in first}
        return {name: found for name in self.variables if (found := each.get(name._replace(period=0), ZERO))}

    def total(self, amounts: Amounts) -> Fraction:
        """Value of amounts by the weights of the question."""
        return value_of(self.world, self.wiring, self.yearly(amounts)).total(self.question.weights)

    def yearly(self, amounts: Amounts) -> Yearly:
        """Amounts of the year."""
        line = [
            sum(
                (by * amounts.get(name, ZERO) for at in self._range for name, by in self.system.made(leg, at).items()),
                ZERO,
            )
            for leg in range(len(self.wiring.lanes))
        ]
        flows, disposals, activity = _sums(amounts, "f"), _sums(amounts, "d"), _sums(amounts, "y")
        return Yearly(
            line=line,
            delivered=line[-1] * factor(self.wiring.lanes[-1]) if self.wiring.known_until is None else ZERO,
            side=[(self._by_ends[ends], amount) for ends, amount in flows.items()],
            disposals={start: amount for (start, _), amount in disposals.items()},
            activity={start.id: amount for (start, _), amount in activity.items()},
        )

    @property
    def _range(self) -> range:
        return range(len(self.periods))

    @cached_property
    def _by_ends(self) -> dict[tuple[Key, Key], Lane]:
        return {(lane.stream.key, lane.receiver.key): lane for lane in self.lanes}


def _sums(amounts: Amounts, kind: str) -> dict[tuple[Key, Key], Fraction]:
    """Amounts of one kind over the year, by their ends."""
    found: dict[tuple[Key, Key], Fraction] = {}
    for name, amount in amounts.items():
        if name.kind == kind and amount:
            found[name.start, name.end] = found.get((name.start, name.end), ZERO) + amount
    return found


def ordered(wiring: Wiring, pool: Pool) -> Iterator[Wiring]:
    """The wiring in each order that allows inner lanes which no other order allows together."""
    inner = [
        (one, other)
        for one, output in wiring.side_outputs.items()
        for other, port in wiring.side_ports.items()
        if pool.lane(output.stream, port.receiver, on_line=False)
    ]
    found: dict[frozenset[tuple[Key, Key]], Wiring] = {}
    for order in permutations(wiring.order):
        if _keeps_line(wiring, order):
            one = replace(wiring, order=order)
            found.setdefault(frozenset(pair for pair in inner if one.may_feed(*pair)), one)
            if len(inner) in map(len, found):
                break
    return (one for allowed, one in found.items() if not any(allowed < other for other in found))


def _keeps_line(wiring: Wiring, order: tuple[str, ...]) -> bool:
    along = [step.process.id for step in wiring.line]
    return [id_ for id_ in order if id_ in along] == along
