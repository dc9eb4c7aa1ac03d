"""The question: chains that there are, else what would make one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph_kb.errors import UsageError
from graph_kb.symbiosis.kernel.paths import Walk
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine
from graph_kb.symbiosis.why_not.bench import Bench, Out
from graph_kb.symbiosis.why_not.facts import missing_facts
from graph_kb.symbiosis.why_not.looking import Looking, Mended
from graph_kb.symbiosis.why_not.measuring import relaxation
from graph_kb.symbiosis.why_not.model import Broken, Fact, Relaxation, WhyNot
from graph_kb.symbiosis.why_not.ranking import ranked
from graph_kb.symbiosis.why_not.technologies import Technology, with_technologies
from graph_kb.symbiosis.why_not.wide import Wide

WANTED = 10
COUNTED = 20
"""Chains that are counted at most."""
SHOWN = 3
"""Resources that are named where a technology is missing."""
COUNTING_SECONDS = 1.0
"""Time for counting chains of each kind."""


def why_not(
    engine: Engine,
    question: Question,
    wide: Wide | None = None,
    *,
    technologies: Sequence[Technology] = (),
    seconds: float = 0.5,
) -> WhyNot:
    """Why there is no chain from the offer to the need of a question.

    Args:
        engine: The search over the compiled graph.
        question: A question with an offer and a need.
        wide: The graph with what takes no part, to look at that as well.
        technologies: Recipes that somebody may run.
        seconds: Time for looking at broken conditions.

    Raises:
        UsageError: The question names no need.
        QueryError: The offer or the need is not in the arrays.
    """
    if question.need is None:
        raise UsageError("why-not is asked of one need", hint="give a need")
    begun = time.perf_counter()
    graph = wide or Wide(engine.arrays, engine.names, Out())
    source = Engine(graph.arrays, graph.names).offer(question)
    graph = with_technologies(graph, technologies, source)
    bench = Bench(Engine(graph.arrays, graph.names), question, graph.out)
    looking = Looking(bench, seconds)
    found = looking.look()
    if looking.whole:
        certified, conditional, whole, facts = chains(engine, question)
        spent = time.perf_counter() - begun
        return WhyNot(question.offer, question.need, certified, conditional, whole, facts, (), spent)
    told = _told(bench, found) or _gap(bench)
    spent = time.perf_counter() - begun
    return WhyNot(question.offer, question.need, 0, 0, looking.complete, (), told, spent)


def _told(bench: Bench, found: list[Mended]) -> tuple[Relaxation, ...]:
    """The best ones, measured; a first order, without the amounts, tells which are measured at all."""
    unmeasured = [relaxation(bench, one, measured=False) for one in found]
    order = {id(one): place for place, one in enumerate(ranked(unmeasured))}
    chosen = sorted(zip(unmeasured, found, strict=True), key=lambda one: order[id(one[0])])[:WANTED]
    return tuple(ranked([relaxation(bench, one, measured=True) for _, one in chosen])[:WANTED])


def _gap(bench: Bench) -> tuple[Relaxation, ...]:
    """What is said where nothing is found, not even a technology: between which resources something is missing."""
    names, v = bench.names, bench.values
    made, wanted = names.resources[v["st_res"][bench.source]], names.resources[v["rc_res"][bench.need]]
    walk: Any = Walk(bench.region, bench.source, bench.need, 0)
    near = [row for row in reached(bench) if row != v["st_res"][bench.source]]
    more = f", nor what is made of it ({', '.join(names.resources[row] for row in near[:SHOWN])})" if near else ""
    most = bench.question.max_processes
    if walk.fewest[v["st_res"][bench.source]] <= most:
        return ()
    says = f"no process, and no technology that is known, turns {made}{more} into {wanted} in {most} steps"
    broken = Broken("technology", says, resource=wanted, offer=bench.question.offer, need=bench.question.need)
    return (Relaxation((broken,), (), (), None, None),)


def reached(bench: Bench) -> list[int]:
    """Resources that can be made of the source by the processes that take part, nearest first."""
    seen = [int(bench.values["st_res"][bench.source])]
    front = list(seen)
    for _ in range(bench.question.max_processes):
        further = [one for resource in front for one in _made_of(bench, resource)]
        front = sorted(set(further) - set(seen))
        seen += front
    return seen


def _made_of(bench: Bench, resource: int) -> Iterator[int]:
    v = bench.values
    for wanted in v["fit_res"][v["fit_ptr"][resource] : v["fit_ptr"][resource + 1]].tolist():
        for port in v["ports"][v["ports_ptr"][wanted] : v["ports_ptr"][wanted + 1]].tolist():
            if v["rc_ok"][bench.port(port)]:
                yield from (int(v["st_res"][bench.made(one)]) for one in bench.outputs(int(v["pt_proc"][port])))


def chains(engine: Engine, question: Question) -> tuple[int, int, bool, tuple[Fact, ...]]:
    """Certified and conditional chains, counted up to a limit, whether these are all, and what conditional ones lack.

    There is a chain when this is asked: where the search finds none in its time, one is counted as conditional.
    """
    asked = replace(question, k=COUNTED, different=1.0, time_limit=min(question.time_limit, COUNTING_SECONDS))
    certified, conditional = engine.certified(asked), engine.conditional(asked)
    whole = all(one.proved and len(one.chains) < COUNTED for one in (certified, conditional))
    if certified.chains or not conditional.chains:
        return len(certified.chains), len(conditional.chains) if certified.chains else 1, whole, ()
    return 0, len(conditional.chains), whole, missing_facts(engine, asked, conditional.chains[0])
