"""Whether a set of processes is a chain at all, in any wiring: decides minimality (condition 11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations, product

from graph_kb.symbiosis.verifying.certificate import Question
from graph_kb.symbiosis.verifying.exact_lp import Constraint, decided
from graph_kb.symbiosis.verifying.grouping import Grouped, Grouping
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.legs import line_km
from graph_kb.symbiosis.verifying.pool import Pool, cut
from graph_kb.symbiosis.verifying.rows import Row, Variable
from graph_kb.symbiosis.verifying.system import System
from graph_kb.symbiosis.verifying.things import Need, Offer, Process, Stream
from graph_kb.symbiosis.verifying.wiring import LOSS, Feeder, LineStep, Wiring
from graph_kb.symbiosis.verifying.world import World

Line = tuple[tuple[LineStep, ...], tuple[Lane, ...]]
_GROUPS, _FINER = 16, 8
"""Groups of different composition to begin with, and how many times more there are when they do not decide."""
_AT_ONCE = 400
"""Flows up to which all are tried at once."""


class Decider:
    """Decides which sets of processes are chains from an offer to a need.

    Args:
        world: The facts.
        question: What is asked for.
        source: The offer.
        need: The need.
        strict: Whether only what is known may be used, and nothing assumed.
    """

    def __init__(self, world: World, question: Question, source: Offer, need: Need, *, strict: bool) -> None:
        self._world, self._question, self._source, self._need = world, question, source, need
        self._pool = Pool(world, question, strict=strict)

    def is_chain(self, processes: Sequence[Process]) -> bool:
        """Whether any wiring of exactly these processes is feasible."""
        ends = (self._source.supply, self._source.stream), (self._need.supply, self._need.receiver)
        if not all(self._pool.knows(supply, is_assumed=one.is_assumed) for supply, one in ends):
            return False
        if not all(map(self._pool.takes, processes)):
            return False
        return any(self.is_feasible(wiring) for wiring in self.wirings(processes))

    def is_feasible(self, wiring: Wiring) -> bool:
        """Whether a wiring has amounts, in exact numbers."""
        return not self.conflict(wiring)

    def conflict(self, wiring: Wiring) -> list[Row]:
        """Conditions that no amounts keep together; none where the wiring has amounts."""
        grouping = Grouping(self._world, wiring, self._pool.side_lanes(wiring))
        size = _GROUPS
        while True:
            favourable = grouping.grouped(size, min)
            if found := self._missed(wiring, favourable):
                return found
            if favourable.is_exact or not self._missed(wiring, grouping.grouped(size, max)):
                return []
            size *= _FINER

    def _missed(self, wiring: Wiring, grouped: Grouped) -> list[Row]:
        periods = cut(self._world, wiring.processes, self._question)
        free = self._pool.disposable(wiring)
        system = System(self._world, wiring, grouped.lanes, free, periods, self._question, grouped.supplies)
        rows = system.rows()
        constraints = [Constraint(row.terms, row.is_equal, row.right) for row in rows]
        answer = decided(constraints, _first({name for row in rows for name in row.terms}))
        return [row for row, weight in zip(rows, answer.multipliers, strict=False) if weight]

    def wirings(self, processes: Sequence[Process]) -> Iterator[Wiring]:
        """All wirings of these processes whose lanes exist, orders that allow the same flows taken once."""
        fed = self._question.max_feeders
        fewest = 0 if fed is None else max(0, len(processes) - fed)
        for count in range(fewest, len(processes) + 1):
            for chosen in permutations(processes, count):
                rest = [process for process in processes if process not in chosen]
                for line in self._lines(self._source.stream, chosen):
                    for feeders in _feeders(rest):
                        yield from self._ordered(line, feeders)

    def _lines(self, stream: Stream, processes: tuple[Process, ...]) -> Iterator[Line]:
        """Ways of a line through processes in this order to the need."""
        for steps, lanes in self._onwards(stream, processes):
            most = self._question.max_total_km
            if most is None or line_km([lane.km for lane in lanes]) <= most:
                yield steps, lanes

    def _onwards(self, stream: Stream, processes: tuple[Process, ...]) -> Iterator[Line]:
        if not processes:
            last = self._pool.lane(stream, self._need.receiver, on_line=True)
            if last:
                yield (), (last,)
            return
        process = processes[0]
        for port in process.ports:
            lane = self._pool.lane(stream, port.receiver, on_line=True)
            for output in (output for output in process.outputs if lane and output.role != LOSS):
                for steps, lanes in self._onwards(output.stream, processes[1:]):
                    if lane:
                        yield (LineStep(process, port, output), *steps), (lane, *lanes)

    def _ordered(self, line: Line, feeders: tuple[Feeder, ...]) -> Iterator[Wiring]:
        steps, lanes = line
        along = [step.process.id for step in steps]
        seen: set[frozenset[object]] = set()
        for order in permutations([*along, *(feeder.process.id for feeder in feeders)]):
            wiring = Wiring(self._source, self._need, steps, lanes, feeders, order)
            ways = frozenset(wiring.ways())
            if [id_ for id_ in order if id_ in along] == along and ways not in seen:
                seen.add(ways)
                if self._is_fed(wiring):
                    yield wiring

    def _is_fed(self, wiring: Wiring) -> bool:
        """Whether every port has a lane, and every feeder leads to the line."""
        feeding = [self._pool.feeding(wiring, port) for port in wiring.side_ports.values()]
        return all(feeding) and not wiring.idle(lane for lanes in feeding for lane in lanes)


def smaller_sets(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """All proper subsets, sorted."""
    given = sorted(set(ids))
    return [subset for count in range(len(given)) for subset in combinations(given, count)]


def _feeders(processes: Sequence[Process]) -> Iterator[tuple[Feeder, ...]]:
    choices = [[Feeder(process, output) for output in process.outputs if output.role != LOSS] for process in processes]
    return product(*choices)


def _first(names: set[Variable]) -> set[Variable]:
    """Variables to begin with: all but the flows, and the flows too where they are few."""
    flows = {name for name in names if name.kind == "f"}
    return names if len(flows) <= _AT_ONCE else names - flows
