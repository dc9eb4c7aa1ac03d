"""The searches of several offers together: one list of the best, and how complete it is."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Answer, Engine, Found

DIGITS = 8
"""Digits by which values are told apart."""
Candidate: TypeAlias = tuple[Question, Found]


@dataclass(frozen=True)
class Searched:
    """What the searches of one kind found together.

    Attributes:
        best: The best chains, each with its question.
        proved: Whether nothing better is left out.
        open_bound: Most that a chain not among them can be worth; None when nothing is open, or nobody can tell.
        open_offers: Offers that such a chain can be of.
        counts: What the searches did.
        not_searched: Offers that time did not suffice for.
    """

    best: list[Candidate]
    proved: bool
    open_bound: float | None
    open_offers: tuple[str, ...]
    counts: dict[str, int]
    not_searched: tuple[str, ...]


def searched(engine: Engine, questions: Sequence[Question], *, strict: bool) -> Searched:
    """Search from each offer; half of the time is for chains of one kind."""
    until = time.perf_counter() + questions[0].time_limit / 2
    answers: list[tuple[Question, Answer]] = []
    not_searched = []
    for question in questions:
        left = until - time.perf_counter()
        if left <= 0 and answers:
            not_searched.append(question.offer)
            continue
        limited = replace(question, time_limit=max(left, 0.0))
        answers.append((question, engine.certified(limited) if strict else engine.conditional(limited)))
    return _together(answers, tuple(not_searched))


def _together(answers: Sequence[tuple[Question, Answer]], not_searched: tuple[str, ...]) -> Searched:
    """The best of several answers. Chains of different offers are different, so each is different enough already."""
    found = [(question, chain) for question, answer in answers for chain in answer.chains]
    ranked, wanted = sorted(found, key=_rank(found)), answers[0][0].k
    bounds = [(answer.open_bound, asked.offer) for asked, answer in answers if answer.open_bound is not None]
    bounds += [(chain.value, asked.offer) for asked, chain in ranked[wanted:]]
    counts: dict[str, int] = {}
    for _, answer in answers:
        counts |= {name: counts.get(name, 0) + number for name, number in answer.counts.items()}
    proved = not not_searched and all(answer.proved for _, answer in answers)
    bound = None if not_searched else max((value for value, _ in bounds), default=None)
    offers = tuple(sorted({offer for _, offer in bounds}))
    return Searched(ranked[:wanted], proved, bound, offers, counts, not_searched)


def _rank(found: Sequence[Candidate]) -> Any:
    """Order of the chain model: value, processes, kilometres, ids."""
    largest = max((abs(chain.value) for _, chain in found), default=1.0)
    step = 10.0 ** (math.ceil(math.log10(max(largest, 1.0))) - DIGITS)

    def rank(one: Candidate) -> tuple[Any, ...]:
        question, chain = one
        ids = chain.processes, chain.need, question.offer
        return -round(chain.value / step), len(chain.processes), chain.metres, *ids

    return rank
