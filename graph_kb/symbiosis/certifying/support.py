"""What a chain rests on: facts with their sources, what is left of limits, and whether it holds at each end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.verifying.certificate import ENDS, Certificate
from graph_kb.symbiosis.verifying.evidence import distance_limits, holds, left_of
from graph_kb.symbiosis.verifying.facts import Facts, LinkFact, Properties
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO, exact
from graph_kb.symbiosis.verifying.sites import is_assumed
from graph_kb.symbiosis.verifying.states import supplies_of

_NEAR = Fraction(1, 5)
_SHOWN = ("supply", "demand", "capacity", "least_load", "storage", "permit", "min_amount", "max_leg_km", "max_total_km")
_ALWAYS = ("supply", "demand", "capacity")
_STREAM = (
    "name amount amount_min amount_max unit period months continuity legal_status price_eur_per_unit "
    "gate_fee_eur_per_unit temperature_c"
)
_PROCESS = (
    "name status capacity_per_year capacity_by_month running_per_year min_load_share storage_amount "
    "start_up_stock activity_unit fixed_eur_per_year variable_eur_per_activity"
)
_RESOURCE = (
    "name unit transport_mode transport_eur_per_unit_km max_leg_km disposal_eur_per_unit "
    "market_price_eur_per_unit co2e_kg_per_unit"
)
_OF = {
    "Offer": _STREAM,
    "Need": _STREAM,
    "Process": _PROCESS,
    "Resource": _RESOURCE,
    "Facility": "name latitude longitude location_precision",
    "Permit": "name since until",
}
"""Properties that are told, by label."""
_OF_LINK = {
    "OF": "method",
    "SERVES": "method",
    "KIND_OF": "method",
    "SUBSTITUTES": "ratio",
    "ALLOWS": "tonnes_per_year operation",
}
_RECIPE = "amount amount_min amount_max unit"


def facts(draft: Draft) -> list[dict[str, Any]]:
    """The facts: nodes by label and id, then relationships."""
    found = [one for label, ids in _subjects(draft).items() for id_ in sorted(ids) for one in _node(draft, label, id_)]
    for link in _links(draft):
        found += _told(link.key, link.properties, _OF_LINK.get(link.type, _RECIPE))
    return found


def _subjects(draft: Draft) -> dict[str, set[str]]:
    supplies = supplies_of(draft.world, draft.wiring, draft.side)
    sites = {site.id for lane in draft.lanes for site in (lane.stream.site, lane.receiver.site)}
    resources = {part.resource.id for lane in draft.lanes for part in (lane.stream, lane.receiver)}
    resources |= {draft.wiring.side_outputs[key].stream.resource.id for key in draft.disposed}
    return {
        "Offer": {id_ for id_ in supplies if draft.world.offer(id_)},
        "Need": {id_ for id_ in supplies if draft.world.need(id_)},
        "Process": {process.id for process in draft.wiring.processes},
        "Resource": resources,
        "Facility": sites | {process.site.id for process in draft.wiring.processes},
        "Permit": {one.permit for lane in draft.lanes for one in lane.allowances},
    }


def _node(draft: Draft, label: str, id_: str) -> Iterator[dict[str, Any]]:
    said = draft.facts.node(label, id_)
    return _told(id_, said, _OF[label]) if said else iter(())


def _told(subject: str, said: Properties, names: str) -> Iterator[dict[str, Any]]:
    for name in names.split():
        value = said.get(name)
        if value is not None and value != []:
            number = exact(value)
            sources = {key: said.get(key) for key in ("source_id", "as_of", "method")}
            yield {"subject": subject, "property": name, "value": value if number is None else str(number), **sources}


def _links(draft: Draft) -> list[LinkFact]:
    """What offers and needs are of, recipes, what is a kind of what or replaces it, and what permits allow."""
    found: list[LinkFact] = []
    for id_ in supplies_of(draft.world, draft.wiring, draft.side):
        found += [*draft.facts.starting("OF", id_)[:1], *draft.facts.ending("SERVES", id_)[:1]]
    for process in draft.wiring.processes:
        found += draft.facts.ending("INPUT_TO", process.id) + draft.facts.starting("OUTPUTS", process.id)
    for lane in draft.lanes:
        found += _fitting(draft.facts, lane)
        for one in lane.allowances:
            allowed = draft.facts.starting("ALLOWS", one.permit)
            found += [
                link for link in allowed if (draft.facts.node("WasteCode", link.end) or {}).get("code") == one.code
            ]
    return list({link.key: link for link in found}.values())


def _fitting(known: Facts, lane: Lane) -> list[LinkFact]:
    """The relationships by which the resource of a stream fits that of its receiver."""
    above, wanted = _upwards(known, lane.stream.resource.id), lane.receiver.resource.id
    if wanted in above:
        return above[wanted]
    for start, way in above.items():
        for link in known.starting("SUBSTITUTES", start):
            onwards = _upwards(known, link.end)
            if wanted in onwards and exact(link.properties.get("ratio")) == lane.factor:
                return [*way, link, *onwards[wanted]]
    return []


def _upwards(known: Facts, resource: str) -> dict[str, list[LinkFact]]:
    """Resources reached upwards and the way to each; by what is not assumed where that leads there too."""
    found: dict[str, list[LinkFact]] = {resource: []}
    for only_sure in (True, False):
        ahead = [*found]
        while ahead:
            start = ahead.pop(0)
            for link in known.starting("KIND_OF", start):
                if link.end not in found and not (only_sure and is_assumed(link.properties)):
                    found[link.end] = [*found[start], link]
                    ahead.append(link.end)
    return found


def slack(draft: Draft) -> list[dict[str, Any]]:
    """What is left in the year of the limits that the chain is about and of those that it comes near."""
    if not draft.is_limited:
        return []
    limits = distance_limits(draft.wiring, draft.side, draft.question)
    known = left_of(draft.rows, draft.amounts, limits)
    found = []
    for (limit, subject), values in known.items():
        left, of = max(values, key=lambda pair: (pair[1], pair[0]))
        if limit in _SHOWN and of > ZERO and (limit in _ALWAYS or left <= of * _NEAR):
            found.append({"limit": limit, "subject": subject, "left": str(left), "of": str(of)})
    return found


def holds_at(certificate: Certificate, known: Facts) -> dict[str, bool | None]:
    """Whether the same processes are a chain at each end of the intervals; of the end asked for the search has said."""
    own = True if certificate.status == "certified" else None
    return {end: own if end == certificate.question.end else holds(certificate, known, end) for end in ENDS}


def named(certificate: Mapping[str, Any]) -> dict[str, str]:
    """Names of what a certificate speaks of, by id."""
    return {one["subject"]: one["value"] for one in certificate["facts"] if one["property"] == "name"}
