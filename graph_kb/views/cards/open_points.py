"""What a meeting is for: whom to call, what to find out, and what is only assumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.views.cards.subject import Subject

_RECIPE = 3
_ASSUMED = ("assumed", "inferred")
_RUNS = ("capacity_per_year", "running_per_year")
_BOUNDS = "amount_min/amount_max"


@dataclass(frozen=True)
class Asked:
    """Questions to one facility: what each is about, and the question."""

    site: str
    operators: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Called:
    """A facility of the chain, who operates it, and what it does in the chain."""

    site: str
    operators: str
    parts: tuple[str, ...]


def asked(subject: Subject) -> list[Asked]:
    """What to find out, by the facility that would know."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in subject.said("unknowns"):
        about = str(one["subject"])
        found[str(one.get("ask") or "")].append((subject.name(about), _question(subject, about, one)))
    return [
        Asked(subject.name(site) if site else "", subject.operators(site), tuple(dict.fromkeys(questions)))
        for site, questions in found.items()
    ]


def _question(subject: Subject, about: str, one: Mapping[str, Any]) -> str:
    words, name = subject.words, str(one["property"])
    if one["condition"] == _RECIPE:
        key = "ask_recipe_bounds" if name == _BOUNDS else "ask_recipe"
    else:
        key = f"ask_{name}"
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
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for id_ in _taking_part(subject):
        found[subject.site(id_)][subject.name(id_)] = None
    return [
        Called(subject.name(site), subject.operators(site), tuple(names)) for site, names in found.items() if site
    ]


def _taking_part(subject: Subject) -> list[str]:
    certificate = subject.certificate
    ids = [certificate.source, *(one.id for one in certificate.processes), certificate.need]
    ids += [flow.stream.id for flow in certificate.flows] + [flow.receiver.id for flow in certificate.flows]
    return list(dict.fromkeys(ids))


def assumptions(subject: Subject) -> list[str]:
    """What rests on facts that are assumed or inferred, and sites placed at the centre of their municipality."""
    words, found = subject.words, []
    for one in subject.said("facts"):
        method = one.get("method")
        if method in _ASSUMED:
            found.append(f"{_about(subject, str(one['subject']))}: {words(str(method))}")
        if (one["property"], one.get("value")) == ("location_precision", "municipality"):
            found.append(words("site_of_centre", name=subject.name(str(one["subject"]))))
    return list(dict.fromkeys(found))


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
    if type_ == "ALLOWS":
        yield words("allowed_by", name=subject.name(start))
