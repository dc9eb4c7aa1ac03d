"""Sites that are open on the day asked for, and what their permits allow."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph_kb.symbiosis.verifying.facts import Facts, Properties
from graph_kb.symbiosis.verifying.numbers import exact
from graph_kb.symbiosis.verifying.things import Allowance, Site

_ASSUMED = ("assumed", "inferred")


def is_assumed(said: Properties) -> bool:
    """Whether a fact is no more than assumed."""
    return said.get("method") in _ASSUMED


def is_over(until: str | None, day: str) -> bool:
    """Whether a time was over before a day; a year or month is over after its last day."""
    return until is not None and until < day and not day.startswith(until)


class Sites:
    """Facilities of the facts.

    Args:
        facts: The facts.
        day: The day asked for.
    """

    def __init__(self, facts: Facts, day: str) -> None:
        self._facts, self._day = facts, day
        self.site = cache(self._site)

    def _site(self, id_: str) -> Site | None:
        said = self._facts.node("Facility", id_)
        if said is None or said.get("status") == "closed" or is_over(said.get("until"), self._day):
            return None
        permits = [link.end for link in self._facts.starting("HOLDS", id_) if self._is_in_force(link.end)]
        allowances = tuple(one for permit in sorted(permits) for one in self._allowances(permit))
        is_centre = said.get("location_precision") == "municipality"
        return Site(id_, said.get("latitude"), said.get("longitude"), is_centre, bool(permits), allowances)

    def _is_in_force(self, permit: str) -> bool:
        said = self._facts.node("Permit", permit)
        if said is None or is_over(said.get("until"), self._day):
            return False
        return (said.get("since") or "") <= self._day

    def _allowances(self, permit: str) -> Iterable[Allowance]:
        held = self._facts.node("Permit", permit) or {}
        for link in self._facts.starting("ALLOWS", permit):
            code, said = self._facts.node("WasteCode", link.end), link.properties
            assumed = is_assumed(held) or is_assumed(said)
            if code is not None:
                tonnes = exact(said.get("tonnes_per_year"))
                yield Allowance(permit, code["code"], said.get("operation"), tonnes, assumed)
