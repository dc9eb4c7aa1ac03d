"""What a meeting is for: whom to call, what to find out, and what is only assumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.law import WASTE
from graph_kb.views.cards.subject import Subject

_RECIPE = 3
_ASSUMED = ("assumed", "inferred")
_TELLING = ("Offer", "Need", "Process", "Permit")
_LINKS = ("OF", "SERVES", "INPUT_TO", "OUTPUTS", "KIND_OF", "SUBSTITUTES", "ALLOWS")
_RUNS = ("capacity_per_year", "running_per_year")
_BOUNDS = "amount_min/amount_max"


@dataclass(frozen=True)
class Asked:
    """Questions to one facility: what each is about, and the question."""

    site: str
    operators: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Called:
    """A facility of the chain, and who operates it."""

    site: str
    operators: str


def asked(subject: Subject) -> list[Asked]:
    """What to find out, by the facility that would know."""
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for one in subject.said("unknowns"):
        about = str(one["subject"])
        found[str(one.get("ask") or "")][about][_question(subject, about, one)] = None
    return [
        Asked(
            site=subject.name(site) if site else "",
            operators=subject.operators(site),
            questions=tuple((subject.name(about), tuple(questions)) for about, questions in by_subject.items()),
        )
        for site, by_subject in found.items()
    ]


def _question(subject: Subject, about: str, one: Mapping[str, Any]) -> str:
    words, name = subject.words, str(one["property"])
    recipe = "ask_recipe_bounds" if name == _BOUNDS else "ask_recipe"
    key = recipe if one["condition"] == _RECIPE else f"ask_{name}"
    if not words.knows(key):
        return words("ask_other", property=name)
    return words(key, unit=_unit(subject, about, name, one["condition"]))


def _unit(subject: Subject, about: str, name: str, condition: object) -> str:
    """Unit of the answer."""
    words = subject.words
    if name in _RUNS or condition == _RECIPE:
        return words.unit(subject.activity_unit(about)) or "?"
    is_offer = subject.facts.node("Offer", about) is not None
    is_need = subject.facts.node("Need", about) is not None
    resource = subject.resource(Key("offer" if is_offer else "need", about)) if is_offer or is_need else about
    return words.unit(subject.unit(resource)) or "?"


def called(subject: Subject) -> list[Called]:
    """The facilities in the order of the chain."""
    sites = dict.fromkeys(subject.site(id_) for id_ in _taking_part(subject))
    return list(dict.fromkeys(Called(subject.name(site), subject.operators(site)) for site in sites if site))


def _taking_part(subject: Subject) -> list[str]:
    certificate = subject.certificate
    ids = [certificate.source, *(one.id for one in certificate.processes), certificate.need]
    ids += [flow.stream.id for flow in certificate.flows] + [flow.receiver.id for flow in certificate.flows]
    return list(dict.fromkeys(ids))


def assumptions(subject: Subject) -> list[tuple[str, tuple[str, ...]]]:
    """What a conditional chain rests on: what is assumed or inferred, and rough places, by how it is known."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    if subject.certificate.status == "certified":
        return []
    for one in subject.said("facts"):
        id_, method = str(one["subject"]), one.get("method")
        if method in _ASSUMED and _counts(subject, id_):
            found[str(method)][_about(subject, id_)] = None
        if (one["property"], one.get("value")) == ("location_precision", "municipality"):
            found["centre"][subject.name(id_)] = None
    return [(subject.words(how), tuple(names)) for how, names in found.items()]


def _counts(subject: Subject, id_: str) -> bool:
    """Whether the chain model takes a fact for assumed: of some nodes and relationships, and each told only once."""
    type_, *ends = id_.split("|")
    if len(ends) < 2:
        return any(subject.facts.node(label, id_) for label in _TELLING)
    if type_ == "CODED":
        return (subject.facts.node("Offer", ends[0]) or {}).get("legal_status") == WASTE
    own = ends[0] if type_ == "OF" else ends[1]
    return type_ in _LINKS and (type_ not in ("OF", "SERVES") or not subject.is_assumed(own))


def _about(subject: Subject, id_: str) -> str:
    """A node or a relationship in words."""
    type_, *ends = id_.split("|")
    if len(ends) < 2:
        return subject.name(id_)
    return next(_link(subject, type_, *ends[:2]), id_)


def _link(subject: Subject, type_: str, start: str, end: str) -> Iterator[str]:
    words = subject.words
    if type_ in ("INPUT_TO", "OUTPUTS"):
        yield words("recipe_of", name=subject.name(end if type_ == "INPUT_TO" else start))
    if type_ in ("OF", "SERVES"):
        resource, other = (end, start) if type_ == "OF" else (start, end)
        yield words("use_of", resource=subject.name(resource), name=subject.name(other))
    if type_ in ("KIND_OF", "SUBSTITUTES"):
        yield words("kind_of", start=subject.name(start), end=subject.name(end))
    if type_ == "CODED":
        yield words("code_of", name=subject.name(start))
    if type_ == "ALLOWS":
        yield words("allowed_by", name=subject.name(start))
