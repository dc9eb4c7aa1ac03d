"""What may be used under strict or lenient facts: processes, lanes, offers beside the line, outlets, disposal."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise

from graph_kb.symbiosis.verifying.certificate import Key, Question
from graph_kb.symbiosis.verifying.lanes import Lane, lane_between
from graph_kb.symbiosis.verifying.things import YEAR, Offer, Output, Port, Process, Receiver, Stream, Supply
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World


class Pool:
    """What the facts offer.

    Args:
        world: The facts.
        question: What is asked for.
        strict: Whether only what is known may be used, and nothing assumed.
    """

    def __init__(self, world: World, question: Question, *, strict: bool) -> None:
        self._world, self._question, self._strict = world, question, strict
        self._lanes: dict[tuple[Key, Key, bool], Lane | None] = {}
        self._offers: dict[Key, list[Lane]] = {}

    def takes(self, process: Process) -> bool:
        """Whether a process may be used."""
        if process.makes_mass:
            return False
        return not self._strict or not (process.unknowns() or process.rests_on_assumed)

    def knows(self, supply: Supply, *, is_assumed: bool) -> bool:
        """Whether an offer or need may be used."""
        return not self._strict or not (is_assumed or supply.unknowns(""))

    def lane(self, stream: Stream, receiver: Receiver, *, on_line: bool) -> Lane | None:
        """The lane from a stream to a receiver, if it may be used."""
        name = (stream.key, receiver.key, on_line)
        if name not in self._lanes:
            found = lane_between(self._world, self._question, stream, receiver, on_line=on_line)
            is_usable = found is not None and found.exists and (found.is_strict or not self._strict)
            self._lanes[name] = found if is_usable else None
        return self._lanes[name]

    def feeding(self, wiring: Wiring, port: Port) -> list[Lane]:
        """Lanes into a port off the line."""
        key = port.receiver.key
        streams = [output.stream for one, output in wiring.side_outputs.items() if wiring.may_feed(one, key)]
        lanes = (self.lane(stream, port.receiver, on_line=False) for stream in streams)
        return [*self._offers_for(port), *(lane for lane in lanes if lane)]

    def side_lanes(self, wiring: Wiring) -> list[Lane]:
        """All lanes off the line."""
        into_ports = [lane for port in wiring.side_ports.values() for lane in self.feeding(wiring, port)]
        free = [output for key, output in wiring.side_outputs.items() if key not in wiring.chosen]
        return into_ports + [lane for output in free for lane in self._outlets(output)]

    def disposable(self, wiring: Wiring) -> frozenset[Key]:
        """Outputs that may go to disposal."""
        outputs = ((key, output.stream.resource.disposal) for key, output in wiring.side_outputs.items())
        return frozenset(key for key, cost in outputs if cost is not None or not self._strict)

    def _offers_for(self, port: Port) -> list[Lane]:
        key = port.receiver.key
        if key not in self._offers:
            fitting = sorted(self._world.fitting(port.receiver.resource))
            offers = (offer for id_ in fitting for offer in self._by_resource.get(id_, ()))
            lanes = (self.lane(offer.stream, port.receiver, on_line=False) for offer in offers)
            self._offers[key] = [lane for lane in lanes if lane]
        return self._offers[key]

    def _outlets(self, output: Output) -> list[Lane]:
        needs = [need for need in self._world.needs if self.knows(need.supply, is_assumed=need.receiver.is_assumed)]
        lanes = (self.lane(output.stream, need.receiver, on_line=False) for need in needs)
        return [lane for lane in lanes if lane]

    @cached_property
    def _by_resource(self) -> dict[str, list[Offer]]:
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer in self._world.offers:
            if self.knows(offer.supply, is_assumed=offer.stream.is_assumed):
                found[offer.stream.resource.id].append(offer)
        return found


def cut(world: World, processes: list[Process], question: Question) -> list[frozenset[int]]:
    """The fewest runs of months in which nothing changes, in the circle of the year, the first from January on.

    Args:
        world: The facts; the seasons of all its offers and needs count.
        processes: Processes whose capacity counts.
        question: What is asked for.
    """
    seasons = {offer.supply.months for offer in world.offers} | {need.supply.months for need in world.needs}
    seasons.add(question.months)
    signs = [
        (tuple(month in season for season in seasons), tuple(process.load.capacity[month - 1] for process in processes))
        for month in YEAR
    ]
    changes = [month for month in YEAR if signs[month - 1] != signs[month - 2]]
    if not changes:
        return [frozenset(YEAR)]
    starts = [*changes, changes[0] + len(YEAR)]
    return [frozenset((month - 1) % len(YEAR) + 1 for month in range(start, end)) for start, end in pairwise(starts)]
