"""Runs the kernel: regions of one compiled graph, kept from question to question, and the chains found in them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_kb.errors import QueryError
from graph_kb.symbiosis.arrays import ENDS, Arrays, Bytes, Floats, Names
from graph_kb.symbiosis.prepare import UNLIMITED, Weights, gain, prepared
from graph_kb.symbiosis.question import Question

if TYPE_CHECKING:
    from graph_kb.symbiosis.kernel.bounds import Bounds
    from graph_kb.symbiosis.kernel.pools import Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.search import Search

_FIRST, _SECOND = 0.3, 0.6
"""Shares of the time after which a search without feeders begins and ends, where nothing is proved by then."""


@dataclass(frozen=True)
class Found:
    """A chain as the search leaves it: rows of the arrays, floating point.

    Attributes:
        processes: Sorted rows of its processes.
        need: Row of its need.
        line: Rows of the processes of its line, in order.
        ends: Port and output of each of them.
        feeders: Process and chosen output of each feeder.
        value: Value of the objective.
        metres: Length of the line.
        strict: Whether it holds by facts that are known and not assumed.
    """

    processes: tuple[int, ...]
    need: int
    line: tuple[int, ...]
    ends: tuple[tuple[int, int], ...]
    feeders: tuple[tuple[int, int], ...]
    value: float
    metres: int
    strict: bool


@dataclass(frozen=True)
class Answer:
    """Chains of one kind.

    Attributes:
        chains: The chains, best first.
        proved: Whether nothing better is left out.
        open_bound: Most that a chain not found can be worth; None when nothing is open.
        seconds: Time of the search.
        counts: What the search did.
    """

    chains: tuple[Found, ...]
    proved: bool
    open_bound: float | None
    seconds: float
    counts: dict[str, int]


class Engine:
    """The search over one compiled graph; regions and bounds are made once for each kind of question."""

    def __init__(self, arrays: Arrays, names: Names) -> None:
        self.arrays = arrays
        self.names = names
        self._region = lru_cache(maxsize=4)(self._make_region)
        self._offers = {name: row for row, name in enumerate(names.offers)}
        self._needs = {name: row for row, name in enumerate(names.needs)}

    def certified(self, question: Question) -> Answer:
        """Chains by facts that are known and not assumed."""
        return self._search(question, strict=True, skip=frozenset())

    def conditional(self, question: Question) -> Answer:
        """Chains that are feasible as far as is known, those left out that are certified."""
        return self._search(question, strict=False, skip=_Certified(self, question))

    def _search(self, question: Question, *, strict: bool, skip: Any) -> Answer:
        from graph_kb.symbiosis.kernel.search import Search

        begun = time.perf_counter()
        parts, asked = self.region(question, strict=strict), self.asked(question, skip)
        search = Search(*parts, asked)
        search.begin()
        search.advance(begun + _FIRST * question.time_limit)
        if not search.proved:
            search.dive()
            if question.feeders:
                fewer = Search(*parts, {**asked, "max_feeders": 0})
                for chain in _without_feeders(fewer, begun + _SECOND * question.time_limit):
                    search.plant(chain)
            search.advance(begun + question.time_limit)
            search.settle()
        chains = tuple(_found(each, strict) for each in search.taken)
        bound = None if search.proved and len(chains) < question.k else search.left
        return Answer(chains, search.proved, bound, time.perf_counter() - begun, search.tally())

    def asked(self, question: Question, skip: Any) -> dict[str, Any]:
        """The question in rows of the arrays."""
        offer = self.offer(question)
        return {
            "source": offer,
            "need": self._row(self._needs, question.need, "need") if question.need else -1,
            "max_processes": question.max_processes,
            "max_feeders": question.feeders,
            "supply": self.supply(offer, question),
            "min_amount": question.min_amount,
            "gain": gain(self.arrays, offer, question.weighed),
            "kilometre": question.weighed.distance,
            "k": question.k,
            "different": question.different,
            "skip": skip,
        }

    def offer(self, question: Question) -> int:
        """Row of the source."""
        return self._row(self._offers, question.offer, "offer")

    def region(self, question: Question, *, strict: bool) -> tuple[Region, Bounds, Pools]:
        """Region, bounds and pools of a question."""
        months = cut_at(self.arrays.months, question.months)
        leg = UNLIMITED if question.max_leg_km is None else question.max_leg_km
        region, bounds, pools = self._region(
            question.end, question.weighed, strict, question.max_processes, question.feeders, leg, months
        )
        region.max_total = UNLIMITED if question.max_total_km is None else question.max_total_km
        return region, bounds, pools

    def supply(self, offer: int, question: Question) -> Floats:
        """What the source gives in each period of the months asked for."""
        a, period = self.arrays, np.array(cut_at(self.arrays.months, question.months))
        amount, months = a.of_amount[ENDS.index(question.end), offer], a.of_months[offer]
        asked = np.isin(np.arange(1, 13), question.months) & (months > 0)
        monthly = UNLIMITED if np.isnan(amount) else amount / max(1, int(months.sum()))
        count = np.bincount(period[asked], minlength=int(period.max()) + 1)
        return np.where(count > 0, np.minimum(count * monthly, UNLIMITED), 0.0)

    def _make_region(
        self, end: str, weights: Weights, strict: bool, most: int, fed: int, leg: float, months: tuple[int, ...]
    ) -> tuple[Region, Bounds, Pools]:
        from graph_kb.symbiosis.kernel.bounds import Bounds
        from graph_kb.symbiosis.kernel.pools import Pools
        from graph_kb.symbiosis.kernel.region import Region

        arrays = replace(self.arrays, months=np.array(months, dtype=np.int8))
        values = prepared(arrays, end, weights, strict=strict)
        values["back_factor"] = _back_factors(values)
        region = Region(values)
        # What pools hold depends on the longest leg.
        region.max_leg = leg
        return region, Bounds(region, most, fed), Pools(region)

    @staticmethod
    def _row(rows: dict[str, int], name: str, what: str) -> int:
        if name not in rows:
            hint = "it may be unknown, at a closed site, without a site or a lot that comes once"
            raise QueryError(f"no {what} {name!r} takes part in chains", hint=hint)
        return rows[name]


def _without_feeders(search: Search, until: float) -> list[dict[str, Any]]:
    """Chains without feeders: they are found sooner, so there is something when time is up."""
    search.begin()
    search.advance(until)
    if not search.proved:
        search.dive()
        search.settle()
    return list(search.taken)


class _Certified:
    """Contains the sets of processes and needs that are certified chains; each is looked at when asked for."""

    def __init__(self, engine: Engine, question: Question) -> None:
        from graph_kb.symbiosis.kernel.search import Search

        asked = engine.asked(replace(question, need=None), frozenset())
        self._search = Search(*engine.region(question, strict=True), asked)

    def __contains__(self, chain: tuple[tuple[int, ...], int]) -> bool:
        return bool(self._search.is_feasible(*chain))


def cut_at(months: Bytes, asked: tuple[int, ...]) -> tuple[int, ...]:
    """Period of each month, cut also where the months asked for begin and end."""
    there = np.isin(np.arange(1, 13), asked)
    changes = (months != np.roll(months, 1)) | (there != np.roll(there, 1))
    run = np.cumsum(changes)
    run[run == run[-1]] = run[0] if not changes[0] else run[-1]
    return tuple(int(each) for each in run - run[0])


def _found(each: dict[str, Any], strict: bool) -> Found:
    names = ("processes", "need", "line", "ends", "feeders", "value", "metres")
    return Found(**{name: each[name] for name in names}, strict=strict)


def _back_factors(values: dict[str, Any]) -> Floats:
    order = np.argsort(values["fit_res"], kind="stable")
    factors: Floats = values["fit_factor"][order]
    return factors
