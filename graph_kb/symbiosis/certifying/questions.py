"""What to find out about a chain, as questions to the one who would know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.certifying.names import Names
from graph_kb.symbiosis.verifying.things import Unknown

_ASKED = {
    "amount": "How much of {of} a year does {name} stand for?",
    "amount_min": "How much of {of} a year does {name} stand for at least?",
    "amount_max": "How much of {of} a year does {name} stand for at most?",
    "months": "In which months of the year is {name} there?",
    "capacity_per_year": "How much can {name} run in a year?",
    "running_per_year": "How much does {name} run already in a year?",
    "min_load_share": "Below which share of its capacity can {name} not run?",
    "shares": "Which shares of the substances that its receiver limits does {name} contain?",
    "limits_complete": "Which limits for substances does {name} set, and are these all?",
    "temperature_c": "Which temperature does {name} have, or need?",
    "min_temperature_c": "Which temperatures does {name} take?",
    "moisture": "How moist is {name}?",
    "legal_status": "Is {name} waste, a by-product, a product or no waste any more?",
    "accepts_status": "Does {name} take waste, by-products or products?",
    "waste_code": "Which waste codes does {name} have?",
    "permit": "Which permit does {name} hold, and which waste codes does it allow?",
    "operation": "For which recovery or disposal operation does {name} take waste?",
    "tonnes_per_year": "How many tonnes a year does the permit {name} allow?",
    "latitude": "Where exactly is {name}?",
    "ratio": "How much of what it stands in for does one unit of {name} replace?",
    "disposal_eur_per_unit": "What does the disposal of one unit of {name} cost, and who takes it?",
}
_RECIPE = {
    "amount": "How much of each input and output does {name} take and make for one unit of its activity?",
    "amount_min/amount_max": "What does one unit of activity of {name} take and make, at least and at most?",
}
_RECIPE_OF = 3


def questions(draft: Draft, unknowns: Iterable[Unknown]) -> list[dict[str, Any]]:
    """A question for each thing that is not known, and whom to ask."""
    names = Names(draft.facts)
    return [
        {**one._asdict(), "question": _question(draft, names, one), "ask": whom(draft, one.subject)} for one in unknowns
    ]


def _question(draft: Draft, names: Names, unknown: Unknown) -> str:
    if unknown.condition == _RECIPE_OF:
        return _RECIPE[unknown.property].format(name=names(unknown.subject))
    words = _ASKED.get(unknown.property, f"What is {unknown.property} of {{name}}?")
    return words.format(name=names(unknown.subject), of=names(_resource(draft, unknown.subject)))


def _resource(draft: Draft, subject: str) -> str:
    offer, need = draft.world.offer(subject), draft.world.need(subject)
    if offer:
        return offer.stream.resource.id
    return need.receiver.resource.id if need else subject


def whom(draft: Draft, subject: str) -> str:
    """Id of the facility that would know: the site of a node or the holder of a permit, else that of the source."""
    world = draft.world
    offer, need, process = world.offer(subject), world.need(subject), world.process(subject)
    site = offer.stream.site if offer else need.receiver.site if need else process.site if process else None
    if site is None:
        site = world.site(subject)
    if site is not None:
        return site.id
    holders = {link.start for link in draft.facts.ending("HOLDS", subject)}
    receivers = [lane.receiver.site.id for lane in draft.lanes if lane.receiver.site.id in holders]
    makers = [lane.stream.site.id for lane in draft.lanes if lane.stream.resource.id == subject]
    makers += [process.site.id for process in draft.wiring.processes if _makes(process.outputs, subject)]
    return next(iter([*receivers, *makers]), draft.wiring.source.stream.site.id)


def _makes(outputs: Iterable[Any], resource: str) -> bool:
    return any(output.stream.resource.id == resource for output in outputs)
