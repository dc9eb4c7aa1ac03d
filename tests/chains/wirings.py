"""Every wiring of a world, section 3 of docs/chain-model.md.

Only what has no variables or provably adds nothing is left out; each reason stands where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product
from typing import Any

from .lanes import Lane, Lanes
from .numbers import Plant, Port, Terminal

Pair = tuple[str, str]
Steps = tuple[tuple[Port, Port], ...]
Line = tuple[Steps, tuple[Lane, ...]]


@dataclass(frozen=True, eq=False)
class Wiring:
    """A line, its feeders with the chosen outputs, and the pairs of processes that the order keeps apart."""

    line: tuple[tuple[Port, Port], ...]
    lanes: tuple[Lane, ...]
    need: Terminal
    feeders: tuple[Port, ...]
    banned: frozenset[Pair]
    ports: tuple[Port, ...]
    outputs: tuple[Port, ...]

    @property
    def processes(self) -> frozenset[str]:
        return frozenset(one.process for one, _ in self.line) | {one.process for one in self.feeders}

    @property
    def metres(self) -> int:
        return sum(lane.metres for lane in self.lanes)


class Wirings:
    """Wirings from the source of a world to its needs."""

    def __init__(self, lanes: Lanes, every_loop: bool = False):
        self.lanes, self.numbers = lanes, lanes.numbers
        world = self.numbers.world
        self.most, self.most_fed = world.question["max_processes"], world.question["max_feeders"]
        self.total = world.question["max_total_km"]
        self.every_loop = every_loop
        self.too_long: list[tuple[frozenset[str], str]] = []
        self.plants = {plant.id: plant for plant in self.numbers.plants.values() if not lanes.strict or usable(plant)}
        self.needs = {one for one in self.numbers.needs if world.need in (None, one)}

    def lines(self) -> list[Line]:
        """Every line with its lanes, those that are too long as a whole left out."""
        source, found = self.numbers.offers.get(self.numbers.world.source), []
        if source is not None and (not self.lanes.strict or (source.known and not source.assumed)):
            for line, legs in self._lines(source, (), ()):
                if self.total is not None and sum(lane.metres for lane in legs) > self.total * 1000 + 1e-6:
                    self.too_long.append((frozenset(one.process for one, _ in line), legs[-1].receiver.key[0]))
                else:
                    found.append((line, legs))
        return found

    def _lines(self, stream: Any, line: Steps, legs: tuple[Lane, ...]) -> Iterator[Line]:
        """Lines that start with these steps. A line without a lane between two steps has no variables there."""
        for lane in self.lanes.out.get(stream.key, ()):
            end = lane.receiver
            if not lane.on_line:
                continue
            if isinstance(end, Terminal):
                if end.id in self.needs:
                    yield line, (*legs, lane)
            elif self._free(end.process, line):
                for output in self.plants[end.process].outputs:
                    if output.edge.role != "loss":
                        yield from self._lines(output, (*line, (end, output)), (*legs, lane))

    def _free(self, process: str, line: Steps) -> bool:
        """Whether a process can be the next step of a line."""
        return process in self.plants and len(line) < self.most and all(process != one.process for one, _ in line)

    def feeders(self, line: Steps, size: int) -> Iterator[tuple[Plant, ...]]:
        """Sets of feeders that make a line a wiring of so many processes.

        None beside a source that serves the need directly: without them it still does, so no such set is minimal.
        """
        on_line = {one.process for one, _ in line}
        others = [plant for plant in self.plants.values() if plant.id not in on_line]
        count = size - len(line)
        return combinations(others, count) if count == 0 or (line and self.allows(count)) else iter(())

    def allows(self, count: int) -> bool:
        """Whether so many feeders may be there."""
        return count >= 0 and (self.most_fed is None or count <= self.most_fed)

    def expand(self, line: Steps, legs: tuple[Lane, ...], plants: tuple[Plant, ...]) -> Iterator[Wiring]:
        """Wirings of a line with these feeders: chosen outputs and orders."""
        taken = {id(port) for step in line for port in step}
        members = [self.plants[one.process] for one, _ in line] + list(plants)
        ports = tuple(port for plant in members for port in plant.inputs if id(port) not in taken)
        outputs = tuple(
            port for plant in members for port in plant.outputs if port.edge.role != "loss" and id(port) not in taken
        )
        inner = self._inner(ports, outputs)
        if inner is None:
            return
        bans = self._bans(line, members, inner)
        choices = [[port for port in plant.outputs if port.edge.role != "loss"] for plant in plants]
        need: Any = legs[-1].receiver
        for feeders in product(*choices):
            for banned in bans:
                wiring = Wiring(line, legs, need, feeders, banned, ports, outputs)
                if self._served(wiring, inner) and not self._idle(wiring, inner):
                    yield wiring

    def _inner(self, ports: tuple[Port, ...], outputs: tuple[Port, ...]) -> list[Lane] | None:
        """Lanes from outputs to ports off the line; None when a port has no lane at all, whatever the order."""
        keys, found = {port.key for port in outputs}, []
        for port in ports:
            lanes = [lane for lane in self.lanes.into[port.key] if lane.off_line]
            inside = [lane for lane in lanes if lane.stream.key in keys]
            if not inside and not any(isinstance(lane.stream, Terminal) for lane in lanes):
                return None
            found += inside
        return found

    def _bans(self, line: Steps, members: list[Plant], inner: list[Lane]) -> list[frozenset[Pair]]:
        """Pairs that an order keeps apart. An order that keeps more apart than another one has fewer variables."""
        pairs = {(lane.stream.process, lane.receiver.process) for lane in inner}
        if self.every_loop:
            return [frozenset()]
        pairs = {pair for pair in pairs if not self.plants[pair[1]].stock}
        own = frozenset(pair for pair in pairs if pair[0] == pair[1])
        found: set[frozenset[Pair]] = set()
        steps = [one.process for one, _ in line]
        for order in permutations([plant.id for plant in members]):
            place = {each: number for number, each in enumerate(order)}
            if any(place[one] > place[other] for one, other in pairwise(steps)):
                continue
            banned = own | {(one, other) for one, other in pairs if place[one] > place[other]}
            if banned == own:
                return [own]
            found.add(frozenset(banned))
        return [one for one in found if not any(other < one for other in found)]

    def _served(self, wiring: Wiring, inner: list[Lane]) -> bool:
        """Whether every port has a lane."""
        allowed = {lane.receiver.key for lane in inner if pair(lane) not in wiring.banned}
        return all(
            port.key in allowed
            or any(lane.off_line and isinstance(lane.stream, Terminal) for lane in self.lanes.into[port.key])
            for port in wiring.ports
        )

    def _idle(self, wiring: Wiring, inner: list[Lane]) -> bool:
        """Whether the chosen output of a feeder leads to no port of the line, not even through other feeders."""
        held = [lane for lane in inner if pair(lane) not in wiring.banned]
        led = {one.process for one, _ in wiring.line}
        for _ in wiring.feeders:
            for chosen in wiring.feeders:
                if any(lane.stream is chosen and lane.receiver.process in led for lane in held):
                    led.add(chosen.process)
        return any(chosen.process not in led for chosen in wiring.feeders)


def pair(lane: Lane) -> Pair:
    """The processes that a lane inside a wiring joins."""
    return lane.stream.process, lane.receiver.process  # type: ignore[union-attr]


def usable(plant: Plant) -> bool:
    return plant.known and not plant.assumed
