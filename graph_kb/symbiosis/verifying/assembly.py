"""From the claims of a certificate to a wiring, its lanes and its amounts, with all that is wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from graph_kb.symbiosis.verifying.certificate import Certificate, ClaimedFlow, ClaimedProcess, Key
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.lanes import Lane, lane_between
from graph_kb.symbiosis.verifying.numbers import ZERO, Maybe, shown
from graph_kb.symbiosis.verifying.rows import Variable, activity, disposal, flow, of_source, stored
from graph_kb.symbiosis.verifying.system import System
from graph_kb.symbiosis.verifying.things import Need, Offer, Process, Receiver, Stream
from graph_kb.symbiosis.verifying.wiring import LOSS, Feeder, LineStep, Wiring
from graph_kb.symbiosis.verifying.world import World


@dataclass
class Assembly:
    """What a certificate claims, put together from the facts.

    Attributes:
        wiring: The wiring; None when its parts are not there.
        lanes: Lane of each claimed flow, None where there is none.
        violations: What is wrong.
    """

    wiring: Wiring | None = None
    lanes: list[Lane | None] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def wrong(self, condition: int, message: str) -> None:
        """Note a violation."""
        self.violations.append(Violation(condition, message))

    def side(self, certificate: Certificate) -> list[tuple[ClaimedFlow, Lane]]:
        """Flows off the line whose lane is there."""
        pairs = zip(certificate.flows, self.lanes, strict=True)
        return [(claimed, lane) for claimed, lane in pairs if lane and not claimed.on_line]


def assemble(world: World, certificate: Certificate) -> Assembly:
    """Put the wiring of a certificate together."""
    found = Assembly()
    source, need = world.offer(certificate.source), world.need(certificate.need)
    if source is None:
        found.wrong(1, f"offer {certificate.source} takes no part")
    if need is None:
        found.wrong(1, f"need {certificate.need} takes no part")
    processes = _processes(world, certificate, found)
    parts = [_part(claimed, process, found) for claimed, process in processes]
    if source and need and None not in parts and len(processes) == len(certificate.processes):
        steps = tuple(part for part in parts if isinstance(part, LineStep))
        feeders = tuple(part for part in parts if isinstance(part, Feeder))
        lanes = _line(world, certificate, source, need, steps, found)
        if lanes is not None:
            order = tuple(claimed.id for claimed in certificate.processes)
            found.wiring = Wiring(source, need, steps, lanes, feeders, order)
    if found.wiring:
        found.lanes = [_flow(world, certificate, found.wiring, claimed, found) for claimed in certificate.flows]
        _whole_line(certificate, found.wiring, found)
    return found


def _processes(world: World, certificate: Certificate, found: Assembly) -> list[tuple[ClaimedProcess, Process]]:
    ids = Counter(claimed.id for claimed in certificate.processes)
    for id_, count in ids.items():
        if count > 1:
            found.wrong(1, f"process {id_} is named {count} times")
    _counted(certificate, found)
    pairs = [(claimed, world.process(claimed.id)) for claimed in certificate.processes]
    for claimed, process in pairs:
        if process is None:
            found.wrong(1, f"process {claimed.id} takes no part")
        elif process.makes_mass:
            found.wrong(3, f"the recipe of {claimed.id} makes mass")
    known = [(claimed, process) for claimed, process in pairs if process]
    return known if max(ids.values(), default=1) == 1 else []


def _counted(certificate: Certificate, found: Assembly) -> None:
    """Not more processes, nor more feeders among them, than are asked for."""
    asked, count = certificate.question, len(certificate.processes)
    if count > asked.max_processes:
        found.wrong(12, f"{count} processes are more than {asked.max_processes}")
    feeders = sum(claimed.part == "feeder" for claimed in certificate.processes)
    if asked.max_feeders is not None and feeders > asked.max_feeders:
        found.wrong(12, f"{feeders} feeders are more than {asked.max_feeders}")


def _part(claimed: ClaimedProcess, process: Process, found: Assembly) -> LineStep | Feeder | None:
    port, output = process.port(claimed.line_input), process.output(claimed.line_output)
    chosen = process.output(claimed.chosen_output)
    if claimed.part == "line" and port and output and output.role != LOSS and claimed.chosen_output is None:
        return LineStep(process, port, output)
    is_beside = claimed.line_input is None and claimed.line_output is None
    if claimed.part == "feeder" and chosen and chosen.role != LOSS and is_beside:
        return Feeder(process, chosen)
    found.wrong(1, f"{claimed.id} has no such input or output to be part of a wiring as {claimed.part}")
    return None


def _line(
    world: World,
    certificate: Certificate,
    source: Offer,
    need: Need,
    steps: Sequence[LineStep],
    found: Assembly,
) -> tuple[Lane, ...] | None:
    streams = [source.stream, *(step.output.stream for step in steps)]
    receivers = [*(step.port.receiver for step in steps), need.receiver]
    lanes = []
    for stream, receiver in zip(streams, receivers, strict=True):
        lane = lane_between(world, certificate.question, stream, receiver, on_line=True)
        if lane is None:
            found.wrong(1, f"{stream.key} does not fit {receiver.key}")
        else:
            lanes.append(lane)
    return tuple(lanes) if len(lanes) == len(streams) else None


def _flow(world: World, certificate: Certificate, wiring: Wiring, claimed: ClaimedFlow, found: Assembly) -> Lane | None:
    """Lane of a claimed flow; what is wrong with it is noted."""
    name = f"{claimed.stream} to {claimed.receiver}"
    if claimed.on_line:
        lane = next((lane for lane in wiring.lanes if _joins(lane, claimed)), None)
        if lane is None:
            found.wrong(1, f"{name}: this is no lane of the line")
        return lane
    stream, receiver = _stream(world, wiring, claimed.stream), _receiver(world, wiring, claimed.receiver)
    if stream is None or receiver is None:
        found.wrong(1, f"{name}: the ends are no stream and receiver off the line")
        return None
    _allowed(wiring, claimed, found)
    lane = lane_between(world, certificate.question, stream, receiver, on_line=False)
    if lane is None:
        found.wrong(1, f"{claimed.stream} does not fit {claimed.receiver}")
    return lane


def _allowed(wiring: Wiring, claimed: ClaimedFlow, found: Assembly) -> None:
    """Whether a flow off the line may be: order, chosen outputs, and offers only into ports."""
    name = f"{claimed.stream} to {claimed.receiver}"
    if claimed.receiver.kind == "need":
        if claimed.stream.kind == "offer":
            found.wrong(1, f"{name}: off the line offers go into ports only")
        elif claimed.stream in wiring.chosen:
            found.wrong(2, f"{name}: the chosen output of a feeder goes into ports only")
    elif claimed.stream.kind == "output" and not wiring.may_feed(claimed.stream, claimed.receiver):
        found.wrong(1, f"{name}: it comes later in the order, and no stock is declared that starts the loop")


def _stream(world: World, wiring: Wiring, key: Key) -> Stream | None:
    if key.kind == "offer":
        offer = world.offer(key.id)
        return offer.stream if offer else None
    output = wiring.side_outputs.get(key)
    return output.stream if output else None


def _receiver(world: World, wiring: Wiring, key: Key) -> Receiver | None:
    if key.kind == "need":
        need = world.need(key.id)
        return need.receiver if need else None
    port = wiring.side_ports.get(key)
    return port.receiver if port else None


def _joins(lane: Lane, claimed: ClaimedFlow) -> bool:
    return (lane.stream.key, lane.receiver.key) == (claimed.stream, claimed.receiver)


def _whole_line(certificate: Certificate, wiring: Wiring, found: Assembly) -> None:
    """Every lane of the line is claimed once, and no lane twice."""
    claimed = Counter((one.stream, one.receiver, one.on_line) for one in certificate.flows)
    for (stream, receiver, _), count in claimed.items():
        if count > 1:
            found.wrong(10, f"{stream} to {receiver} is claimed {count} times")
    for lane in wiring.lanes:
        if (lane.stream.key, lane.receiver.key, True) not in claimed:
            found.wrong(2, f"{lane}: this lane of the line is not claimed")


def amounts_of(certificate: Certificate, assembly: Assembly, system: System) -> dict[Variable, Fraction]:
    """The amounts that a certificate claims, by variable; what is not known counts 0."""
    wiring = assembly.wiring
    found: dict[Variable, Fraction] = {}
    if wiring is None:
        return found
    for process in certificate.processes:
        _put(found, [activity(process.id, at) for at in range(len(process.activity))], process.activity)
    for claimed, lane in assembly.side(certificate):
        _put(found, [flow(lane, at) for at in range(len(claimed.amounts))], claimed.amounts)
    for one in certificate.disposals:
        _put(found, [disposal(one.output, at) for at in range(len(one.amounts))], one.amounts)
    for claimed in certificate.flows:
        if claimed.on_line and _joins(wiring.lanes[0], claimed):
            _put(found, [of_source(at) for at in range(len(claimed.amounts))], claimed.amounts)
    for step in wiring.line:
        if step.has_store and step.process.id not in wiring.unknown_activity:
            _store(found, system, wiring, step, len(certificate.periods))
    return found


def _put(found: dict[Variable, Fraction], names: Sequence[Variable], amounts: Sequence[Maybe]) -> None:
    for name, amount in zip(names, amounts, strict=True):
        found[name] = found.get(name, ZERO) + (amount or ZERO)


def _store(found: dict[Variable, Fraction], system: System, wiring: Wiring, step: LineStep, periods: int) -> None:
    """What the store holds at the end of each period, when it is as empty as can be once in the year."""
    at = wiring.line.index(step)
    level, levels = ZERO, []
    for period in range(periods):
        coming = sum((by * found.get(name, ZERO) for name, by in system.made(at, period).items()), ZERO)
        used = found.get(activity(step.process.id, period), ZERO) * (step.port.amount or ZERO)
        level += coming * (wiring.lanes[at].factor or ZERO) - used
        levels.append(level)
    for period, held in enumerate(levels):
        found[stored(step.process.id, period)] = held - min(levels)


def negative(amounts: dict[Variable, Fraction]) -> list[Violation]:
    """Amounts below 0."""
    return [
        Violation(2, f"{name.start} {name.end}: an amount of period {name.period} is {shown(amount)}")
        for name, amount in amounts.items()
        if amount < 0
    ]
