"""The best different chains from offers, each with its certificate."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from graph_kb.errors import ChainError, StoreError
from graph_kb.store.client import Graph
from graph_kb.symbiosis.beside import Beside, beside_all
from graph_kb.symbiosis.certifying import Place, State, certify, flow_rows, skeleton, summary, write_file
from graph_kb.symbiosis.origins import offers_of, units_of
from graph_kb.symbiosis.question import Question, known_names
from graph_kb.symbiosis.searching import Engine, Found
from graph_kb.symbiosis.several_offers import Searched, searched
from graph_kb.symbiosis.showing import as_html, in_short
from graph_kb.symbiosis.snapshot import Snapshot, compiled
from graph_kb.symbiosis.verifying import FactReader

Certificate: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """Chains of one kind, over all offers together.

    Attributes:
        certificates: Certificates, best first.
        files: The file of each.
        proved: Whether nothing better is left out.
        in_time: Whether the search came to its end before its time was up.
        open_bound: Most that a chain not listed can be worth; None when nothing is open, or nobody can tell.
        counts: What the searches did.
        not_searched: Offers that time did not suffice for.
        left_out: Chains that could not be certified, and why; a fault of the engine.
        open_units: Units of the offers that a chain not listed can be of.
    """

    certificates: tuple[Certificate, ...] = ()
    files: tuple[Path, ...] = ()
    proved: bool = True
    in_time: bool = True
    open_bound: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    not_searched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    open_units: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """How much more than the best one listed a chain that was not found can be worth; None when nobody can tell."""
        if self.proved:
            return 0.0
        if self.open_bound is None or not self.certificates:
            return None
        return max(0.0, self.open_bound - float(Fraction(self.certificates[0]["value"]["total"])))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each chain."""
        return [summary(one) | {"file": str(file)} for one, file in zip(self.certificates, self.files, strict=True)]

    def facts(self) -> dict[str, Any]:
        """For JSON: a row for each chain, then how complete the list is."""
        rows = self.rows()
        told = {name: getattr(self, name) for name in ("proved", "in_time", "open_bound", "gap")}
        lists = {name: list(getattr(self, name)) for name in ("not_searched", "left_out")}
        return {"chains": rows, **told, **lists, "counts": dict(self.counts)}


@dataclass(frozen=True, repr=False)
class Chains:
    """The answer to a question about chains.

    Attributes:
        offers: Offers that were asked about.
        asked: What was asked, but the offer.
        certified: Chains by facts that are known and not assumed.
        conditional: Chains that hold if what is not known turns out well.
        data_version: State of the graph.
        day: Day asked for.
        seconds: Time of reading, compiling, searching and certifying.
        units: Units of the offers, each once.
    """

    offers: tuple[str, ...]
    asked: Mapping[str, Any]
    certified: Listed
    conditional: Listed
    data_version: int
    day: str
    seconds: Mapping[str, float]
    units: tuple[str, ...] = ()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, the certified ones first."""
        return (*self.certified.certificates, *self.conditional.certificates)

    def flow_rows(self) -> list[dict[str, Any]]:
        """One row for each flow of each chain, see `graph_kb.symbiosis.certifying.COLUMNS`."""
        kinds = (self.certified, self.conditional)
        ranked = ((rank, one) for kind in kinds for rank, one in enumerate(kind.certificates, start=1))
        return [row for rank, one in ranked for row in flow_rows(one, rank)]

    def __repr__(self) -> str:
        """How many chains of each kind there are, and how complete the lists are."""
        return in_short(self)

    def _repr_html_(self) -> str:
        """Both lists as tables, for notebooks."""
        return as_html(self)

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "meta": {
                "data_version": self.data_version,
                "day": self.day,
                "offers": list(self.offers),
                "question": dict(self.asked),
            },
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
        snapshot, engine, questions = self._asked(origin, day, options)
        state, seconds = State(snapshot.data_version, snapshot.day), _Clock()
        found = [searched(engine, questions, strict=strict) for strict in (True, False)]
        seconds.note("searching")
        certified, conditional = (self._listed(engine, state, each) for each in found)
        seconds.note("certifying")
        times = {"reading": snapshot.seconds_read, "compiling": snapshot.seconds_compiled, **seconds.noted}
        offers = tuple(one.offer for one in questions)
        asked = {name: value for name, value in asdict(questions[0]).items() if name != "offer"}
        units = units_of(self._graph, offers)
        return Chains(offers, asked, certified, conditional, state.data_version, state.day, times, units)

    def paths(self, origin: str, *, day: str | None = None, seconds: float = 1.0, **options: Any) -> Beside:
        """The paths of the same question, counted by what they are.

        Args:
            origin: As for `find`.
            day: As for `find`.
            seconds: Time for all offers together, about.
            options: As for `find`.

        Raises:
            UsageError: As for `find`.
        """
        _, engine, questions = self._asked(origin, day, options)
        return beside_all(engine, questions, seconds=seconds)

    def _asked(
        self, origin: str, day: str | None, options: Mapping[str, Any]
    ) -> tuple[Snapshot, Engine, list[Question]]:
        """The compiled graph, and one question for each offer of an origin."""
        known_names(options)
        snapshot = compiled(self._graph, self._home, day or datetime.now(UTC).date().isoformat())
        engine = self.engine(snapshot)
        return snapshot, engine, [Question(one, **options) for one in offers_of(self._graph, engine, origin)]

    def engine(self, snapshot: Snapshot) -> Engine:
        """The engine over a compiled graph."""
        if self._kept is None or self._kept[0] != snapshot.folder:
            self._kept = snapshot.folder, Engine(snapshot.arrays, snapshot.names)
        return self._kept[1]

    def _listed(self, engine: Engine, state: State, found: Searched) -> Listed:
        """Certificates of what was found."""
        taken: list[Certificate] = []
        left_out = []
        reader = FactReader(self._graph)
        for question, each in found.best:
            place = Place(len(taken) + 1, found.proved, found.open_bound, tuple(one["hash"] for one in taken))
            try:
                bare = skeleton(engine, question, each, state)
                taken.append(_certificate(reader, bare, each, place))
            except ChainError as error:
                left_out.append(error.message)
        files = tuple(write_file(self._home, one) for one in taken)
        complete = found.proved and not left_out
        rest = found.open_bound, found.counts, found.not_searched, tuple(left_out)
        units = units_of(self._graph, found.open_offers)
        return Listed(tuple(taken), files, complete, found.proved, *rest, units)


def _certificate(reader: FactReader, bare: Certificate, found: Found, place: Place) -> Certificate:
    """The certificate of one chain from its skeleton.

    Raises:
        ChainError: The search and the verifier do not agree on it.
        StoreError: The graph has changed since it was compiled.
    """
    facts = reader.read(bare)
    if facts.data_version != bare["data_version"]:
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
