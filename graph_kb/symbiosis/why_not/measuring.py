"""By how much the conditions of a relaxation are broken: the least amount that would do."""

from __future__ import annotations

from dataclasses import replace

from graph_kb.symbiosis.prepare import UNLIMITED
from graph_kb.symbiosis.why_not.bench import Bench
from graph_kb.symbiosis.why_not.looking import Mended
from graph_kb.symbiosis.why_not.model import Broken, Change, Relaxation, Repair

_DOUBLINGS, _HALVINGS = 40, 16
LEAST = 1e-5
"""Less than this is not told: of an unknown amount nothing is needed but a supplier."""
_AT_LEAST = ("amount",)
"""Kinds whose worth is told for the least amount that would do: an unlimited one would say nothing."""


def relaxation(bench: Bench, mended: Mended, *, measured: bool) -> Relaxation:
    """A set of broken conditions in words, with what it would unlock."""
    names = bench.names
    repairs = [_measured(bench, mended, at) if measured else one.broken for at, one in enumerate(mended.repairs)]
    value, amount = mended.value, mended.amount
    if measured and any(one.kind in _AT_LEAST for one in repairs):
        with bench.changed(_at(mended, repairs)):
            value, amount = bench.worth(mended.line) or (value, amount)
    line = tuple(names.processes[one] for one in mended.line.processes)
    feeders = tuple(names.processes[one] for one, _ in mended.line.feeders)
    return Relaxation(tuple(said(bench, one) for one in repairs), line, feeders, amount, value)


def _at(mended: Mended, repairs: list[Broken]) -> list[Change]:
    changes: list[Change] = []
    for repair, broken in zip(mended.repairs, repairs, strict=True):
        least = repair.by is not None and broken.kind in _AT_LEAST and broken.missing is not None
        changes += repair.by(broken.missing * (1 + 1e-6)) if least else repair.changes  # type: ignore[misc,operator]
    return changes


def _measured(bench: Bench, mended: Mended, at: int) -> Broken:
    """The condition with the least amount by which it must be mended, the others mended in full."""
    repair = mended.repairs[at]
    if repair.by is None:
        return repair.broken
    others = [change for place, one in enumerate(mended.repairs) if place != at for change in one.changes]
    with bench.changed(others):
        missing = _least(bench, mended, repair)
    if missing is None:
        return repair.broken
    stated = repair.broken.stated or 0.0
    down = repair.broken.kind == "minimum_load"
    return replace(repair.broken, missing=missing, required=stated - missing if down else stated + missing)


def _least(bench: Bench, mended: Mended, repair: Repair) -> float | None:
    """Least amount of a repair, to four digits or more."""
    assert repair.by is not None

    def holds(by: float) -> bool:
        assert repair.by is not None
        with bench.changed(repair.by(by)):
            return bench.holds(mended.line)

    high = repair.most or max(1.0, abs(repair.broken.stated or 0.0) * 0.01)
    if repair.most is None:
        for _ in range(_DOUBLINGS):
            if holds(high):
                break
            high *= 2
        else:
            return None
    low = 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def said(bench: Bench, broken: Broken) -> Broken:
    """A condition in plain words; legs have theirs already."""
    if broken.says:
        return broken
    missing, stated = _number(broken.missing), _number(broken.stated)
    required = _number(broken.required)
    resource, unit = broken.resource, broken.unit
    if broken.kind == "co_input":
        lack = "has no supplier of" if not broken.stated else "is supplied with too little of"
        words = f"{broken.process} {lack} {resource}"
        words += f": {missing} a year more are needed" if (broken.missing or 0.0) > LEAST else ""
    elif broken.kind == "season":
        words = f"the months do not meet: {missing} months of the one without the other"
    else:
        words = _WORDS[broken.kind].format(
            process=broken.process,
            offer=broken.offer,
            need=broken.need,
            missing=missing,
            stated=stated,
            required=required,
            unit=unit,
            site=broken.site,
            code=broken.code,
            substance=broken.substance,
            resource=resource,
        )
    return replace(broken, says=words)


_WORDS = {
    "capacity": "{process} has {stated} {unit} free, {missing} more are needed",
    "minimum_load": "{process} must run {stated} {unit} at least, {missing} too much",
    "composition": "what {process} is offered of {resource} has too much {substance}: the limit of {stated} would have "
    "to be {missing} higher",
    "permit_tonnes": "the permit of {site} for waste {code} allows {stated} t/year, {missing} more are needed",
    "need_amount": "{need} takes {stated} a year, {missing} more are needed",
    "amount": "{offer} has {stated} a year, {missing} more are needed",
    "sink": "{resource} of {process} has no need and no disposal",
    "technology": "no process in reach does it",
}


def _number(value: float | None) -> str:
    if value is None:
        return "an unknown amount"
    return "no limit" if value >= UNLIMITED else f"{value:,.4g}"
