"""Looks for the smallest sets of broken conditions: along every line from the offer to the need.

First lines that break one condition, then those that break two. Legs are looked at as they are walked; what amounts
break is found by mending one candidate after the other and asking the linear programme of the kernel.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from graph_kb.symbiosis.prepare import UNLIMITED
from graph_kb.symbiosis.why_not.amounts import Amounts
from graph_kb.symbiosis.why_not.bench import Bench, Line
from graph_kb.symbiosis.why_not.lines import MOST_BROKEN, Lines
from graph_kb.symbiosis.why_not.model import Change, Key, Repair
from graph_kb.symbiosis.why_not.plain import Plain, plainly_broken

WIRINGS = 24
"""Wirings of a line with feeders that are tried."""
PAIRED = 5
"""Wirings of which all pairs of candidates are tried where none of them is needed by itself."""
SOON, MANY_FOUND = 1_500, 10
"""Programmes after which so many sets of conditions are enough; one, where pairs are looked for. Not a time, so that
the same facts give the same answer."""
ENOUGH = 3
"""Conditions that are enough each by itself, so that pairs are not looked for."""


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


@dataclass(frozen=True)
class Needs:
    """What a wiring needs.

    Attributes:
        candidates: What may be mended.
        needed: Candidates that must be mended, whatever else is.
        lacks: Whether co-inputs must be supplied, whatever else is mended.
    """

    candidates: list[Repair]
    needed: list[Repair]
    lacks: bool


class Looking:
    """One look at one question, until everything is looked at or time is up."""

    def __init__(self, bench: Bench, seconds: float) -> None:
        self._bench = bench
        self._deadline = time.perf_counter() + seconds
        lines = Lines(bench)
        self._amounts = Amounts(bench, lines.lanes)
        self._needed: dict[tuple[Line, tuple[Key, ...], int], Needs] = {}
        self._plainly: dict[Line, frozenset[Plain]] = {}
        self._paired = 0
        self.found: dict[frozenset[Key], Mended] = {}
        self.whole = False
        self._size = 1
        self._listed = lines.listed()
        self.complete = lines.complete

    def look(self) -> list[Mended]:
        """All that was found; `whole` is set, and the look ends, when some wiring needs no mending at all."""
        for line, repairs in self._listed:
            if not repairs and not self._plain(line) and not self._is_late() and self._bench.holds(line):
                self.whole = True
        for size in range(1, MOST_BROKEN + 1):
            self._size = size
            # Those of which we know all that is broken come first: one programme tells.
            for line, repairs in sorted(self._listed, key=lambda one: -len(one[1]) - len(self._plain(one[0]))):
                if self.whole or self._is_late():
                    return list(self.found.values())
                if len(repairs) + len(self._plain(line)) <= size:
                    self._try(line, repairs, size)
            if len(self.found) >= ENOUGH:
                break
        return list(self.found.values())

    def _plain(self, line: Line) -> frozenset[Plain]:
        """Conditions that amounts break for sure."""
        if line not in self._plainly:
            self._plainly[line] = plainly_broken(self._bench, line)
        return self._plainly[line]

    def _is_late(self) -> bool:
        much = len(self.found) >= (MANY_FOUND if self._size == 1 else 1)
        late = time.perf_counter() > self._deadline or (self._bench.programmes > SOON and much)
        self.complete = self.complete and not late
        return late

    def _try(self, line: Line, repairs: list[Repair], size: int) -> None:
        """Find the sets of so many conditions that mend a line, those of its legs among them."""
        if self._is_known(repairs):
            return
        left = size - len(repairs)
        with self._bench.changed(_changes(repairs)):
            if left == 0:
                self._keep(repairs, self._wirings(line))
                return
            self._mend_with_feeders(line, repairs, left)
            self._take_in(line, repairs, left)

    def _mend_with_feeders(self, line: Line, repairs: list[Repair], left: int) -> None:
        """Mend a line alone, then with feeders where it lacks something that they could make."""
        waiting, seen = [line], 0
        while waiting and seen < WIRINGS and not self.whole and not self._is_late():
            wiring = waiting.pop(0)
            seen += 1
            if self._mend(wiring, repairs, left) and wiring.processes:
                longer = (replace(wiring, feeders=tuple(sorted((*wiring.feeders, one)))) for one in self._more(wiring))
                waiting += [one for one in longer if one not in waiting]

    def _more(self, wiring: Line) -> list[tuple[int, int]]:
        """Feeders that a wiring has room for."""
        return self._bench.helpers(wiring) if self._bench.room(wiring) > 0 else []

    def _is_known(self, repairs: Sequence[Repair]) -> bool:
        """Whether a part of these conditions is enough."""
        keys = {repair.broken.key for repair in repairs}
        return any(known < keys for known in self.found)

    def _take_in(self, line: Line, repairs: list[Repair], left: int) -> None:
        """Mend the lane of an output that fits a port, and take in its process where it is not there yet."""
        room = self._bench.room(line)
        for repair in self._amounts.makers(line):
            mended = [*repairs, repair]
            longer = replace(line, feeders=(repair.feeder,)) if repair.feeder else line
            if self.whole or self._is_late() or self._is_known(mended) or (repair.feeder and room <= 0):
                continue
            with self._bench.changed(repair.changes):
                if left == 1:
                    self._keep(mended, [longer])
                else:
                    self._mend(longer, mended, left - 1)

    def _mend(self, wiring: Line, repairs: list[Repair], left: int) -> bool:
        """Mend so many of the candidates of a wiring, those without which nothing helps among them.

        Returns:
            Whether feeders could help: co-inputs are missing, and not too much else is.
        """
        if not repairs and self._bench.holds(wiring):
            self.whole = True
            return False
        key = (wiring, tuple(repair.broken.key for repair in repairs), left)
        if key not in self._needed:
            self._needed[key] = self._needs(wiring, left)
        needs = self._needed[key]
        if len(needs.needed) <= left:
            others = [one for one in needs.candidates if one not in needs.needed]
            if not needs.needed and left > 1:
                self._paired += 1
            if self._paired <= PAIRED or needs.needed or left == 1:
                self._combine(wiring, repairs, needs.needed, combinations(others, left - len(needs.needed)))
        return needs.lacks and sum(one.broken.kind != "co_input" for one in needs.needed) <= left

    def _combine(
        self, wiring: Line, repairs: list[Repair], needed: list[Repair], choices: Iterable[tuple[Repair, ...]]
    ) -> None:
        for chosen in choices:
            if self.whole or self._is_late():
                return
            mended = [*repairs, *needed, *chosen]
            if len({one.broken.key for one in mended}) == len(mended) and not self._is_known(mended):
                with self._bench.changed(_changes([*needed, *chosen])):
                    self._keep(mended, [wiring])

    def _needs(self, wiring: Line, left: int) -> Needs:
        """What a wiring needs, as far as it may be mended; more than may be where all candidates are not enough."""
        listed = self._amounts.of(wiring)
        candidates = list({(one.broken.key, one.broken.more.get("of")): one for one in listed}.values())
        plain = self._plain(replace(wiring, feeders=()))
        needed = [one for one in candidates if _as_plain(one) in plain]
        if len(needed) > left or not self._holds(wiring, candidates):
            return Needs(candidates, candidates[:1] * (MOST_BROKEN + 1), False)
        if len(needed) == left and self._holds(wiring, needed):
            return Needs(candidates, needed, False)
        for one in candidates:
            if one not in needed and not self._holds(wiring, [other for other in candidates if other is not one]):
                needed.append(one)
            if sum(each.broken.kind != "co_input" for each in needed) > left:
                return Needs(candidates, needed, False)
        others = [one for one in candidates if one.broken.kind not in ("co_input", "season")]
        return Needs(candidates, needed, not self._holds(wiring, others))

    def _holds(self, wiring: Line, repairs: Sequence[Repair]) -> bool:
        """Whether a wiring is feasible once all of these are mended."""
        changes = _changes(sorted(repairs, key=lambda one: one.broken.kind != "season"))
        of = {(one.broken.kind, one.broken.more.get("of")) for one in repairs}
        if {("season", "need"), ("need_amount", None)} <= of:
            changes.append(Change("demand", self._bench.need, UNLIMITED))
        if {("season", "offer"), ("amount", None)} <= of:
            changes.append(Change("source", slice(None), UNLIMITED))
        with self._bench.changed(changes):
            return self._bench.holds(wiring)

    def _wirings(self, line: Line) -> Iterator[Line]:
        """A line alone, then with feeders."""
        yield line
        room, level, count = self._bench.room(line), [line], 0
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

    def _keep(self, repairs: Sequence[Repair], wirings: Iterable[Line]) -> None:
        """Keep what makes a wiring feasible: the first one, as feeders are taken in only where they must be."""
        for wiring in wirings:
            worth = self._bench.worth(wiring) if self._bench.holds(wiring) else None
            if worth is None:
                continue
            best = Mended(tuple(repairs), wiring, *worth)
            known = self.found.get(best.keys)
            if known is None or best.value > known.value:
                self.found[best.keys] = best
            return


def _changes(repairs: Iterable[Repair]) -> list[Change]:
    return [change for repair in repairs for change in repair.changes]


def _as_plain(repair: Repair) -> Plain:
    broken = repair.broken
    return broken.kind, broken.process, broken.resource if broken.kind == "co_input" else None
