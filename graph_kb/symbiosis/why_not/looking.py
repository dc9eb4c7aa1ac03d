"""Looks for the smallest sets of broken conditions: along every line from the offer to the need.

First lines that break one condition, then those that break two. Legs are looked at as they are walked; what amounts
break is found by mending one candidate after the other and asking the linear programme of the kernel.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from graph_kb.symbiosis.kernel.paths import TOTAL, Walk
from graph_kb.symbiosis.why_not.amounts import Amounts
from graph_kb.symbiosis.why_not.bench import Bench, Line
from graph_kb.symbiosis.why_not.lanes import Lanes
from graph_kb.symbiosis.why_not.model import Change, Key, Repair

MOST_BROKEN = 2
LINES = 200
"""Lines that are kept of each length and number of broken checks."""
STEPS = 200_000
"""Steps of a walk for each length and number of broken checks."""
WIRINGS = 24
"""Wirings of a line with feeders that are tried."""
PAIRED = 10
"""Lines whose candidates are tried by pairs."""


@dataclass(frozen=True)
class Mended:
    """A wiring that is feasible once some conditions are mended.

    Attributes:
        repairs: What was mended.
        line: The wiring.
        value: Value of the objective.
        amount: Units of the source.
    """

    repairs: tuple[Repair, ...]
    line: Line
    value: float
    amount: float

    @property
    def keys(self) -> frozenset[Key]:
        """What tells its conditions from others."""
        return frozenset(repair.broken.key for repair in self.repairs)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes."""
        return tuple(change for repair in self.repairs for change in repair.changes)


class Looking:
    """One look at one question, until everything is looked at or time is up."""

    def __init__(self, bench: Bench, seconds: float, wanted: int) -> None:
        self._bench, self._wanted = bench, wanted
        self._deadline = time.perf_counter() + seconds
        self._walk: Any = Walk(bench.region, bench.source, bench.need, MOST_BROKEN)
        self.lanes = Lanes(bench, self._walk)
        self._amounts = Amounts(bench, self.lanes)
        self.found: dict[frozenset[Key], Mended] = {}
        self.complete = True
        self.whole = False

    def look(self) -> list[Mended]:
        """All that was found; `whole` is set when some line needs no mending at all."""
        lines = [self._lines(broken) for broken in range(MOST_BROKEN + 1)]
        for size in range(1, MOST_BROKEN + 1):
            for broken in range(size, -1, -1):
                for line, repairs in lines[broken]:
                    if self._is_late():
                        return list(self.found.values())
                    self._try(line, repairs, size)
            if len(self.found) >= self._wanted:
                break
        return list(self.found.values())

    def has_chain(self) -> bool:
        """Whether a line needs no mending at all."""
        for line, _ in self._lines(0):
            if self._is_late():
                break
            self._keep((), self._wirings(line))
            if self.whole:
                return True
        return False

    def _is_late(self) -> bool:
        if time.perf_counter() > self._deadline:
            self.complete = False
        return not self.complete

    def _lines(self, broken: int) -> list[tuple[Line, list[Repair]]]:
        """Lines that break so many conditions on their legs, shortest first."""
        found = []
        for line, repairs in self._walked(broken):
            unlike = {repair.broken.key: repair for repair in repairs}
            if len(unlike) == broken:
                found.append((line, list(unlike.values())))
        return found

    def _walked(self, checks: int) -> Iterator[tuple[Line, list[Repair]]]:
        """Lines whose legs violate at most so many checks."""
        bench = self._bench
        walk: Any = Walk(bench.region, bench.source, bench.need, max(checks, 0))
        for length in range(bench.question.max_processes + 1):
            walk.most_kept = len(walk.kept) + LINES * (checks + 1)
            walk.most_steps = walk.steps + STEPS
            walk.stopped = False
            before = walk.count
            walk.run(length)
            self.complete = self.complete and not walk.stopped and walk.count - before <= LINES * (checks + 1)
        for _, mask, processes, ends, _ in walk.kept:
            line = Line(processes, ends)
            yield line, self._broken(line, mask)

    def _broken(self, line: Line, mask: int) -> list[Repair]:
        if not mask:
            return []
        found = []
        for stream, receiver in self._bench.legs(line):
            found.extend(self.lanes.broken(stream, receiver, on_line=True))
        if mask & TOTAL:
            found.append(self.lanes.total(self._metres(line)))
        return found

    def _metres(self, line: Line) -> float:
        bench, total = self._bench, 0
        for stream, receiver in self._bench.legs(line):
            sites = int(bench.values["st_site"][stream]), int(bench.values["rc_site"][receiver])
            mode = int(bench.values["res_mode"][bench.values["st_res"][stream]])
            total += max(0, bench.region.length(*sites, mode))
        return total

    def _try(self, line: Line, repairs: list[Repair], size: int) -> None:
        """Find the sets of so many conditions that mend a line, those of its legs among them."""
        if self._is_known(repairs):
            return
        with self._bench.changed(_changes(repairs)):
            left = size - len(repairs)
            if left == 0:
                self._keep(repairs, self._wirings(line))
            elif left == 1 or (left == 2 and not self._is_late()):
                self._try_amounts(line, repairs, left)

    def _is_known(self, repairs: Sequence[Repair]) -> bool:
        """Whether a part of these conditions is enough."""
        keys = {repair.broken.key for repair in repairs}
        return any(known < keys for known in self.found)

    def _try_amounts(self, line: Line, repairs: list[Repair], left: int) -> None:
        """Mend so many candidates beside those of the legs."""
        wirings = list(self._wirings(line))
        candidates = self._candidates(wirings)
        for chosen in combinations(candidates, left):
            if self._is_late():
                return
            mended = [*repairs, *chosen]
            if len({one.broken.key for one in mended}) < len(mended) or self._is_known(mended):
                continue
            with self._bench.changed(_changes(chosen)):
                self._keep(mended, _with(wirings, chosen), only_first=True)

    def _candidates(self, wirings: Sequence[Line]) -> list[Repair]:
        """Candidates of all wirings of a line, each once."""
        found: dict[tuple[Key, Any], Repair] = {}
        for wiring in wirings:
            for repair in self._amounts.of(wiring):
                found.setdefault((repair.broken.key, (repair.feeder, repair.broken.more.get("of"))), repair)
        return list(found.values())

    def _wirings(self, line: Line) -> Iterator[Line]:
        """A line alone, then with feeders."""
        yield line
        room, level, count = self._bench.question.max_processes - len(line.processes), [line], 0
        for _ in range(room if line.processes else 0):
            further = []
            for wiring in level:
                for helper in self._bench.helpers(wiring):
                    longer = replace(wiring, feeders=tuple(sorted((*wiring.feeders, helper))))
                    if longer not in further and count < WIRINGS:
                        further.append(longer)
                        count += 1
                        yield longer
            level = further

    def _keep(self, repairs: Sequence[Repair], wirings: Iterable[Line], *, only_first: bool = False) -> None:
        """Keep what makes a wiring feasible, with the wiring that is worth most."""
        best: Mended | None = None
        for wiring in wirings:
            if worth := self._bench.worth(wiring):
                mended = Mended(tuple(repairs), wiring, *worth)
                if best is None or mended.value > best.value:
                    best = mended
                break
        if best is None:
            return
        if not repairs:
            self.whole = True
            return
        known = self.found.get(best.keys)
        if known is None or best.value > known.value:
            self.found[best.keys] = best


def _changes(repairs: Iterable[Repair]) -> list[Change]:
    return [change for repair in repairs for change in repair.changes]


def _with(wirings: Sequence[Line], chosen: Sequence[Repair]) -> Iterator[Line]:
    """Wirings that have the feeders which some repairs need."""
    needed = [repair.feeder for repair in chosen if repair.feeder]
    for wiring in wirings:
        extra = [one for one in needed if one not in wiring.feeders]
        if not extra or not {one for one, _ in extra} & set(wiring.members):
            yield replace(wiring, feeders=tuple(sorted((*wiring.feeders, *extra))))
