"""The question: chains that there are, else what would make one."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from graph_kb.errors import UsageError
from graph_kb.symbiosis.arrays import Arrays, Names
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine
from graph_kb.symbiosis.why_not.bench import Bench, Out
from graph_kb.symbiosis.why_not.looking import Looking, Mended
from graph_kb.symbiosis.why_not.measuring import relaxation
from graph_kb.symbiosis.why_not.model import Relaxation, WhyNot
from graph_kb.symbiosis.why_not.ranking import ranked

WANTED = 10
COUNTED = 20
"""Chains that are counted at most."""
COUNTING_SECONDS = 1.0
"""Time for counting chains of each kind."""


@dataclass(frozen=True)
class Wide:
    """The compiled graph with what takes no part: closed sites, lots that come once."""

    arrays: Arrays
    names: Names
    out: Out


def why_not(engine: Engine, question: Question, wide: Wide | None = None, *, seconds: float = 1.0) -> WhyNot:
    """Why there is no chain from the offer to the need of a question.

    Args:
        engine: The search over the compiled graph.
        question: A question with an offer and a need.
        wide: The graph with what takes no part, to look at that as well.
        seconds: Time for looking at broken conditions.

    Raises:
        UsageError: The question names no need.
        QueryError: The offer or the need is not in the arrays.
    """
    if question.need is None:
        raise UsageError("why-not is asked of one need", hint="give a need")
    begun = time.perf_counter()
    within = Engine(wide.arrays, wide.names) if wide else engine
    bench = Bench(within, question, wide.out if wide else Out())
    looking = Looking(bench, seconds)
    if looking.has_chain():
        counts = chains(engine, question)
        return WhyNot(question.offer, question.need, *counts, (), (), time.perf_counter() - begun)
    told = _told(bench, looking.look())
    spent = time.perf_counter() - begun
    return WhyNot(question.offer, question.need, 0, 0, looking.complete, (), told, spent)


def _told(bench: Bench, found: list[Mended]) -> tuple[Relaxation, ...]:
    """The best ones, measured; a first order, without the amounts, tells which are measured at all."""
    unmeasured = [relaxation(bench, one, measured=False) for one in found]
    order = {id(one): place for place, one in enumerate(ranked(unmeasured))}
    chosen = sorted(zip(unmeasured, found, strict=True), key=lambda one: order[id(one[0])])[: 2 * WANTED]
    return tuple(ranked([relaxation(bench, one, measured=True) for _, one in chosen])[:WANTED])


def chains(engine: Engine, question: Question) -> tuple[int, int, bool]:
    """Certified and conditional chains, counted up to a limit, and whether none more can be there.

    There is a chain when this is asked: where the search finds none in its time, one is counted as conditional.
    """
    asked = replace(question, k=COUNTED, different=1.0, time_limit=min(question.time_limit, COUNTING_SECONDS))
    found = [engine.certified(asked), engine.conditional(asked)]
    certified, conditional = (len(one.chains) for one in found)
    whole = all(one.proved and len(one.chains) < COUNTED for one in found)
    return certified, conditional if certified or conditional else 1, whole
