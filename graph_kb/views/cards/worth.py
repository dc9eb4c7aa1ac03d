"""What a chain is worth, what is left of its limits, at which ends it holds, and where its facts come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.verifying.certificate import ENDS, OBJECTIVES
from graph_kb.symbiosis.verifying.value import NET_TERMS
from graph_kb.views.cards.languages import joined
from graph_kb.views.cards.subject import Subject, number_of
from graph_kb.views.cards.words import Shown

_UNITS = {"co2e": "kg CO₂e", "distance": "km"}
_MONEY = "EUR"
_KM = ("max_leg_km", "max_total_km")
_OF_RESOURCE = ("supply", "demand")


@dataclass(frozen=True)
class Worth:
    """The value: what was sought, terms by name, and what counts 0 because nobody states it."""

    objective: str
    terms: tuple[tuple[str, Shown], ...]
    missing: tuple[str, ...]


def worth(subject: Subject) -> Worth:
    """The value of the chain by what was asked for."""
    words = subject.words
    asked = [name for name in OBJECTIVES if subject.certificate.question.weights[name]]
    objective = words(f"term_{asked[0]}") if len(asked) == 1 else words("weighted")
    missing = [one for one in _objects(subject.value, "missing") if isinstance(one.get("subject"), str)]
    left_out = (_missing(subject, one) for one in missing)
    return Worth(objective, tuple(_terms(subject, asked)), tuple(dict.fromkeys(left_out)))


def _terms(subject: Subject, asked: list[str]) -> Iterator[tuple[str, Shown]]:
    """Terms of the objectives that count; those of the net value are told one by one."""
    terms = subject.value.get("terms")
    said = terms if isinstance(terms, Mapping) else {}
    for name in dict.fromkeys(["amount", *asked]):
        if name == "net_value":
            parts = ((part, number_of(said, part)) for part in NET_TERMS)
            yield from (
                (subject.words(f"term_{part}"), _term(subject, part, number)) for part, number in parts if number
            )
        if name in said:
            label = "line_length" if name == "distance" else f"term_{name}"
            yield subject.words(label), _term(subject, name, number_of(said, name))
    if len(asked) > 1:
        yield subject.words("weighted"), _term(subject, "weighted", number_of(subject.value, "total"))


def _term(subject: Subject, name: str, number: Fraction | None) -> Shown:
    if name == "distance":
        return subject.words.km(None if number is None else abs(number), is_rough=subject.line_is_rough)
    if name == "amount":
        taken = number if subject.is_limited else None
        return subject.words.amount(taken, source_unit(subject), is_most=subject.is_at_most)
    unit = "" if name == "weighted" else _UNITS.get(name, _MONEY)
    return subject.words.amount(number if subject.is_limited else None, unit)


def source_unit(subject: Subject) -> str | None:
    """Unit of the offer that the chain begins at."""
    first = next(iter(subject.certificate.flows), None)
    return subject.unit(subject.resource(first.stream)) if first else None


def _missing(subject: Subject, one: Mapping[str, Any]) -> str:
    key = f"missing_{one.get('property')}"
    named = subject.words(key) if subject.words.knows(key) else str(one.get("property"))
    return joined((subject.name(one["subject"]), named), ": ")


def limits(subject: Subject) -> list[tuple[str, str, Shown, Shown]]:
    """Limits that the chain comes near: kind, whose it is, what is left, and of how much."""
    found = []
    for one in subject.said("slack"):
        key, id_ = f"limit_{one['limit']}", str(one["subject"])
        unit = _limit_unit(subject, str(one["limit"]), id_)
        left, of = (subject.words.amount(number_of(one, name), unit) for name in ("left", "of"))
        named = subject.words(key) if subject.words.knows(key) else str(one["limit"])
        found.append((named, subject.name(id_), left, of))
    return found


def _limit_unit(subject: Subject, limit: str, id_: str) -> str | None:
    if limit in _KM:
        return "km"
    if limit == "permit":
        return "t"
    if limit in _OF_RESOURCE:
        keys = [key for flow in subject.certificate.flows for key in (flow.stream, flow.receiver) if key.id == id_]
        return subject.unit(subject.resource(keys[0])) if keys else None
    if limit == "min_amount":
        return source_unit(subject)
    return subject.activity_unit(id_) if limit in ("capacity", "least_load") else None


def holds_at(subject: Subject) -> list[tuple[str, str, bool]]:
    """Each end of the intervals, whether the chain holds there, and whether the card is of it."""
    said, words = subject.certificate.raw.get("holds_at"), subject.words
    by_end = said if isinstance(said, Mapping) else {}
    own = subject.certificate.question.end
    return [(words(end), words(_answer(by_end.get(end), end == own)), end == own) for end in ENDS]


def _answer(holds: object, is_own: bool) -> str:
    """Key of the answer. At another end not all may be known of a chain of which all is known at its own."""
    if isinstance(holds, bool):
        return "yes" if holds else "no"
    return "not_all_known" if is_own else "not_all_known_there"


def sources(subject: Subject) -> list[tuple[str, str]]:
    """Title and publisher of each source, and its date: of publication, else of its facts."""
    days: dict[str, str] = {}
    for one in subject.said("facts"):
        id_ = str(one.get("source_id") or "")
        days[id_] = max(days.get(id_, ""), str(one.get("as_of") or ""))
    days.pop("", None)
    return sorted({_source(subject, id_, day) for id_, day in days.items()})


def _source(subject: Subject, id_: str, day: str) -> tuple[str, str]:
    said = subject.background.sources.get(id_, {})
    title = ", ".join(str(part) for part in (said.get("title"), said.get("publisher")) if part)
    return title or id_, str(said.get("published") or day)


def _objects(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = said.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
