"""The best different chains from offers, each with its certificate."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from graph_kb.errors import ChainError, StoreError
from graph_kb.store.client import Graph
from graph_kb.symbiosis.certifying import Place, State, certify, skeleton, summary, write_file
from graph_kb.symbiosis.origins import offers_of
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Answer, Engine, Found
from graph_kb.symbiosis.snapshot import Snapshot, compiled
from graph_kb.symbiosis.verifying import read_facts

DIGITS = 8
"""Digits by which values are told apart."""
Certificate: TypeAlias = dict[str, Any]
Candidate: TypeAlias = tuple[Question, Found]


@dataclass(frozen=True)
class Listed:
    """Chains of one kind, over all offers together.

    Attributes:
        certificates: Certificates, best first.
        files: The file of each.
        proved: Whether nothing better is left out.
        open_bound: Most that a chain not found can be worth; None when nothing is open.
        counts: What the searches did.
        not_searched: Offers that time did not suffice for.
        left_out: Chains that could not be certified, and why; a fault of the engine.
    """

    certificates: tuple[Certificate, ...] = ()
    files: tuple[Path, ...] = ()
    proved: bool = True
    open_bound: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    not_searched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """For JSON: a row for each chain, then how complete the list is."""
        rows = [summary(one) | {"file": str(file)} for one, file in zip(self.certificates, self.files, strict=True)]
        told = {name: getattr(self, name) for name in ("proved", "open_bound")}
        lists = {name: list(getattr(self, name)) for name in ("not_searched", "left_out")}
        return {"chains": rows, **told, **lists, "counts": dict(self.counts)}


@dataclass(frozen=True)
class Chains:
    """The answer to a question about chains.

    Attributes:
        offers: Offers that were asked about.
        certified: Chains by facts that are known and not assumed.
        conditional: Chains that hold if what is not known turns out well.
        data_version: State of the graph.
        day: Day asked for.
        seconds: Time of reading, compiling, searching and certifying.
    """

    offers: tuple[str, ...]
    certified: Listed
    conditional: Listed
    data_version: int
    day: str
    seconds: Mapping[str, float]

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, the certified ones first."""
        return (*self.certified.certificates, *self.conditional.certificates)

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "meta": {"data_version": self.data_version, "day": self.day, "offers": list(self.offers)},
            "certified": self.certified.facts(),
            "conditional": self.conditional.facts(),
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }


class Finder:
    """Finds chains in one graph; what was compiled is kept from question to question.

    Args:
        graph: The graph.
        home: Folder of all state.
    """

    def __init__(self, graph: Graph, home: Path) -> None:
        self._graph, self._home = graph, home
        self._kept: tuple[Path, Engine] | None = None

    def find(self, origin: str, *, day: str | None = None, **options: Any) -> Chains:
        """The best different chains from an origin.

        Args:
            origin: Id of an offer, a facility (all offers of it and of the sites that are part of it) or a resource
                (all offers of it and of its kinds).
            day: Day asked for, `YYYY-MM-DD`; today when missing.
            options: What else is asked, see `Question`; `k` and `time_limit` count for all offers together.

        Raises:
            UsageError: The question makes no sense, or nothing of the origin takes part in chains.
            StoreError: The graph does not answer, or changes meanwhile.
        """
        snapshot = compiled(self._graph, self._home, day or datetime.now(UTC).date().isoformat())
        engine = self.engine(snapshot)
        questions = [Question(offer, **options) for offer in offers_of(self._graph, engine, origin)]
        state, seconds = State(snapshot.data_version, snapshot.day), _Clock()
        found = [_searched(engine, questions, strict=strict) for strict in (True, False)]
        seconds.note("searching")
        certified, conditional = (self._listed(engine, state, each) for each in found)
        seconds.note("certifying")
        times = {"reading": snapshot.seconds_read, "compiling": snapshot.seconds_compiled, **seconds.noted}
        offers = tuple(one.offer for one in questions)
        return Chains(offers, certified, conditional, state.data_version, state.day, times)

    def engine(self, snapshot: Snapshot) -> Engine:
        """The engine over a compiled graph."""
        if self._kept is None or self._kept[0] != snapshot.folder:
            self._kept = snapshot.folder, Engine(snapshot.arrays, snapshot.names)
        return self._kept[1]

    def _listed(self, engine: Engine, state: State, searched: _Searched) -> Listed:
        """Certificates of what was found."""
        taken: list[Certificate] = []
        left_out = []
        for question, found in searched.best:
            place = Place(len(taken) + 1, searched.proved, searched.open_bound, tuple(one["hash"] for one in taken))
            try:
                taken.append(self.certificate(engine, state, question, found, place))
            except ChainError as error:
                left_out.append(error.message)
        files = tuple(write_file(self._home, one) for one in taken)
        complete = searched.proved and not left_out
        return Listed(tuple(taken), files, complete, *searched.rest, tuple(left_out))

    def certificate(self, engine: Engine, state: State, question: Question, found: Found, place: Place) -> Certificate:
        """The certificate of one chain.

        Raises:
            ChainError: The search and the verifier do not agree on it.
            StoreError: The graph has changed since it was compiled.
        """
        bare = skeleton(engine, question, found, state)
        facts = read_facts(self._graph, bare)
        if facts.data_version != state.data_version:
            raise StoreError("the graph changed while chains were looked for", hint="ask again")
        return certify(bare, facts, found.value, place)


def find_chains(graph: Graph, home: Path, origin: str, *, day: str | None = None, **options: Any) -> Chains:
    """The best different chains from an origin, see `Finder.find`."""
    return Finder(graph, home).find(origin, day=day, **options)


class _Clock:
    """Times of what follows one another."""

    def __init__(self) -> None:
        self.noted: dict[str, float] = {}
        self._begun = time.perf_counter()

    def note(self, name: str) -> None:
        now = time.perf_counter()
        self.noted[name], self._begun = now - self._begun, now


@dataclass(frozen=True)
class _Searched:
    """What the searches of one kind found together."""

    best: list[Candidate]
    proved: bool
    open_bound: float | None
    counts: dict[str, int]
    not_searched: tuple[str, ...]

    @property
    def rest(self) -> tuple[float | None, dict[str, int], tuple[str, ...]]:
        return self.open_bound, self.counts, self.not_searched


def _searched(engine: Engine, questions: Sequence[Question], *, strict: bool) -> _Searched:
    """Search from each offer; half of the time is for chains of one kind."""
    until = time.perf_counter() + questions[0].time_limit / 2
    answers: list[tuple[Question, Answer]] = []
    not_searched = []
    for question in questions:
        left = until - time.perf_counter()
        if left <= 0 and answers:
            not_searched.append(question.offer)
            continue
        limited = replace(question, time_limit=max(left, 0.0))
        answers.append((question, engine.certified(limited) if strict else engine.conditional(limited)))
    return _together(answers, tuple(not_searched))


def _together(answers: Sequence[tuple[Question, Answer]], not_searched: tuple[str, ...]) -> _Searched:
    """The best of several answers. Chains of different offers are different, so each is different enough already."""
    found = [(question, chain) for question, answer in answers for chain in answer.chains]
    ranked, wanted = sorted(found, key=_rank(found)), answers[0][0].k
    bounds = [answer.open_bound for _, answer in answers if answer.open_bound is not None]
    bounds += [chain.value for _, chain in ranked[wanted:]]
    counts: dict[str, int] = {}
    for _, answer in answers:
        counts |= {name: counts.get(name, 0) + number for name, number in answer.counts.items()}
    proved = not not_searched and all(answer.proved for _, answer in answers)
    return _Searched(ranked[:wanted], proved, None if not_searched else max(bounds, default=None), counts, not_searched)


def _rank(found: Sequence[Candidate]) -> Any:
    """Order of the chain model: value, processes, kilometres, ids."""
    largest = max((abs(chain.value) for _, chain in found), default=1.0)
    step = 10.0 ** (math.ceil(math.log10(max(largest, 1.0))) - DIGITS)

    def rank(one: Candidate) -> tuple[Any, ...]:
        question, chain = one
        ids = chain.processes, chain.need, question.offer
        return -round(chain.value / step), len(chain.processes), chain.metres, *ids

    return rank
