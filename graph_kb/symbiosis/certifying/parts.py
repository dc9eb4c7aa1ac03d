"""The parts of a certificate that say what the chain is: processes, flows, disposals and value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.certifying.skeleton import text
from graph_kb.symbiosis.objectives import UNITS, WEIGHTED
from graph_kb.symbiosis.verifying.certificate import OBJECTIVES, Key
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.rows import activity, disposal, flow, of_source


def processes(draft: Draft, skeleton: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The processes in order, with their activity."""
    said = {one["id"]: one for one in skeleton["processes"]}
    return [{**said[id_], "activity": _activity(draft, id_)} for id_ in draft.wiring.order]


def _activity(draft: Draft, id_: str) -> list[str | None]:
    if id_ in draft.wiring.unknown_activity:
        return [None] * len(draft.periods)
    return _texts(draft.of(partial(activity, id_)))


def flows(draft: Draft) -> list[dict[str, Any]]:
    """The lanes that are used, those of the line first."""
    line = [_flow(lane, _on_line(draft, at), on_line=True) for at, lane in enumerate(draft.wiring.lanes)]
    return [*line, *(_flow(lane, _texts(draft.of(partial(flow, lane))), on_line=False) for lane in draft.side)]


def _on_line(draft: Draft, leg: int) -> list[str | None]:
    """Amounts of a lane of the line, from the activities; null where they are not known."""
    if leg == 0:
        return _texts(draft.of(of_source))
    made = [draft.system.made(leg, at) for at in range(len(draft.periods))]
    if not made[0]:
        return [None] * len(draft.periods)
    return _texts(sum((by * draft.amounts.get(name, ZERO) for name, by in one.items()), ZERO) for one in made)


def _flow(lane: Lane, amounts: Sequence[str | None], *, on_line: bool) -> dict[str, Any]:
    return {
        "stream": end(lane.stream.key),
        "receiver": end(lane.receiver.key),
        "on_line": on_line,
        "factor": text(lane.factor),
        "km": text(lane.km),
        "amounts": list(amounts),
        "checks": {name: check.state for name, check in lane.checks.items()},
    }


def end(key: Key) -> dict[str, str]:
    """A stream or receiver as certificates write it."""
    if key.kind in ("offer", "need"):
        return {key.kind: key.id}
    return {"process": key.id, "resource": key.resource, "role": key.role}


def disposals(draft: Draft) -> list[dict[str, Any]]:
    """What goes to disposal."""
    return [{**end(key), "amounts": _texts(draft.of(partial(disposal, key)))} for key in draft.disposed]


def value(draft: Draft) -> dict[str, Any]:
    """The value with its terms, and weights that nobody states."""
    found, weights = draft.value, draft.question.weights
    missing = sorted(found.missing_for(weights))
    return {
        "total": str(found.total(weights)),
        "unit": unit(draft),
        "terms": {name: str(amount) for name, amount in found.terms.items()},
        "missing": [{"subject": one.subject, "property": one.property} for one in missing],
        "limited": draft.is_limited,
    }


def unit(draft: Draft) -> str:
    """Unit of the value."""
    weighed = [name for name in OBJECTIVES if draft.question.weights[name]]
    if len(weighed) != 1 or draft.question.weights[weighed[0]] != 1:
        return WEIGHTED
    if weighed[0] != "amount":
        return UNITS[weighed[0]]
    return f"{draft.wiring.source.stream.resource.unit or 'unit'}/year"


def _texts(amounts: Iterable[Fraction]) -> list[str | None]:
    return [str(amount) for amount in amounts]
