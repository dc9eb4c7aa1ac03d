"""Wirings: a line of processes, feeders beside it, and an order of them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.things import YEAR, Need, Offer, Output, Port, Process

LOSS = "loss"
MAIN = "main"


class LineStep(NamedTuple):
    """A process of the line, with the port and the output that are on it."""

    process: Process
    port: Port
    output: Output

    @property
    def has_store(self) -> bool:
        """Whether what comes in may be used in later periods."""
        return self.port.role == MAIN and (self.process.storage or ZERO) > 0


class Feeder(NamedTuple):
    """A process off the line, and the output for which it is there."""

    process: Process
    chosen: Output


@dataclass(frozen=True)
class Wiring:
    """A wiring from an offer to a need.

    Attributes:
        source: The offer.
        need: The need.
        line: Processes of the line.
        lanes: The lanes of the line, one more than its processes.
        feeders: Further processes.
        order: Ids of all processes.
    """

    source: Offer
    need: Need
    line: tuple[LineStep, ...]
    lanes: tuple[Lane, ...]
    feeders: tuple[Feeder, ...]
    order: tuple[str, ...]

    @cached_property
    def processes(self) -> list[Process]:
        """All processes, those of the line first."""
        return [*(step.process for step in self.line), *(feeder.process for feeder in self.feeders)]

    @cached_property
    def side_ports(self) -> dict[Key, Port]:
        """Ports that are not on the line, by key."""
        on_line = {step.port.receiver.key for step in self.line}
        ports = (port for process in self.processes for port in process.ports)
        return {port.receiver.key: port for port in ports if port.receiver.key not in on_line}

    @cached_property
    def side_outputs(self) -> dict[Key, Output]:
        """Outputs that are neither on the line nor a loss, by key."""
        on_line = {step.output.stream.key for step in self.line}
        outputs = (output for process in self.processes for output in process.outputs if output.role != LOSS)
        return {output.stream.key: output for output in outputs if output.stream.key not in on_line}

    @cached_property
    def chosen(self) -> frozenset[Key]:
        """The outputs for which the feeders are there."""
        return frozenset(feeder.chosen.stream.key for feeder in self.feeders)

    def idle(self, lanes: Iterable[Lane]) -> set[Key]:
        """Chosen outputs that lead to no port of the line, not even through other feeders, over lanes into ports."""
        ways = [(lane.stream.key, lane.receiver.key.id) for lane in lanes if lane.stream.key in self.chosen]
        led = {step.process.id for step in self.line}
        for _ in self.feeders:
            led |= {stream.id for stream, taker in ways if taker in led}
        return {key for key in self.chosen if key.id not in led}

    @cached_property
    def known_until(self) -> int | None:
        """Number of processes of the line whose activity is known; None when all amounts are known."""
        for at, step in enumerate(self.line):
            if self.lanes[at].factor is None or step.port.amount is None:
                return at
            if step.output.amount is None:
                return at + 1
        return len(self.line) if self.lanes[-1].factor is None else None

    @cached_property
    def unknown_activity(self) -> frozenset[str]:
        """Processes whose activity counts as 0 because it is not known: late ones of the line, and some feeders."""
        known = len(self.line) if self.known_until is None else self.known_until
        silent = [feeder.process.id for feeder in self.feeders if feeder.chosen.amount is None]
        return frozenset([*(step.process.id for step in self.line[known:]), *silent])

    def may_feed(self, output: Key, port: Key) -> bool:
        """Whether the order lets an output go into a port: forwards, or where a stock starts the loop."""
        if self.order.index(output.id) < self.order.index(port.id):
            return True
        return any(process.id == port.id and process.has_start_up for process in self.processes)

    def operating(self, asked: frozenset[int]) -> dict[str, frozenset[int]]:
        """Months in which each process has to keep its least load, by id.

        Args:
            asked: Months that the question asks for.
        """
        there, year = self.source.supply.months & asked, frozenset(YEAR)
        found, has_store = {}, False
        for step in self.line:
            has_store = has_store or step.has_store
            found[step.process.id] = year if has_store else there
        return found | {feeder.process.id: year if has_store else there for feeder in self.feeders}

    def ways(self) -> Iterator[tuple[Key, Key]]:
        """Pairs of an output and a port that the order lets flow, for comparison of orders."""
        for output in self.side_outputs:
            yield from ((output, port) for port in self.side_ports if self.may_feed(output, port))
