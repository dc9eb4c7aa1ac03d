"""The sets of processes that the verifier takes for chains are those that the enumeration finds, on random worlds.

Both were written from docs/chain-model.md, apart from each other: one in exact fractions, the other in floating point.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from graph_kb.symbiosis.verifying.certificate import Question
from graph_kb.symbiosis.verifying.minimality import Decider
from graph_kb.symbiosis.verifying.world import World as Facts

from .generator import make
from .oracle import Answers
from .town import facts_of
from .world import World


def exactly(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(repr(float(value)))


def question_of(said: dict[str, Any]) -> Question:
    return Question(
        end=said["end"],
        weights={name: exactly(weight) for name, weight in said["weights"].items()},
        max_processes=said["max_processes"],
        max_feeders=said["max_feeders"],
        min_amount=exactly(said["min_amount"]),
        max_leg_km=exactly(said["max_leg_km"]),
        max_total_km=exactly(said["max_total_km"]),
        months=frozenset(said["months"] or range(1, 13)),
    )


def minimal_sets(world: World, *, strict: bool) -> Iterator[tuple[frozenset[str], str]]:
    """Sets that are chains though no smaller set is, with their needs."""
    question, facts = question_of(world.question), Facts(facts_of(world), world.question["end"], world.day)
    source = facts.offer(world.source)
    processes = [process for id_ in facts.facts.ids("Process") if (process := facts.process(id_))]
    for need in facts.needs if source else ():
        if world.need not in (None, need.receiver.key.id):
            continue
        decider, taken = Decider(facts, question, source, need, strict=strict), []
        for count in range(question.max_processes + 1):
            for chosen in combinations(processes, count):
                ids = frozenset(process.id for process in chosen)
                if not any(smaller < ids for smaller in taken) and decider.is_chain(chosen):
                    taken.append(ids)
                    yield ids, need.receiver.key.id


@pytest.mark.parametrize(("seeds", "size"), [(range(150), (2, 3)), (range(2000, 2060), (3, 4)), (range(12), None)])
def test_the_same_sets_are_chains(seeds, size):
    found = 0
    for seed in seeds:
        world = make(seed, size)
        answers = Answers(world)
        for strict, enumeration in ((True, answers.strict), (False, answers.lenient)):
            sets = set(minimal_sets(world, strict=strict))
            assert sets == {one.key for one in enumeration.found}, (seed, strict)
            found += len(sets)
    assert found > len(seeds)
