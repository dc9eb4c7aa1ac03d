"""A search that is stopped, made to dive, given chains of another and resumed ends as one that runs straight on."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from graph_kb.errors import QueryError
from graph_kb.symbiosis.kernel.search import Search
from graph_kb.symbiosis.question import Question

from .asking import ALL, Asked
from .generator import make
from .oracle import same

LISTS = ({"k": 1}, {"k": 3, "different": 0.3}, {"k": 10}, ALL)
NEVER, SOON = 1e18, 1e-4
"""When to stop: on a clock that does not get there, and in seconds from now."""

Chains = list[dict[str, Any]]


class Resumed:
    """One question, searched straight on and with stops."""

    def __init__(self, asked: Asked, question: Question, strict: bool):
        self.parts = asked.engine.region(question, strict=strict)
        self.asked = asked.engine.asked(question, frozenset())
        self.has_feeders = bool(question.feeders)

    def search(self, **changed: Any) -> Search:
        search = Search(*self.parts, {**self.asked, **changed})
        search.begin()
        return search

    def straight(self) -> Chains:
        search = self.search()
        search.advance(NEVER)
        return list(search.taken)

    def stopped(self, often: bool) -> Chains:
        """Stopped at once, or once more after a while and again after it dived."""
        search = self.search()
        search.advance(time.perf_counter() + SOON if often else 0.0)
        if not search.proved:
            search.dive()
            self.plant(search, NEVER if often else 0.0)
            if often:
                search.advance(time.perf_counter() + SOON)
                search.dive()
        search.advance(NEVER)
        assert search.proved
        return list(search.taken)

    def plant(self, search: Search, until: float) -> None:
        """Chains without feeders, all or those that are found at once."""
        if self.has_feeders:
            fewer = self.search(max_feeders=0)
            fewer.advance(until)
            if not fewer.proved:
                fewer.dive()
                fewer.settle()
            for chain in fewer.taken:
                search.plant(chain)


def agree(one: Chains, other: Chains) -> bool:
    names = [[(each["processes"], each["need"], each["metres"]) for each in chains] for chains in (one, other)]
    values = zip(one, other, strict=False)
    return names[0] == names[1] and all(same(each["value"], also["value"], 1e-9) for each, also in values)


@pytest.mark.parametrize("seed", range(40))
def test_stops_change_nothing(seed):
    asked = Asked(make(seed))
    for strict in (True, False):
        for each in LISTS:
            try:
                resumed = Resumed(asked, replace(asked.question, **each), strict)
            except QueryError:
                pytest.skip("the source or the need takes no part")
            straight = resumed.straight()
            for often in (False, True):
                assert agree(resumed.stopped(often), straight), (strict, each, often)
