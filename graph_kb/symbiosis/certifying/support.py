"""What a chain rests on: facts with their sources, what is left of limits, and whether it holds at each end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.verifying.basis import Fact, basis
from graph_kb.symbiosis.verifying.certificate import ENDS, Certificate
from graph_kb.symbiosis.verifying.evidence import distance_limits, holds, left_of, near
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.numbers import exact


def facts(draft: Draft) -> list[dict[str, Any]]:
    """The facts: nodes by label and id, then relationships."""
    disposed = [draft.wiring.side_outputs[key].stream.resource.id for key in draft.disposed]
    return [_told(one) for one in basis(draft.world, draft.wiring, draft.side, disposed)]


def _told(fact: Fact) -> dict[str, Any]:
    value = fact.said[fact.property]
    number = exact(value)
    sources = {key: fact.said.get(key) for key in ("source_id", "as_of", "method")}
    shown = value if number is None else str(number)
    return {"subject": fact.subject, "property": fact.property, "value": shown, **sources}


def slack(draft: Draft) -> list[dict[str, Any]]:
    """What is left in the year of the limits that the chain is about and of those that it comes near."""
    if not draft.is_limited:
        return []
    limits = distance_limits(draft.wiring, draft.side, draft.question)
    return [
        {"limit": limit, "subject": subject, "left": str(left), "of": str(of)}
        for (limit, subject), (left, of) in near(left_of(draft.rows, draft.amounts, limits)).items()
    ]


def holds_at(certificate: Certificate, known: Facts) -> dict[str, bool | None]:
    """Whether the same processes are a chain at each end of the intervals; of the end asked for the search has said."""
    own = True if certificate.status == "certified" else None
    return {end: own if end == certificate.question.end else holds(certificate, known, end) for end in ENDS}


def named(certificate: Mapping[str, Any]) -> dict[str, str]:
    """Names of what a certificate speaks of, by id."""
    return {one["subject"]: one["value"] for one in certificate["facts"] if one["property"] == "name"}
