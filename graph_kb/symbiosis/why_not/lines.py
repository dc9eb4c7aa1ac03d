"""Lines from the offer to the need by resource alone, each with the conditions that its legs break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph_kb.symbiosis.kernel.paths import TOTAL, Walk
from graph_kb.symbiosis.why_not.bench import Bench, Line
from graph_kb.symbiosis.why_not.lanes import Lanes
from graph_kb.symbiosis.why_not.model import Repair

MOST_BROKEN = 2
"""Conditions that are broken together, at most."""
MOST_CHECKS = 3
"""Checks that the legs of a line may violate: several may be one condition."""
MANY = 50
"""Lines that are enough, so that those that violate more checks are not looked for."""
LINES = 200
"""Lines that are kept of each length and number of broken checks."""
STEPS = 100_000
"""Legs of a walk for each length and number of broken checks."""


class Lines:
    """Walks of one bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.complete = True
        self.lanes = Lanes(bench, Walk(bench.region, bench.source, bench.need, MOST_BROKEN))

    def listed(self) -> list[tuple[Line, list[Repair]]]:
        """Lines whose legs break few enough conditions, shortest first, each line once."""
        found: dict[Line, list[Repair]] = {}
        for checks in range(MOST_CHECKS + 1):
            if checks > MOST_BROKEN and len(found) > MANY:
                break
            for line, mask in self._walked(checks):
                if line not in found:
                    found[line] = list({repair.broken.key: repair for repair in self._broken(line, mask)}.values())
        ordered = sorted(found.items(), key=lambda one: len(one[0].processes))
        return [one for one in ordered if len(one[1]) <= MOST_BROKEN]

    def _walked(self, checks: int) -> Iterator[tuple[Line, int]]:
        """Lines whose legs violate at most so many checks, and the bits of those."""
        bench = self._bench
        walk: Any = Walk(bench.region, bench.source, bench.need, checks)
        for length in range(bench.question.max_processes + 1):
            before, kept = walk.count, len(walk.kept)
            walk.most_kept = kept + LINES
            walk.most_steps = walk.steps + STEPS
            walk.run(length)
            self.complete = self.complete and not walk.stopped and walk.count - before <= LINES
            walk.stopped = False
        return ((Line(processes, ends), mask) for _, mask, processes, ends, _ in walk.kept)

    def _broken(self, line: Line, mask: int) -> list[Repair]:
        if not mask:
            return []
        found = []
        for stream, receiver in self._bench.legs(line):
            found.extend(self.lanes.broken(stream, receiver, on_line=True))
        if mask & TOTAL:
            found.append(self.lanes.total(self._metres(line)))
        return self.lanes.as_one(found)

    def _metres(self, line: Line) -> float:
        bench, total = self._bench, 0
        for stream, receiver in self._bench.legs(line):
            sites = int(bench.values["st_site"][stream]), int(bench.values["rc_site"][receiver])
            mode = int(bench.values["res_mode"][bench.values["st_res"][stream]])
            total += max(0, bench.region.length(*sites, mode))
        return total
