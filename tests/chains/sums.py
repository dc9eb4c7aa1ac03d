"""The amounts of a certificate held against the records, in sums of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

from .numbers import Numbers, Plant, Port, Terminal
from .world import World

Key = tuple[str, ...]
SLACK = Fraction(1, 10**9)


@dataclass(frozen=True)
class Flow:
    """What goes from a stream to a receiver in each period; to None for disposal."""

    stream: Key
    receiver: Key | None
    on_line: bool
    factor: Fraction
    amounts: tuple[Fraction, ...]

    @property
    def received(self) -> list[Fraction]:
        return [self.factor * amount for amount in self.amounts]


class Sums:
    """A certificate of which all amounts are known."""

    def __init__(self, world: World, certificate: dict[str, Any]):
        self.numbers, self.certificate = Numbers(world), certificate
        self.periods = [frozenset(period) for period in certificate["periods"]]
        self.activity = {one["id"]: _numbers(one["activity"]) for one in certificate["processes"]}
        self.plants = [self.numbers.plants[one] for one in self.activity]
        self.flows = [*map(_flow, certificate["flows"]), *map(_disposal, certificate["disposals"])]
        self.out, self.into = defaultdict[Key, list[Flow]](list), defaultdict[Key, list[Flow]](list)
        for flow in self.flows:
            self.out[flow.stream].append(flow)
            if flow.receiver:
                self.into[flow.receiver].append(flow)

    def wrong(self) -> list[str]:
        """Everything that does not add up."""
        found = [fault for plant in self.plants for fault in self._plant(plant)]
        ends = {key[0] for key in (*self.out, *self.into) if len(key) == 1}
        for terminal in (*self.numbers.offers.values(), *self.numbers.needs.values()):
            if terminal.id in ends:
                ends.remove(terminal.id)
                found += self._terminal(terminal)
        return found + [f"{one} takes no part" for one in ends] + list(self._mass())

    def _plant(self, plant: Plant) -> Iterator[str]:
        activity = self.activity[plant.id]
        if not sum(activity):
            yield f"{plant.id} does nothing"
        for run, period in zip(activity, self.periods, strict=True):
            most = self._of_months(plant, period)
            if most is not None and not 0 <= run <= most + SLACK:
                yield f"{plant.id} runs {run} of {most}"
        for port in plant.inputs:
            yield from self._input(plant, port, activity)
        for port in plant.outputs:
            gone = _added([flow.amounts for flow in self.out[port.key]], len(activity))
            if port.edge.role != "loss" and not _same(gone, [_exact(port.amount) * run for run in activity]):
                yield f"{port.key} goes nowhere in part"

    def _input(self, plant: Plant, port: Port, activity: list[Fraction]) -> Iterator[str]:
        """What comes in is what is used, in every period; where there is a store, over the year."""
        came = _added([flow.received for flow in self.into[port.key]], len(activity))
        used = [_exact(port.amount) * run for run in activity]
        room = _exact(plant.node.storage_amount)
        stored = room > 0 and port.edge.role == "main" and any(flow.on_line for flow in self.into[port.key])
        if not stored and not _same(came, used):
            yield f"{port.key} is not supplied with what it uses"
        if stored:
            levels = list(accumulate((one - other for one, other in zip(came, used, strict=True)), initial=Fraction(0)))
            if abs(levels[-1]) > SLACK or max(levels) - min(levels) > room + SLACK:
                yield f"the store of {plant.id} holds {max(levels) - min(levels)} of {room}"

    def _of_months(self, plant: Plant, period: frozenset[int]) -> Fraction | None:
        """Capacity that is free in some months, those that capacities change between taken together."""
        node = plant.node
        if len(node.capacity_by_month) == 12:
            full = sum(_exact(node.capacity_by_month[month - 1]) for month in period)
        elif node.capacity_per_year is None:
            return None
        else:
            full = _exact(node.capacity_per_year) * len(period) / 12
        running = 0 if node.status == "planned" else _exact(node.running_per_year) * len(period) / 12
        return max(Fraction(0), full - running)

    def _terminal(self, terminal: Terminal) -> Iterator[str]:
        """No tonne is used twice: all that is taken of an offer, or goes to a need, is within its amount."""
        known = (self.out if terminal.offer else self.into)[terminal.key]
        used = _added([flow.amounts if terminal.offer else flow.received for flow in known], len(self.periods))
        year = self.numbers.yearly(terminal.node, terminal.resource.unit, self.numbers.end)
        for amount, period in zip(used, self.periods, strict=True):
            there = len(terminal.season & period)
            if amount < 0 or (year is None and amount and not there):
                yield f"{terminal.id} is not there"
            if year is not None and amount > _exact(year) * there / len(terminal.season) + SLACK:
                yield f"{terminal.id} has less than {amount}"

    def _mass(self) -> Iterator[str]:
        """No more tonnes leave the chain than come in, but for the 0.1 % that recipes may make of them, each time."""
        ports = [port for plant in self.plants for port in (*plant.inputs, *plant.outputs)]
        ends = [flow for flow in self.flows if len(flow.stream) == 1 or not flow.receiver or len(flow.receiver) == 1]
        if any(port.resource.unit != "t" for port in ports) or any(flow.factor != 1 for flow in ends):
            return
        inside = [sum(flow.amounts) for flow in self.flows if len(flow.stream) == 1]
        outside = [sum(flow.amounts) for flow in self.flows if not flow.receiver or len(flow.receiver) == 1]
        if self.numbers.end == "expected" and sum(outside) > sum(inside) * Fraction(1001, 1000) ** len(self.plants):
            yield f"{sum(inside)} t become {sum(outside)} t"


def _flow(said: dict[str, Any]) -> Flow:
    stream, receiver = said["stream"], said["receiver"]
    start = (stream["offer"],) if "offer" in stream else (stream["process"], stream["resource"], stream["role"], "out")
    end = (receiver["process"], receiver["resource"], receiver["role"], "in") if "process" in receiver else None
    factor = Fraction(said["factor"])
    return Flow(start, end or (receiver["need"],), said["on_line"], factor, tuple(_numbers(said["amounts"])))


def _disposal(said: dict[str, Any]) -> Flow:
    stream = (said["process"], said["resource"], said["role"], "out")
    return Flow(stream, None, False, Fraction(1), tuple(_numbers(said["amounts"])))


def _numbers(texts: list[str]) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def _exact(number: float | None) -> Fraction:
    return Fraction(str(number or 0))


def _added(rows: Any, size: int) -> list[Fraction]:
    return [sum((row[at] for row in rows), Fraction(0)) for at in range(size)]


def _same(one: list[Fraction], other: list[Fraction]) -> bool:
    return all(abs(first - second) <= SLACK for first, second in zip(one, other, strict=True))
