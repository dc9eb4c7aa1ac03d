"""Whether the periods of a certificate are runs of months in which nothing that the chain uses changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from graph_kb.symbiosis.verifying.certificate import Question
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.things import YEAR, Process, Supply
from graph_kb.symbiosis.verifying.wiring import Wiring

PERIODS = 8


def circle(periods: Sequence[Sequence[int]]) -> Iterator[Violation]:
    """Whether the periods follow each other once around the year."""
    months = [month for period in periods for month in period]
    if sorted(months) != list(YEAR) or not all(periods):
        yield Violation(PERIODS, "the periods are not each month of the year once")
    elif any(later != month % len(YEAR) + 1 for month, later in pairwise(months)):
        yield Violation(PERIODS, "the months of the periods do not follow each other in the circle of the year")


def constant(
    periods: Sequence[Sequence[int]], wiring: Wiring, supplies: dict[str, tuple[Supply, bool]], question: Question
) -> Iterator[Violation]:
    """Whether seasons and capacities of the chain stay the same within each period."""
    source = wiring.source.stream.key.id
    for at, period in enumerate(periods):
        for id_, (supply, _) in supplies.items():
            asked = question.months if id_ == source else frozenset(YEAR)
            if len({month in supply.months & asked for month in period}) > 1:
                yield Violation(PERIODS, f"{id_} is there in a part of period {at} only")
        yield from _capacities(at, period, wiring.processes)


def _capacities(at: int, period: Sequence[int], processes: Iterable[Process]) -> Iterator[Violation]:
    for process in processes:
        if len({process.load.capacity[month - 1] for month in period}) > 1:
            yield Violation(PERIODS, f"the capacity of {process.id} changes within period {at}")
