"""Paths beside chains: all are counted, and the chains among them are those of the search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_kb.symbiosis.beside import CERTIFIED, CONDITIONAL, NOT_LOOKED_AT, NOT_MINIMAL, beside
from graph_kb.symbiosis.kernel.legs import Legs
from graph_kb.symbiosis.kernel.paths import Walk
from graph_kb.symbiosis.searching import Engine
from graph_kb.symbiosis.why_not.bench import Bench, Out

from .faults import engine_of, question_of
from .generator import make
from .tiny import Tiny


def naive(engine: Engine, source: int, most: int) -> dict[int, int]:
    """Paths by number of processes, with sets and lists alone."""
    a, offers, needs = engine.arrays, len(engine.names.offers), len(engine.names.needs)
    fits = [set(a.fit_res[a.fit_ptr[one] : a.fit_ptr[one + 1]].tolist()) for one in range(len(engine.names.resources))]
    found = dict.fromkeys(range(most + 1), 0)

    def walk(resource: int, processes: tuple[int, ...]) -> None:
        found[len(processes)] += sum(1 for one in a.rc_res[:needs].tolist() if one in fits[resource])
        if len(processes) == most:
            return
        for port, process in enumerate(a.pt_proc.tolist()):
            if a.rc_res[needs + port] in fits[resource] and process not in processes:
                for output in range(a.pr_out_ptr[process], a.pr_out_ptr[process + 1]):
                    if a.ot_role[output] != 3:
                        walk(int(a.st_res[offers + output]), (*processes, process))

    walk(int(a.st_res[source]), ())
    return found


@pytest.mark.parametrize("seed", range(1, 25))
def test_paths_are_those_of_a_walk_by_hand_and_chains_those_of_the_search(seed: int):
    world = make(seed)
    engine, question = engine_of(world), question_of(world, need=None, max_processes=3)
    if world.source not in engine.names.offers:
        return
    found = beside(engine, question, seconds=20.0)
    assert found.complete
    assert dict(found.paths) == naive(engine, engine.offer(question), 3)
    assert found.total == sum(found.reasons.values())
    asked = replace(question, k=500, different=1.0)
    certified, conditional = engine.certified(asked).chains, engine.conditional(asked).chains
    # Chains with several feeders may not all be met on the way, those without are.
    assert found.certified <= len(certified)
    assert found.conditional <= len(conditional)
    assert found.certified >= len({(one.processes, one.need) for one in certified if not one.feeders})
    assert found.conditional >= len({(one.processes, one.need) for one in conditional if not one.feeders})


def reasons(tiny: Tiny, **question: object) -> dict[str, int]:
    world = tiny.world(**question)
    return dict(beside(engine_of(world), question_of(world, need=None), seconds=5.0).reasons)


def test_each_path_has_its_reason():
    tiny = Tiny()
    tiny.place("north", 60.5)
    tiny.offer("source", "ash", 100.0, temperature_c=20.0)
    tiny.need("road", "ash", 50.0, at="facility:north", temperature_c=10.0)
    tiny.need("oven", "ash", 50.0, temperature_c=90.0)
    tiny.plant("kiln", "1 ash, 0.1 lime co_input", "1 brick")
    tiny.port("kiln", "ash")["min_temperature_c"] = 15.0
    tiny.plant("press", "1 ash", "1 brick", capacity=0.5)
    tiny.port("press", "ash")["min_temperature_c"] = 15.0
    tiny.need("wall", "brick", 500.0)
    found = reasons(tiny, max_leg_km=50.0)
    assert found == {"distance": 1, "temperature or moisture": 1, "co-input": 1, "capacity": 1}
    tiny.get("process:press")["capacity_per_year"] = 100.0
    tiny.offer("lime", "lime", 50.0)
    assert reasons(tiny, max_leg_km=50.0)[CERTIFIED] == 2


def test_a_longer_line_beside_a_short_one_is_not_minimal():
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    tiny.plant("sieve", "1 ash", "0.9 ash")
    tiny.need("road", "ash", 50.0)
    assert reasons(tiny) == {CERTIFIED: 1, NOT_MINIMAL: 1}
    tiny.get("need:road")["amount"] = None
    assert reasons(tiny) == {CONDITIONAL: 1, NOT_MINIMAL: 1}


def test_it_says_when_counting_stopped():
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    for name in range(12):
        tiny.plant(f"p{name}", "1 ash", "0.9 ash")
    tiny.need("road", "ash", 50.0)
    world = tiny.world(max_processes=6)
    found = beside(engine_of(world), question_of(world, need=None), seconds=0.01)
    assert not found.complete
    assert found.reasons[NOT_LOOKED_AT] > 0
    assert found.total == sum(found.reasons.values())


def walked(region: object, source: int, broken: int, legs: object = None) -> tuple[object, ...]:
    walk = Walk(region, source, -1, broken, legs)
    walk.most_kept, walk.first_only = 1000, broken > 2
    counts = [walk.run(length) for length in range(4)]
    return counts, list(walk.by_mask), sorted(walk.kept), walk.steps


@pytest.mark.parametrize("seed", range(1, 13))
def test_walks_over_legs_that_are_kept_find_what_walks_of_their_own_find(seed: int):
    world = make(seed)
    engine, question = engine_of(world), question_of(world, need=None, max_processes=3)
    region = Bench(engine, question, Out()).region
    for broken in (0, 2, 99):
        kept, narrow = Legs(region, -1, broken), Legs(region, -1, broken)
        narrow.most_kept = 2
        for limit in (1e30, 40.0):
            region.max_leg = region.max_total = limit
            for source in range(len(engine.names.offers)):
                alone = walked(region, source, broken)
                for legs in (kept, narrow, kept):
                    assert walked(region, source, broken, legs) == alone
        assert narrow.size <= kept.size


def test_legs_of_another_need_are_not_taken():
    world = make(1)
    region = Bench(engine_of(world), question_of(world, need=None), Out()).region
    for need, broken in ((0, 99), (-1, 2)):
        with pytest.raises(ValueError, match="of another need"):
            Walk(region, 0, -1, 99, Legs(region, need, broken))
