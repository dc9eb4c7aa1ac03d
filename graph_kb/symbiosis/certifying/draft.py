"""A chain on its way to a certificate: its wiring with exact amounts, and what of them is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from graph_kb.errors import ChainError
from graph_kb.symbiosis.certifying.amounts import Solved, best_amounts
from graph_kb.symbiosis.certifying.merging import merged
from graph_kb.symbiosis.certifying.programme import Programme, ordered
from graph_kb.symbiosis.verifying.assembly import assemble
from graph_kb.symbiosis.verifying.certificate import Key, Question, read_certificate
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.pool import Pool
from graph_kb.symbiosis.verifying.rows import Row, Variable, disposal, flow, of_source
from graph_kb.symbiosis.verifying.states import supplies_of
from graph_kb.symbiosis.verifying.system import MOST_A_YEAR, System
from graph_kb.symbiosis.verifying.things import Unknown
from graph_kb.symbiosis.verifying.value import Value, Yearly, value_of
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

AGREES = Fraction(1, 10**8)
"""Largest difference between the value of the search and that of the certificate, of the largest term."""


@dataclass(frozen=True)
class Draft:
    """A chain with amounts.

    Attributes:
        facts: The facts.
        world: The same at the end that is asked for.
        question: What is asked for.
        wiring: The wiring, in an order that allows the best amounts.
        side: Lanes off the line that are used.
        disposed: Outputs of which something goes to disposal.
        periods: Runs of months in which nothing that it uses changes.
        amounts: What flows, by period.
        yearly: The same over the year.
    """

    facts: Facts
    world: World
    question: Question
    wiring: Wiring
    side: tuple[Lane, ...]
    disposed: tuple[Key, ...]
    periods: tuple[tuple[int, ...], ...]
    amounts: Mapping[Variable, Fraction]
    yearly: Yearly

    @cached_property
    def system(self) -> System:
        """The conditions on its amounts, as the verifier writes them."""
        free = frozenset(self.wiring.side_outputs) - self.wiring.chosen
        periods = [frozenset(period) for period in self.periods]
        return System(self.world, self.wiring, self.side, free, periods, self.question)

    @cached_property
    def rows(self) -> list[Row]:
        """The conditions, row by row."""
        return self.system.rows()

    @cached_property
    def value(self) -> Value:
        """What it is worth."""
        return value_of(self.world, self.wiring, self.yearly)

    @cached_property
    def taken(self) -> Fraction:
        """What it takes of its source in a year."""
        return sum(self.of(of_source), ZERO)

    @property
    def is_limited(self) -> bool:
        """Whether anything that is known limits its amounts."""
        return self.taken < MOST_A_YEAR

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All lanes that it uses, those of the line first."""
        return (*self.wiring.lanes, *self.side)

    def of(self, name: Any) -> list[Fraction]:
        """Amounts of a variable in each period, named by the number of the period."""
        return [self.amounts.get(name(at), ZERO) for at in range(len(self.periods))]


def drafted(skeleton: Mapping[str, Any], facts: Facts, value: float, *, strict: bool) -> Draft:
    """Give a chain that the search found its amounts.

    Args:
        skeleton: The chain, see `skeleton`.
        facts: The facts that it needs.
        value: What the search says that it is worth.
        strict: Whether it holds by facts that are known and not assumed.

    Raises:
        ChainError: The verifier finds no such chain, or one of another value.
    """
    read = read_certificate(skeleton)
    world = World(facts, read.question.end, read.day)
    wiring = assemble(world, read).wiring
    if wiring is None:
        raise _contradicted(skeleton, "the verifier finds no such wiring")
    pool = Pool(world, read.question, strict=strict)
    tried = [best_amounts(Programme(world, one, pool, read.question)) for one in ordered(wiring, pool)]
    best = max((one for one in tried if one), key=lambda one: one.value, default=None)
    if best is None:
        raise _contradicted(skeleton, "no amounts keep its conditions exactly")
    _agree(skeleton, best, value)
    return _draft(best, facts)


def _agree(skeleton: Mapping[str, Any], best: Solved, value: float) -> None:
    programme = best.programme
    terms = value_of(programme.world, programme.wiring, programme.yearly(best.amounts)).terms
    scale = max([Fraction(1), *(abs(term) for term in terms.values())])
    if abs(best.value - Fraction(value)) > AGREES * scale:
        raise _contradicted(skeleton, f"it is worth {float(best.value)}, not {value}")


def _contradicted(skeleton: Mapping[str, Any], reason: str) -> ChainError:
    ids = [one["id"] for one in skeleton["processes"]]
    chain = f"the chain from {skeleton['source']} through {ids} to {skeleton['need']}"
    hint = "this is a fault of the engine: please report it with the data"
    return ChainError(f"{chain} cannot be certified: {reason}", hint=hint, offer=skeleton["source"], processes=ids)


def _draft(best: Solved, facts: Facts) -> Draft:
    one, all_ = best.programme, range(len(best.programme.periods))
    side = tuple(lane for lane in one.lanes if any(best.amounts.get(flow(lane, at)) for at in all_))
    outputs = (key for key in one.wiring.side_outputs if key not in one.wiring.chosen)
    disposed = tuple(key for key in outputs if any(best.amounts.get(disposal(key, at)) for at in all_))
    supplies = [supply for supply, _ in supplies_of(one.world, one.wiring, side).values()]
    periods, amounts = merged(one, best.amounts, supplies)
    yearly = one.yearly(best.amounts)
    return Draft(facts, one.world, one.question, one.wiring, side, disposed, periods, amounts, yearly)


def unknown_of(draft: Draft) -> list[Unknown]:
    """What is not known of the chain."""
    from graph_kb.symbiosis.verifying.states import unknowns_of

    resources = [draft.wiring.side_outputs[key].stream.resource.id for key in draft.disposed]
    return unknowns_of(draft.world, draft.wiring, draft.side, resources)
