"""Why fewer processes would not do: what each smaller set lacks, in words (condition 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.certifying.names import Names
from graph_kb.symbiosis.verifying.lanes import lane_between
from graph_kb.symbiosis.verifying.minimality import Decider, smaller_sets
from graph_kb.symbiosis.verifying.pool import Pool
from graph_kb.symbiosis.verifying.rows import Row
from graph_kb.symbiosis.verifying.things import Receiver, Stream
from graph_kb.symbiosis.verifying.wiring import LineStep, Wiring

_LIMITS = {
    "supply": "what {} has",
    "demand": "what {} takes",
    "capacity": "the capacity of {}",
    "least_load": "the least load of {}",
    "storage": "the store of {}",
    "min_amount": "the least amount that is asked for",
    "permit": "the tonnes of the permit {}",
    "blending": "the limits of {}",
    "output": "a use for {}",
    "port": "a supply of {}",
}
"""Limits in words; those of the line follow from the others."""
_MOST = 4


def reasons(draft: Draft, *, strict: bool) -> list[dict[str, Any]]:
    """Each smaller set of processes, and why it is no chain."""
    pool = Pool(draft.world, draft.question, strict=strict)
    sets = smaller_sets(process.id for process in draft.wiring.processes)
    return [{"processes": list(ids), "reason": _Smaller(draft, pool, ids, strict=strict).reason()} for ids in sets]


class _Smaller:
    """A smaller set, in what is left of the wiring."""

    def __init__(self, draft: Draft, pool: Pool, ids: Sequence[str], *, strict: bool) -> None:
        self._draft, self._pool, self._ids, self._strict = draft, pool, ids, strict
        self._names = Names(draft.facts)

    def reason(self) -> str:
        """What is missing."""
        left = self._left()
        missing = [*self._gaps()] if left is None else [*self._unfed(left)]
        if not missing and left is not None:
            missing = [*self._conflict(left)]
        gone = self._names.all(id_ for id_ in self._draft.wiring.order if id_ not in self._ids)
        return f"without {gone}: {'; '.join(missing) or 'no wiring of the others keeps all conditions'}"

    def _steps(self) -> tuple[LineStep, ...]:
        return tuple(step for step in self._draft.wiring.line if step.process.id in self._ids)

    def _legs(self) -> list[tuple[Stream, Receiver]]:
        steps, wiring = self._steps(), self._draft.wiring
        streams = [wiring.source.stream, *(step.output.stream for step in steps)]
        receivers = [*(step.port.receiver for step in steps), wiring.need.receiver]
        return list(zip(streams, receivers, strict=True))

    def _left(self) -> Wiring | None:
        """The wiring without the others; None where its line has a gap."""
        lanes = [self._pool.lane(*leg, on_line=True) for leg in self._legs()]
        found = tuple(lane for lane in lanes if lane)
        if len(found) < len(lanes):
            return None
        wiring = self._draft.wiring
        feeders = tuple(feeder for feeder in wiring.feeders if feeder.process.id in self._ids)
        order = tuple(id_ for id_ in wiring.order if id_ in self._ids)
        return replace(wiring, line=self._steps(), lanes=found, feeders=feeders, order=order)

    def _gaps(self) -> Iterator[str]:
        """Legs of the line that no lane bridges."""
        for stream, receiver in self._legs():
            if self._pool.lane(stream, receiver, on_line=True) is None:
                start, end = self._names.port(stream.key), self._names.port(receiver.key)
                yield f"{start} cannot go to {end}, {self._why(stream, receiver)}"

    def _why(self, stream: Stream, receiver: Receiver) -> str:
        draft = self._draft
        lane = lane_between(draft.world, draft.question, stream, receiver, on_line=True)
        if lane is None:
            return f"as {self._names(stream.resource.id)} is not what is taken"
        broken = [reason for check in lane.checks.values() for reason in check.reasons]
        return f"as {broken[0]}" if broken else "as not all of it is known"

    def _unfed(self, left: Wiring) -> Iterator[str]:
        """Ports that nothing can feed, and feeders that can feed nothing."""
        fed = {key: self._pool.feeding(left, port) for key, port in left.side_ports.items()}
        for key, lanes in fed.items():
            if not lanes:
                yield f"{self._names.port(key)} has no supplier"
        fitting = {lane.stream.key for lanes in fed.values() for lane in lanes}
        for key in sorted(left.chosen - fitting):
            yield f"{self._names.port(key)} feeds nothing"

    def _conflict(self, left: Wiring) -> Iterator[str]:
        """Limits that no amounts keep together."""
        draft = self._draft
        decider = Decider(draft.world, draft.question, left.source, left.need, strict=self._strict)
        words = dict.fromkeys(filter(None, map(self._limit, decider.conflict(left))))
        if words:
            yield f"these do not go together: {', '.join([*words][:_MOST])}"

    def _limit(self, row: Row) -> str:
        if row.limit in ("port", "output"):
            kept = {**self._draft.wiring.side_ports, **self._draft.wiring.side_outputs}
            key = next((key for key in kept if str(key) == row.subject), None)
            return _LIMITS[row.limit].format(self._names.port(key)) if key else ""
        return _LIMITS.get(row.limit, "").format(self._names(row.subject))
