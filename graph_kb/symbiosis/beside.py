"""Paths beside chains: the same question answered by walking alone, and why most of what is walked is no chain.

A path follows resources from the source to a need, through any port and any output but losses, no process twice: what
a query of paths would tell, and the line of every chain is one of them. All are counted; then as many as time allows
are looked at, one after the other, until each has its reason.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_kb.symbiosis.kernel.legs import Legs
from graph_kb.symbiosis.kernel.paths import COMPOSITION, DISTANCE, FORM, LAW, OUT, TOTAL, TYPES_ALONE, Walk
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine
from graph_kb.symbiosis.why_not.amounts import Amounts
from graph_kb.symbiosis.why_not.bench import Bench, Line, Out
from graph_kb.symbiosis.why_not.lanes import Lanes
from graph_kb.symbiosis.why_not.plain import plainly_broken

STEPS_PER_SECOND = 5_000_000
"""Legs that are looked at for each second that there is, or streams gone on from where none is; a tenth of it does."""
KEPT = 5_000
"""Paths with whole legs that are looked at further."""
EVERY_CHECK = 99
WIRINGS = 24
"""Wirings with feeders that are tried of a line, about."""
LEGS = (
    (OUT, "recipe"),
    (FORM, "temperature or moisture"),
    (LAW, "legal status or permit"),
    (COMPOSITION, "composition"),
    (DISTANCE | TOTAL, "distance"),
)
"""Reasons of legs: that of the first broken leg counts."""
AMOUNTS = {
    "co_input": "co-input",
    "capacity": "capacity",
    "minimum_load": "minimum load",
    "need_amount": "amount",
    "amount": "amount",
    "season": "season",
    "permit_tonnes": "legal status or permit",
    "composition": "composition",
}
"""Reasons of amounts, in the order in which they are tried."""
SEVERAL, NOT_MINIMAL, NOT_LOOKED_AT = "several amounts", "not minimal", "not looked at"
CERTIFIED, CONDITIONAL = "certified chain", "conditional chain"


@dataclass(frozen=True)
class Beside:
    """Paths from offers, and what they are.

    Attributes:
        offers: Ids of the offers.
        paths: Number of paths by their number of processes.
        complete: Whether all paths of all offers were counted; otherwise counting stopped when time was up.
        reasons: Number of the paths by what keeps them from being a chain, or what chain they are the line of. A chain
            may have several lines.
        certified: Certified chains found on the way, each set of processes and need once.
        conditional: Conditional chains found on the way.
        seconds: Time taken.
    """

    offers: tuple[str, ...]
    paths: Mapping[int, int]
    complete: bool
    reasons: Mapping[str, int]
    certified: int
    conditional: int
    seconds: float

    @property
    def total(self) -> int:
        """Number of all paths counted."""
        return sum(self.paths.values())

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "total": self.total,
            "by_processes": {str(length): count for length, count in self.paths.items()},
            "reasons": dict(self.reasons),
            "complete": self.complete,
            "seconds": round(self.seconds, 4),
        }


def beside_all(engine: Engine, questions: Sequence[Question], *, seconds: float = 1.0) -> Beside:
    """Paths from several offers together; those that time does not suffice for are not counted.

    Args:
        engine: The search over the compiled graph.
        questions: At least one, alike but for the offer.
        seconds: Time for all of them, about.

    Raises:
        QueryError: An offer takes no part.
    """
    begun = time.perf_counter()
    found: list[Beside] = []
    for question in questions:
        left = seconds - (time.perf_counter() - begun)
        if found and left <= 0:
            break
        found.append(beside(engine, question, seconds=left))
    return _together(found, complete=len(found) == len(questions))


def _together(found: Sequence[Beside], *, complete: bool) -> Beside:
    """The sums of several counts."""
    paths, reasons = Counter[int](), Counter[str]()
    for one in found:
        paths.update(one.paths)
        reasons.update(one.reasons)
    return Beside(
        tuple(offer for one in found for offer in one.offers),
        dict(sorted(paths.items())),
        complete and all(one.complete for one in found),
        dict(reasons.most_common()),
        sum(one.certified for one in found),
        sum(one.conditional for one in found),
        sum(one.seconds for one in found),
    )


def beside(engine: Engine, question: Question, *, seconds: float = 1.0) -> Beside:
    """Paths from the offer of a question, with at most its number of processes.

    Args:
        engine: The search over the compiled graph.
        question: The question; its limits are those by which paths are no chains. A path that needs more feeders than
            it allows lacks a co-input.
        seconds: Time for it, about.

    Raises:
        QueryError: The offer takes no part.
    """
    begun = time.perf_counter()
    looking = _Looking(engine, question, begun + seconds)
    paths, complete = looking.counted(int(seconds * STEPS_PER_SECOND))
    reasons = looking.reasons(int(seconds * STEPS_PER_SECOND))
    rest = sum(paths.values()) - sum(reasons.values())
    if rest > 0:
        reasons[NOT_LOOKED_AT] = rest
    strict, lenient = (sum(1 for kind in looking.chains.values() if kind == one) for one in (CERTIFIED, CONDITIONAL))
    spent = time.perf_counter() - begun
    return Beside((question.offer,), paths, complete, dict(reasons.most_common()), strict, lenient, spent)


class _Looking:
    """One look at the paths from one source."""

    def __init__(self, engine: Engine, question: Question, deadline: float) -> None:
        from graph_kb.symbiosis.kernel.search import Search

        self._deadline = deadline
        self._bench = Bench(engine, question, Out())
        asked = engine.asked(replace(question, need=None), frozenset())
        self._strict: Any = Search(*engine.region(question, strict=True), asked)
        self._legs: Any = Legs(self._bench.region, self._bench.need, EVERY_CHECK)
        self.chains: dict[tuple[tuple[int, ...], int], str] = {}

    def counted(self, steps: int) -> tuple[dict[int, int], bool]:
        """Paths by number of processes, and whether these are all."""
        bench = self._bench
        walk: Any = Walk(bench.region, bench.source, bench.need, TYPES_ALONE, self._legs)
        walk.most_steps = steps
        found: dict[int, int] = {}
        for length in range(bench.question.max_processes + 1):
            before = walk.count
            found[length] = int(walk.run(length) - before)
        return found, not walk.stopped

    def reasons(self, steps: int) -> Counter[str]:
        """Paths by reason: legs first, which are looked at as they are walked, then amounts."""
        bench = self._bench
        walk: Any = Walk(bench.region, bench.source, bench.need, EVERY_CHECK, self._legs)
        walk.most_steps, walk.most_kept, walk.kept_broken = steps, KEPT, 0
        walk.first_only = True
        for length in range(bench.question.max_processes + 1):
            walk.run(length)
        found: Counter[str] = Counter()
        for mask, count in enumerate(walk.by_mask):
            if mask and count:
                found[next(reason for bits, reason in LEGS if mask & bits)] += int(count)
        amounts = Amounts(bench, Lanes(bench, walk))
        for _, _, processes, ends, need in walk.kept:
            if time.perf_counter() > self._deadline:
                break
            bench.need = need
            found[self._reason(Line(processes, ends), amounts)] += 1
        return found

    def _reason(self, line: Line, amounts: Amounts) -> str:
        """What a path with whole legs is."""
        bench = self._bench
        if bench.holds(line):
            return self._chain(line)
        plain = plainly_broken(bench, line)
        if plain:
            return next(reason for kind, reason in AMOUNTS.items() if kind in {one for one, *_ in plain})
        for kind, reason in AMOUNTS.items():
            repairs = [one for one in amounts.of(line) if one.broken.kind == kind]
            with bench.changed([change for one in repairs for change in one.changes]):
                helps = bool(repairs) and bench.holds(line)
            if helps and kind == "co_input" and (chain := self._fed(line)):
                return chain
            if helps:
                return reason
        return SEVERAL

    def _fed(self, line: Line) -> str | None:
        """What a line is with feeders; the first chain counts for the path, all of them for the chains."""
        kinds, level, tried = [], [line], 0
        while level and tried < WIRINGS:
            further = []
            for wiring in level:
                for feeder in self._bench.helpers(wiring) if self._bench.room(wiring) > 0 else ():
                    longer = replace(wiring, feeders=tuple(sorted((*wiring.feeders, feeder))))
                    tried += 1
                    if self._bench.holds(longer):
                        kinds.append(self._chain(longer))
                    elif longer not in further:
                        further.append(longer)
            level = further
        return min(kinds, key=(CERTIFIED, CONDITIONAL, NOT_MINIMAL).index) if kinds else None

    def _chain(self, line: Line) -> str:
        """Certified or conditional chain, or a set of which a part is a chain already."""
        key = tuple(sorted(line.members)), self._bench.need
        if key not in self.chains:
            self.chains[key] = self._kind(*key)
        return self.chains[key]

    def _kind(self, members: tuple[int, ...], need: int) -> str:
        if self._strict.is_feasible(members, need):
            return CERTIFIED if self._strict.minimal(members, need) else NOT_MINIMAL
        return CONDITIONAL if self._bench.search.minimal(members, need) else NOT_MINIMAL
