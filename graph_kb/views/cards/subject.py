"""What a card is about: a certificate, the facts of the graph behind it, and names in the language of the card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from graph_kb.reference.starter import english_names
from graph_kb.symbiosis.certifying import is_at_most
from graph_kb.symbiosis.certifying.places import Places
from graph_kb.symbiosis.verifying.certificate import Certificate, ClaimedFlow, Key
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.numbers import ZERO, FormatFault, parsed
from graph_kb.symbiosis.verifying.world import World
from graph_kb.views.cards.languages import foreign
from graph_kb.views.cards.words import Shown, Words

Maybe: TypeAlias = Fraction | None
Amounts: TypeAlias = Sequence[Maybe]

LABELS = ("Offer", "Need", "Process", "Facility", "Permit", "Resource")
ENGLISH = "en"
_SITES = {"OFFERS": "start", "AT": "end", "RUNS": "start"}


@dataclass(frozen=True)
class Background:
    """What the graph says beside the facts of a chain.

    Attributes:
        operators: Names of the organisations that operate a facility, by its id.
        sources: Title, publisher and date of publication of sources, by id.
    """

    operators: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """A chain as a card tells of it.

    Attributes:
        certificate: Its certificate.
        facts: The facts of the graph as they are now.
        background: What else the graph says.
        words: The language.
    """

    certificate: Certificate
    facts: Facts
    background: Background
    words: Words

    @cached_property
    def world(self) -> World:
        """The facts at the end of the intervals that was asked for."""
        return World(self.facts, self.certificate.question.end, self.certificate.day)

    @cached_property
    def value(self) -> Mapping[str, Any]:
        """What the certificate says of the value."""
        said = self.certificate.raw.get("value")
        return said if isinstance(said, Mapping) else {}

    @cached_property
    def is_limited(self) -> bool:
        """Whether anything that is known limits the amounts."""
        return self.value.get("limited", True) is not False

    @cached_property
    def is_at_most(self) -> bool:
        """Whether what is not known can make the amounts smaller."""
        return is_at_most(self.said("unknowns"))

    def said(self, name: str) -> list[Mapping[str, Any]]:
        """A list of the certificate."""
        return list(self.certificate.raw.get(name, ()))

    def name(self, id_: str) -> str:
        """Name of a node in the language of the card, if it has one; the id where there is no name at all.

        A name that is known to be in another language is marked with it.
        """
        nodes = [node for label in LABELS if (node := self.facts.node(label, id_))]
        own = next((str(node[name]) for node in nodes if node.get(name := f"name_{self.words.language}")), "")
        if own:
            return own[:1].upper() + own[1:]
        names = [*(node.get("name") for node in nodes), self._stated(id_, "name"), id_]
        name = str(next(name for name in names if name))
        return foreign(name, ENGLISH) if self._is_foreign(id_, name) else name

    def _is_foreign(self, id_: str, name: str) -> bool:
        """Whether a name is English on a card that is not.

        That of a resource is, by the model, and so are those of the starter set. What others call their own offers and
        sites may be in any language.
        """
        is_told = bool((self.facts.node("Resource", id_) or {}).get("name")) or english_names().get(id_) == name
        return self.words.language != ENGLISH and is_told

    def site(self, id_: str) -> str:
        """Id of the facility of an offer, need or process; empty when there is none."""
        if self.facts.node("Facility", id_):
            return id_
        for type_, end in _SITES.items():
            links = self.facts.ending(type_, id_) if end == "start" else self.facts.starting(type_, id_)
            if links:
                return str(getattr(links[0], end))
        return ""

    def km(self, flow: ClaimedFlow) -> Shown:
        """Length of the way of a flow, marked where it is measured from or to the centre of a municipality."""
        return self.words.km(flow.km, is_rough=self.is_rough(flow))

    def is_rough(self, flow: ClaimedFlow) -> bool:
        """Whether a length is measured from or to the centre of a municipality."""
        return self._places.is_rough(flow.stream.id, flow.receiver.id, self.resource(flow.stream))

    @cached_property
    def line_is_rough(self) -> bool:
        """Whether any leg of the line is."""
        return any(self.is_rough(flow) for flow in self.certificate.flows if flow.on_line)

    def operators(self, site: str) -> str:
        """Names of those who operate a facility; empty when nobody is known."""
        return self.words.list(self.background.operators.get(site, ()))

    def resource(self, key: Key) -> str:
        """Id of the resource of a stream or receiver."""
        if key.resource:
            return key.resource
        if key.kind == "offer":
            found = [link.end for link in self.facts.starting("OF", key.id)]
        else:
            found = [link.start for link in self.facts.ending("SERVES", key.id)]
        return found[0] if found else self._linked(key)

    def unit(self, resource: str) -> str | None:
        """Unit of a resource, as the certificate has it or the graph."""
        stated = self._stated(resource, "unit") or (self.facts.node("Resource", resource) or {}).get("unit")
        return str(stated) if stated else None

    def activity_unit(self, process: str) -> str:
        """What one unit of activity of a process is."""
        stated = self._stated(process, "activity_unit")
        return str(stated or (self.facts.node("Process", process) or {}).get("activity_unit") or "")

    def yearly(self, amounts: Amounts) -> Maybe:
        """Amount of a year; None where it is not known."""
        if not self.is_limited or any(amount is None for amount in amounts):
            return None
        return sum((amount for amount in amounts if amount is not None), ZERO)

    def amount(self, amounts: Amounts, unit: str | None) -> Shown:
        """The same as it is written."""
        return self.words.amount(self.yearly(amounts), unit, is_most=self.is_at_most)

    def by_period(self, amounts: Amounts) -> list[Shown]:
        """Amount of each period, without its unit; nothing where the year is one period."""
        if len(self.certificate.periods) < 2:
            return []
        limited = [amount if self.is_limited else None for amount in amounts]
        return [self.words.amount(amount, is_most=self.is_at_most) for amount in limited]

    def is_assumed(self, id_: str) -> bool:
        """Whether a node is said to be assumed or inferred."""
        methods = [one.get("method") for one in self.said("facts") if one["subject"] == id_]
        return any(method in ("assumed", "inferred") for method in methods)

    def _stated(self, subject: str, name: str) -> Any:
        return self._facts.get((subject, name))

    @cached_property
    def _places(self) -> Places:
        return Places(self.said("facts"))

    @cached_property
    def _facts(self) -> dict[tuple[Any, Any], Any]:
        return {(one["subject"], one["property"]): one.get("value") for one in self.said("facts")}

    def _linked(self, key: Key) -> str:
        """Resource of an offer or need that is no more in the graph, by the facts of the certificate."""
        type_, own, other = ("OF", 1, 2) if key.kind == "offer" else ("SERVES", 2, 1)
        parts: Iterable[list[str]] = (str(subject).split("|") for subject, _ in self._facts)
        return next((one[other] for one in parts if len(one) > 2 and (one[0], one[own]) == (type_, key.id)), key.id)


def number_of(said: Mapping[str, Any], name: str) -> Maybe:
    """A number that a certificate claims; None where it claims none."""
    try:
        return parsed(said.get(name), name)
    except FormatFault:
        return None
