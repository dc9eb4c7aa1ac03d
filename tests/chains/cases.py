"""Which of the cases that are hard for a search a chain or a world shows, told from amounts, not from recipes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .lanes import Lane
from .numbers import Numbers, Port, Terminal
from .oracle import Answers, Enumeration, Found
from .program import Solution, price
from .world import World

SOME = 1e-6
HARD = (
    "two_processes",
    "three_processes",
    "four_processes",
    "feeder",
    "nested_feeder",
    "two_feeders",
    "competing_suppliers",
    "by_product_twice",
    "need_as_sink",
    "thin_pool",
    "inner_by_product",
    "loop_with_stock",
    "loop_without_stock",
    "blending",
    "hazardous_not_blended",
    "storage",
    "seasons",
    "heat_pump",
    "not_minimal_skip",
    "min_load",
    "planned_cost",
    "running_load",
    "permit_tonnes",
    "substitute",
    "kind_of",
    "direct",
    "unknowns",
    "total_distance",
    "feeders_limited",
)
"""What a search must be tried on; those of `world_cases` are said of worlds, others of chains."""
LENGTHS = {0: "direct", 2: "two_processes", 3: "three_processes", 4: "four_processes"}


class Shown:
    """A chain with its amounts: lanes that carry something, off the line and altogether."""

    def __init__(self, found: Found):
        self.found, self.wiring = found, found.wiring
        self.lanes = found.within.lanes
        self.solution: Solution = found.within.solution(found)
        self.numbers = self.lanes.numbers
        by_key = {(lane.stream.key, lane.receiver.key): lane for lanes in self.lanes.out.values() for lane in lanes}
        amounts: dict[Lane, float] = defaultdict(float)
        for (kind, *rest), amount in self.solution.columns.items():
            if kind == "flow":
                amounts[by_key[rest[0], rest[1]]] += amount
        self.possible = list(amounts)
        self.flows = [lane for lane in self.possible if amounts[lane] > SOME]
        self.used = [*self.wiring.lanes, *self.flows]
        self.plants = [self.numbers.plants[one] for one in sorted(found.processes)]

    def full(self, kind: str) -> set[Any]:
        """Second part of the names of the rows of a kind that are at their upper bound."""
        rows = self.solution.rows.items()
        return {name[1] for name, (amount, most) in rows if name[0] == kind and most > 0 and amount > most * (1 - SOME)}


def competing_suppliers(shown: Shown) -> bool:
    """An offer that two ports use, or would when it were not used up."""
    users: dict[str, set[Any]] = defaultdict(set)
    would: dict[str, set[Any]] = defaultdict(set)
    for lanes, ends in ((shown.used, users), ([shown.wiring.lanes[0], *shown.possible], would)):
        for lane in lanes:
            if isinstance(lane.stream, Terminal):
                ends[lane.stream.id].add(lane.receiver.key)
    full = shown.full("supply")
    return any(len(ends) > 1 for ends in users.values()) or any(len(would[offer]) > 1 for offer in full)


def by_product_twice(shown: Shown) -> bool:
    """Two steps that send the same by-product to one need."""
    senders: dict[str, set[str]] = defaultdict(set)
    for lane in shown.flows:
        if isinstance(lane.receiver, Terminal) and isinstance(lane.stream, Port):
            senders[lane.receiver.id].add(lane.stream.process)
    return any(len(processes) > 1 for processes in senders.values())


def need_as_sink(shown: Shown) -> bool:
    return any(lane.receiver is shown.wiring.need for lane in shown.flows)


def thin_pool(shown: Shown) -> bool:
    """A port that takes from several offers of different price."""
    prices: dict[Any, set[float]] = defaultdict(set)
    for lane in shown.flows:
        if isinstance(lane.stream, Terminal):
            prices[lane.receiver.key].add(price(lane.stream))
    return any(len(each) > 1 for each in prices.values())


def _inside(shown: Shown, chosen: bool) -> list[tuple[str, str]]:
    return [
        (lane.stream.process, lane.receiver.process)
        for lane in shown.flows
        if isinstance(lane.stream, Port)
        and isinstance(lane.receiver, Port)
        and (lane.stream in shown.wiring.feeders) == chosen
    ]


def nested_feeder(shown: Shown) -> bool:
    feeders = {one.process for one in shown.wiring.feeders}
    return any(one != other and other in feeders for one, other in _inside(shown, True))


def inner_by_product(shown: Shown) -> bool:
    return any(one != other for one, other in _inside(shown, False))


def loop_with_stock(shown: Shown) -> bool:
    """Flows that go round."""
    steps = [one.process for one, _ in shown.wiring.line]
    pairs = {*itertools.pairwise(steps), *_inside(shown, True), *_inside(shown, False)}
    left = set(shown.found.processes)
    while first := {one for one in left if not any(end == one and start in left for start, end in pairs)}:
        left -= first
    return bool(left)


def blending(shown: Shown) -> bool:
    return any(lane.blended for lane in shown.flows)


def hazardous_not_blended(shown: Shown) -> bool:
    """A supplier of a port that blending would help, were it not hazardous."""
    return any(receiver in shown.wiring.ports for _, receiver in shown.lanes.refused)


def storage(shown: Shown) -> bool:
    return any(name[0] == "level" and amount > SOME for name, amount in shown.solution.columns.items())


def seasons(shown: Shown) -> bool:
    """Different amounts a month of the source."""
    months = [len(run) for run in shown.numbers.periods]
    rates = [shown.solution.columns["x", t] / count for t, count in enumerate(months)]
    return max(rates) - min(rates) > SOME


def heat_pump(shown: Shown) -> bool:
    """A process that lifts heat within limits of temperature with electricity."""

    def lifts(plant: Any) -> bool:
        heat = any(port.edge.max_temperature_c is not None for port in plant.inputs)
        power = any(port.resource.kind == "Energy" and port.resource.transport_mode == "grid" for port in plant.inputs)
        return heat and power

    return any(lifts(plant) for plant in shown.plants)


def min_load(shown: Shown) -> bool:
    return any(max(plant.least) > 0 for plant in shown.plants)


def planned_cost(shown: Shown) -> bool:
    return any(max(plant.least) > 0 and plant.fixed > 0 for plant in shown.plants)


def running_load(shown: Shown) -> bool:
    return any((plant.node.running_per_year or 0) > 0 for plant in shown.plants)


def permit_tonnes(shown: Shown) -> bool:
    return bool(shown.full("tonnes"))


def total_distance(shown: Shown) -> bool:
    """Another line to the same need is too long as a whole."""
    return any(need == shown.found.need for _, need in shown.found.within.wirings.too_long)


CASES: tuple[Callable[[Shown], bool], ...] = (
    competing_suppliers,
    by_product_twice,
    need_as_sink,
    thin_pool,
    nested_feeder,
    inner_by_product,
    loop_with_stock,
    blending,
    hazardous_not_blended,
    storage,
    seasons,
    heat_pump,
    min_load,
    planned_cost,
    running_load,
    permit_tonnes,
    total_distance,
)


def cases(world: World, found: Found) -> set[str]:
    """Names of the cases that a chain shows."""
    shown = Shown(found)
    names = {case.__name__ for case in CASES if case(shown)}
    names |= {lane.way for lane in shown.used} & {"kind_of", "substitute"}
    count = len(found.wiring.feeders)
    named = {LENGTHS.get(len(found.wiring.line)), "feeder" if count else None, "two_feeders" if count > 1 else None}
    named.add(None if found.within.strict else "unknowns")
    return names | {name for name in named if name}


def world_cases(world: World, answers: Answers | None = None) -> set[str]:
    """Names of the cases that sets show which are no chains."""
    answers = answers or Answers(world)
    names = set()
    for usual in (answers.strict, answers.lenient):
        if any(usual.feasible(one) for one in usual.rejected):
            names.add("not_minimal_skip")
        if _only_with_loops(answers, usual):
            names.add("loop_without_stock")
        if _only_with_feeders(answers, usual):
            names.add("feeders_limited")
    return names


def _only_with_loops(answers: Answers, usual: Enumeration) -> bool:
    """Whether a set would be a chain if every process could start a loop."""
    free = Enumeration(answers.numbers, usual.strict, answers.solver, every_loop=True)
    return bool({one.key for one in free.found} - {one.key for one in usual.found})


def _only_with_feeders(answers: Answers, usual: Enumeration) -> bool:
    """Whether a set would be a chain if there could be more feeders."""
    if usual.wirings.most_fed is None:
        return False
    free = Numbers(replace(answers.world, question={**answers.world.question, "max_feeders": None}))
    found = Enumeration(free, usual.strict, answers.solver).found
    return bool({one.key for one in found} - {one.key for one in usual.found})
