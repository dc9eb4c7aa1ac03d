"""The linear conditions of a wiring. What is unknown sets no limit; an unknown factor off the line counts as 1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from graph_kb.symbiosis.verifying.certificate import Key, Question
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ONE, ZERO, Maybe
from graph_kb.symbiosis.verifying.rows import Row, Terms, Variable, activity, disposal, flow, of_source, stored
from graph_kb.symbiosis.verifying.things import Allowance, Pooled, Supply
from graph_kb.symbiosis.verifying.wiring import LineStep, Wiring
from graph_kb.symbiosis.verifying.world import World

MOST_A_YEAR = Fraction(10**9)

_atmost = partial(Row, is_equal=False)
_equal = partial(Row, is_equal=True, right=ZERO)


class System:
    """All linear conditions of a wiring.

    Args:
        world: The facts.
        wiring: The wiring.
        lanes: Lanes off the line that may be used.
        disposable: Outputs that may go to disposal.
        periods: Months of each period, in the circle of the year.
        question: What is asked for.
        pooled: Offers and needs that stand for several.
    """

    def __init__(
        self,
        world: World,
        wiring: Wiring,
        lanes: Iterable[Lane],
        disposable: frozenset[Key],
        periods: Sequence[frozenset[int]],
        question: Question,
        pooled: Mapping[Key, Pooled] | None = None,
    ) -> None:
        self._pooled = pooled or {}
        self._world, self._wiring, self._periods, self._question = world, wiring, periods, question
        self._disposable = disposable
        self._into: dict[Key, list[Lane]] = defaultdict(list)
        self._from: dict[Key, list[Lane]] = defaultdict(list)
        for lane in lanes:
            self._into[lane.receiver.key].append(lane)
            self._from[lane.stream.key].append(lane)

    def rows(self) -> list[Row]:
        """The rows."""
        found: list[Row] = [*self._amount_of_source(), *self._permits()]
        parts = (self._line, self._ports, self._outputs, self._loads, self._supplies, self._demands, self._blends)
        for period in range(len(self._periods)):
            for part in parts:
                found += part(period)
        return found

    def made(self, at: int, period: int) -> Terms:
        """What flows along a lane of the line, in terms of activities; nothing where it is not known."""
        if at == 0:
            return {of_source(period): ONE}
        step = self._wiring.line[at - 1]
        if step.output.amount is None or step.process.id in self._wiring.unknown_activity:
            return {}
        return {activity(step.process.id, period): step.output.amount}

    def _line(self, period: int) -> Iterator[Row]:
        for at, step in enumerate(self._wiring.line):
            factor = self._wiring.lanes[at].factor
            if step.process.id in self._wiring.unknown_activity or factor is None or step.port.amount is None:
                return
            terms = _times(self.made(at, period), factor)
            terms[activity(step.process.id, period)] = -step.port.amount
            if step.has_store:
                yield from self._store(step, period, terms)
            else:
                yield _equal(2, "line", str(step.port.receiver.key), period, terms)

    def _store(self, step: LineStep, period: int, terms: dict[Variable, Fraction]) -> Iterator[Row]:
        last = (period or len(self._periods)) - 1
        kept = {stored(step.process.id, last): ONE, stored(step.process.id, period): -ONE}
        if last != period:
            terms = terms | kept
            level, most = {stored(step.process.id, period): ONE}, step.process.storage or ZERO
            yield _atmost(8, "storage", step.process.id, period, level, right=most)
        yield _equal(2, "store", step.process.id, period, terms)

    def _ports(self, period: int) -> Iterator[Row]:
        for key, port in self._wiring.side_ports.items():
            taken = {flow(lane, period): factor(lane) for lane in self._into.get(key, ())}
            yield _equal(2, "port", str(key), period, taken | self._activity(key.id, period, port.amount))

    def _outputs(self, period: int) -> Iterator[Row]:
        for key, output in self._wiring.side_outputs.items():
            given = {flow(lane, period): ONE for lane in self._from.get(key, ())}
            if key in self._disposable and key not in self._wiring.chosen:
                given[disposal(key, period)] = ONE
            yield _equal(2, "output", str(key), period, given | self._activity(key.id, period, output.amount))

    def _activity(self, process: str, period: int, amount: Maybe) -> dict[Variable, Fraction]:
        is_known = amount and process not in self._wiring.unknown_activity
        return {activity(process, period): -amount} if is_known and amount else {}

    def _loads(self, period: int) -> Iterator[Row]:
        months, operating = self._periods[period], self._wiring.operating(self._question.months)
        for process in self._wiring.processes:
            if process.id in self._wiring.unknown_activity:
                continue
            free, least = process.load.free(months), process.load.least(months & operating[process.id])
            if free is not None:
                yield _atmost(4, "capacity", process.id, period, {activity(process.id, period): ONE}, right=free)
            if least:
                yield _atmost(4, "least_load", process.id, period, {activity(process.id, period): -ONE}, right=-least)

    def _supplies(self, period: int) -> Iterator[Row]:
        own, months = self._wiring.source.stream.key, self._periods[period]
        for key in dict.fromkeys([own, *(key for key in self._from if key.kind == "offer")]):
            terms = {flow(lane, period): ONE for lane in self._from.get(key, ())}
            if key == own:
                terms[of_source(period)] = ONE
            there = months & self._question.months if key == own else months
            yield from _limit("supply", key.id, period, terms, self._supply(key), there)

    def _demands(self, period: int) -> Iterator[Row]:
        own, line = self._wiring.need.receiver.key, self._wiring.lanes
        for key in dict.fromkeys([own, *(key for key in self._into if key.kind == "need")]):
            terms = {flow(lane, period): factor(lane) for lane in self._into.get(key, ())}
            if key == own and self._wiring.known_until is None:
                terms |= _times(self.made(len(line) - 1, period), factor(line[-1]))
            yield from _limit("demand", key.id, period, terms, self._supply(key), self._periods[period])

    def _supply(self, key: Key) -> Supply | Pooled | None:
        if key in self._pooled:
            return self._pooled[key]
        found = self._world.offer(key.id) if key.kind == "offer" else self._world.need(key.id)
        return found.supply if found else None

    def _amount_of_source(self) -> Iterator[Row]:
        terms = {of_source(period): ONE for period in range(len(self._periods))}
        source = self._wiring.source.stream.key.id
        yield _atmost(12, "min_amount", source, None, _times(terms, -ONE), right=-self._question.min_amount)
        yield _atmost(12, "most_a_year", source, None, terms, right=MOST_A_YEAR)

    def _permits(self) -> Iterator[Row]:
        used: dict[Allowance, dict[Variable, Fraction]] = defaultdict(dict)
        periods = range(len(self._periods))
        for lane in (lane for lanes in self._into.values() for lane in lanes):
            for allowance in lane.allowances:
                used[allowance] |= {flow(lane, period): ONE for period in periods}
        for at, lane in enumerate(self._wiring.lanes):
            for allowance in lane.allowances:
                for period in periods:
                    _add(used[allowance], self.made(at, period))
        units = {a: lane.stream.resource.unit for lane in self._all_lanes() for a in lane.allowances}
        for allowance, terms in used.items():
            if allowance.tonnes is not None and units[allowance] == "t":
                yield _atmost(7, "permit", allowance.permit, None, terms, right=allowance.tonnes)

    def _all_lanes(self) -> Iterator[Lane]:
        yield from self._wiring.lanes
        for lanes in self._into.values():
            yield from lanes

    def _blends(self, period: int) -> Iterator[Row]:
        for key, port in self._wiring.side_ports.items():
            lanes = [lane for lane in self._into.get(key, ()) if lane.stream.resource.kind == "Material"]
            for substance, limit in port.receiver.limits.items():
                if limit is not None and lanes:
                    terms = {
                        flow(lane, period): ((lane.stream.shares.get(substance) or ZERO) - limit) * factor(lane)
                        for lane in lanes
                    }
                    yield _atmost(5, "blending", f"{key} {substance}", period, terms, right=ZERO)


def factor(lane: Lane) -> Fraction:
    """Factor of a lane; 1 where it is not known."""
    return ONE if lane.factor is None else lane.factor


def _times(terms: Terms, by: Fraction) -> dict[Variable, Fraction]:
    return {name: value * by for name, value in terms.items()}


def _add(total: dict[Variable, Fraction], terms: Terms) -> None:
    for name, value in terms.items():
        total[name] = total.get(name, ZERO) + value


def _limit(
    name: str, subject: str, period: int, terms: Terms, supply: Supply | Pooled | None, months: frozenset[int]
) -> Iterator[Row]:
    """What an offer or need allows in some months; nothing in those in which it is not there."""
    most = supply.in_months(months) if supply else None
    if supply and most is not None:
        is_there = bool(months & supply.months)
        yield _atmost(10 if is_there else 8, name, subject, period, terms, right=most)
