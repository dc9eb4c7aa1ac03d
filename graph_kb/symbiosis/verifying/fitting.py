"""Which resource fits which: upwards by KIND_OF, or by one SUBSTITUTES on the way."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.numbers import ONE, ZERO, Maybe, exact
from graph_kb.symbiosis.verifying.sites import is_assumed


class Fit(NamedTuple):
    """How a resource fits another one: units of the other per unit (None when unknown)."""

    factor: Maybe
    is_same_kind: bool
    is_assumed: bool


class Kinds:
    """The resources as their relationships order them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.fit = cache(self._fit)
        self.fitting = cache(self._fitting)
        self._above = cache(self._reached)

    def _fit(self, stream: str, receiver: str) -> Fit | None:
        above = self._above(stream)
        if receiver in above:
            return Fit(ONE, is_same_kind=True, is_assumed=above[receiver])
        ways = [
            (
                exact(link.properties.get("ratio")),
                above[start] or is_assumed(link.properties) or self._above(link.end)[receiver],
            )
            for start in above
            for link in self._facts.starting("SUBSTITUTES", start)
            if receiver in self._above(link.end)
        ]
        if not ways:
            return None
        # The largest ratio counts; of several ways to it, one without assumed links.
        factor, assumed = min(ways, key=lambda way: (way[0] is None, -(way[0] or ZERO), way[1]))
        return Fit(factor, is_same_kind=False, is_assumed=assumed)

    def fitted(self, stream: str) -> frozenset[str]:
        """Resources that one fits, itself included."""
        above = self._above(stream)
        replaced = (link.end for start in above for link in self._facts.starting("SUBSTITUTES", start))
        return frozenset(above) | {id_ for end in replaced for id_ in self._above(end)}

    def _reached(self, resource: str) -> dict[str, bool]:
        """Resources reached upwards, and whether only by assumed links."""
        sure = self._upwards([resource], only_sure=True)
        return {id_: id_ not in sure for id_ in self._upwards([resource], only_sure=False)}

    def _upwards(self, started: list[str], *, only_sure: bool) -> set[str]:
        found, ahead = set(started), list(started)
        while ahead:
            for link in self._facts.starting("KIND_OF", ahead.pop()):
                if link.end not in found and not (only_sure and is_assumed(link.properties)):
                    found.add(link.end)
                    ahead.append(link.end)
        return found

    def _downwards(self, started: set[str]) -> set[str]:
        found, ahead = set(started), list(started)
        while ahead:
            for link in self._facts.ending("KIND_OF", ahead.pop()):
                if link.start not in found:
                    found.add(link.start)
                    ahead.append(link.start)
        return found

    def _fitting(self, receiver: str) -> frozenset[str]:
        """Resources that fit one, itself included."""
        below = self._downwards({receiver})
        replacing = {link.start for id_ in below for link in self._facts.ending("SUBSTITUTES", id_)}
        return frozenset(below | self._downwards(replacing))
