"""What has changed in the graph since a certificate was made, in words of those who know the sites, not the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graph_kb.symbiosis.certifying.names import months
from graph_kb.symbiosis.verifying import Verdict
from graph_kb.symbiosis.verifying.basis import PROPERTIES
from graph_kb.symbiosis.verifying.certificate import CONDITIONS
from graph_kb.symbiosis.verifying.facts import Facts, Properties
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.numbers import FormatFault, exact, parsed

_SHOWN = 3
_LONGEST = 80
"""Characters of a value or name that are told."""
_PROPERTIES = {
    "amount_min": "least amount",
    "amount_max": "largest amount",
    "capacity_per_year": "capacity",
    "capacity_by_month": "capacity by month",
    "running_per_year": "load that already runs",
    "min_load_share": "least share of its capacity that it runs at",
    "tonnes_per_year": "tonnes allowed",
    "until": "last day",
    "since": "first day",
    "temperature_c": "temperature",
    "location_precision": "precision of the place",
    "accepts_status": "legal status that is taken",
    "limit_max": "limits of substances",
    "shares": "shares of substances",
    "ratio": "amount that one unit replaces",
}
"""Properties in words, where their names are none."""
_TEXTS = ("name", "code", "waste_code", "since", "until")
"""Properties that are texts though they may look like numbers."""
_UNITS = {"tonnes_per_year": "t a year", "temperature_c": "°C", "max_leg_km": "km"}
_BY_ACTIVITY = ("capacity_per_year", "running_per_year")
_BY_UNIT = ("amount", "amount_min", "amount_max")
_LINKS = {
    "OF": "{start} is {end}",
    "OFFERS": "{start} offers {end}",
    "SERVES": "{start} serves {end}",
    "AT": "{start} is at {end}",
    "RUNS": "{start} runs {end}",
    "USES": "{start} uses {end}",
    "INPUT_TO": "{end} takes {start}",
    "OUTPUTS": "{start} makes {end}",
    "KIND_OF": "{start} counts as {end}",
    "SUBSTITUTES": "{start} stands in for {end}",
    "CODED": "{start} has the waste code {end}",
    "HOLDS": "{start} holds the permit {end}",
    "ALLOWS": "the permit {start} allows the waste code {end}",
}
"""Relationships in words."""


class Change(NamedTuple):
    """A fact that is another one now.

    Attributes:
        subject: Id of the node or relationship.
        property: The property; empty where the whole record is gone.
        was: What the certificate states; None where it states nothing.
        now: What the graph states; None where it states nothing.
        says: The same in words.
    """

    subject: str
    property: str
    was: Any
    now: Any
    says: str


def changes(certificate: Mapping[str, Any], facts: Facts) -> list[Change]:
    """Facts of a certificate that the graph states otherwise: records that are gone, then values, then the rest."""
    listed = certificate.get("facts")
    told = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    found = _Changes(told, facts)
    return [*found.gone(), *found.values(), *found.new(), *found.sources()]


def why(verdict: Verdict, found: Sequence[Change]) -> str:
    """Why a certificate does not hold, in a few words; empty when it holds.

    What has changed is told first, with the conditions that it breaks; where nothing has, what the check found.
    """
    broken = sorted({one.condition for one in verdict.violations})
    if not broken or not found:
        return _some(
            [_found(one) for one in sorted(verdict.violations, key=lambda one: (one.condition == 0, one.condition))]
        )
    told, numbers = _some([one.says for one in found]), [number for number in broken if number]
    if not numbers:
        return f"{told}. The certificate is out of date, ask for chains again"
    named = " and ".join(f"condition {number} ({CONDITIONS[number - 1]})" for number in numbers)
    return f"{told}. This breaks {named}"


def _found(one: Violation) -> str:
    return f"condition {one.condition}: {one.message}" if one.condition else one.message


def _some(told: Sequence[str]) -> str:
    """So many that one reads them, and how many more there are."""
    more = f"and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(filter(None, [*told[:_SHOWN], more]))


class _Changes:
    """The facts of one certificate beside those of the graph."""

    def __init__(self, told: Sequence[Mapping[str, Any]], facts: Facts) -> None:
        self._told, self._facts = told, facts
        self._was = {(str(one.get("subject")), str(one.get("property"))): one.get("value") for one in told}
        self._subjects = list(dict.fromkeys(subject for subject, _ in self._was))
        self._nodes = {id_: (label, said) for (label, id_), said in facts.nodes.items()}
        self._now = {subject: self._stated(subject) for subject in self._subjects}
        self._gone = [subject for subject in self._subjects if self._now[subject] is None]

    def gone(self) -> Iterator[Change]:
        """Records that are no more; relationships of a node that is gone go with it."""
        for subject in self._gone:
            parts = subject.split("|")
            if len(parts) < 3:
                yield Change(subject, "", None, None, f"{self._name(subject)} is no more in the graph")
            elif not set(parts[1:3]) & set(self._gone):
                yield Change(subject, "", None, None, f"{self._what(subject)}: that is no more so")

    def values(self) -> Iterator[Change]:
        """Properties with another value."""
        for (subject, name), was in self._was.items():
            said = self._now[subject]
            if said is not None and not _same(said.get(name), was):
                now = said.get(name)
                yield Change(subject, name, was, now, self._says(subject, name, was, now))

    def new(self) -> Iterator[Change]:
        """Properties that count and that nobody stated then."""
        for subject in self._subjects:
            said = self._now[subject] or {}
            for name in PROPERTIES.get(self._kind(subject), "").split():
                if (subject, name) not in self._was and said.get(name) not in (None, []):
                    shown = self._value(subject, name, said[name], said)
                    says = f"{self._of(subject, name)}: before not stated, now {shown}"
                    yield Change(subject, name, None, said[name], says)

    def sources(self) -> Iterator[Change]:
        """Records that are known in another way, or by another source: each once."""
        seen: set[tuple[str, str]] = set()
        for one in self._told:
            subject = str(one.get("subject"))
            said = self._now[subject]
            other = next(
                (key for key in ("method", "source_id", "as_of") if said and said.get(key) != one.get(key)), ""
            )
            if said and other and (subject, other) not in seen:
                seen.add((subject, other))
                was, now = one.get(other), said.get(other)
                word = {"source_id": "source", "as_of": "date"}.get(other, other)
                says = f"{word} of {self._what(subject)}: before {_short(was)}, now {_short(now)}"
                yield Change(subject, other, was, now, says)

    def _says(self, subject: str, name: str, was: Any, now: Any) -> str:
        before = self._value(subject, name, was, {})
        if now in (None, []):
            return f"{self._of(subject, name)}: before {before}, now not stated"
        after = self._value(subject, name, now, self._now[subject] or {})
        return f"{self._of(subject, name)}: before {before}, now {after}"

    def _of(self, subject: str, name: str) -> str:
        """A property and whose it is."""
        word = _PROPERTIES.get(name, name.replace("_", " "))
        if "|" in subject:
            return f"{self._what(subject)}, {word}"
        return f"{word} of {self._name(subject)}"

    def _what(self, subject: str) -> str:
        """A record in words."""
        type_, *ends = subject.split("|")
        if len(ends) < 2:
            return self._name(subject)
        return _LINKS.get(type_, "{start} - {end}").format(start=self._name(ends[0]), end=self._name(ends[1]))

    def _name(self, id_: str) -> str:
        """Name of a node when the certificate was made, else as it is now, else its id."""
        said = self._stated(id_) or {}
        name = self._was.get((id_, "name")) or said.get("name") or said.get("display")
        return f"'{_short(name)}'" if name else _short(id_)

    def _value(self, subject: str, name: str, value: Any, said: Properties) -> str:
        """A value with its unit, as it is now or was then."""
        number = None if name in _TEXTS or isinstance(value, list) else _number(value)
        if name == "months" and isinstance(value, list) and all(month in range(1, 13) for month in value):
            return months(value)
        unit = self._unit(subject, name, said)
        return _short(value) if number is None else f"{float(number):,.9g} {unit or ''}".rstrip()

    def _stated(self, subject: str) -> Properties | None:
        """What the graph says of a node or relationship; None where it is gone."""
        link = self._facts.link(subject)
        return link.properties if link else self._nodes.get(subject, ("", None))[1]

    def _kind(self, subject: str) -> str:
        """Type of a relationship, label of a node."""
        return subject.split("|")[0] if "|" in subject else self._nodes.get(subject, ("", None))[0]

    def _unit(self, subject: str, name: str, said: Properties) -> str | None:
        if name in _BY_ACTIVITY:
            unit = said.get("activity_unit") or self._was.get((subject, "activity_unit"))
            return f"{_short(unit)} a year" if unit else None
        if name in _BY_UNIT:
            unit = said.get("unit") or self._was.get((subject, "unit"))
            yearly = " a year" if (said.get("period") or self._was.get((subject, "period"))) == "year" else ""
            return f"{_short(unit)}{yearly}" if unit else None
        return _UNITS.get(name)


def _same(now: object, was: object) -> bool:
    number = exact(now)
    return now == was if number is None else _number(was) == number


def _number(value: object) -> Any:
    try:
        return parsed(value, "value") if isinstance(value, str) else exact(value)
    except FormatFault:
        return None


def _short(value: object) -> str:
    """A value on one line and of a length that people read."""
    text = " ".join((", ".join(map(str, value)) if isinstance(value, list) else str(value)).split())
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
