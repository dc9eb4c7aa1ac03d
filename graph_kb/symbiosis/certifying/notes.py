"""The twelve conditions in plain words: why each is met, and what is assumed or not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from graph_kb.symbiosis.certifying.draft import Draft
from graph_kb.symbiosis.certifying.names import Names, amount, months, share
from graph_kb.symbiosis.verifying.certificate import CONDITIONS
from graph_kb.symbiosis.verifying.findings import MET
from graph_kb.symbiosis.verifying.legs import line_km
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.rows import activity
from graph_kb.symbiosis.verifying.states import supplies_of
from graph_kb.symbiosis.verifying.things import Unknown

_CHECKED = {5: "composition", 6: "form", 7: "law", 9: "distance"}


def conditions(draft: Draft, states: Mapping[int, str], unknowns: Iterable[Unknown]) -> list[dict[str, Any]]:
    """Number, name, state and notes of each condition."""
    names, open_ = Names(draft.facts), list(unknowns)
    found = []
    for number, name in enumerate(CONDITIONS, start=1):
        notes = [*_NOTES[number](draft, names)]
        notes += [f"not known: {one.property} of {names(one.subject)}" for one in open_ if one.condition == number]
        found.append({"number": number, "name": name, "state": states[number], "notes": list(dict.fromkeys(notes))})
    return found


def _derivability(draft: Draft, names: Names) -> Iterator[str]:
    for lane in draft.wiring.lanes:
        factor = "" if lane.factor == 1 else f", {amount(lane.factor)} for each unit"
        yield f"{names.port(lane.stream.key)} goes to {names.port(lane.receiver.key)}{factor}"
    for lane in draft.lanes:
        if lane.is_assumed:
            yield f"it is assumed that {names.port(lane.stream.key)} fits {names.port(lane.receiver.key)}"
    for feeder in draft.wiring.feeders:
        yield f"{names(feeder.process.id)} is there to make {names(feeder.chosen.stream.resource.id)}"


def _balance(draft: Draft, names: Names) -> Iterator[str]:
    yield f"every input is supplied and every output goes somewhere, along {len(draft.lanes)} lanes"
    for key in draft.disposed:
        made = draft.yearly.disposals[key]
        unit = draft.wiring.side_outputs[key].stream.resource.unit
        what = amount(made, unit) if draft.is_limited else amount(None)
        yield f"{what} of {names.port(key)} goes to disposal a year"


def _yields(draft: Draft, names: Names) -> Iterator[str]:
    for process in draft.wiring.processes:
        assumed = ", which is assumed" if process.rests_on_assumed else ""
        yield f"inputs and outputs of {names(process.id)} follow its recipe{assumed}"


def _capacity(draft: Draft, names: Names) -> Iterator[str]:
    for process in draft.wiring.processes:
        parts = [process.load.free(frozenset(period)) for period in draft.periods]
        if process.id in draft.wiring.unknown_activity or None in parts or not draft.is_limited:
            continue
        free = sum((part for part in parts if part), ZERO)
        used = sum(draft.of(partial(activity, process.id)), ZERO)
        left = f"of the {amount(free)} a year that are free ({share(used, free)})"
        yield f"{names(process.id)} runs {amount(used)} {left}"


def _checked(number: int, draft: Draft, names: Names) -> Iterator[str]:
    """Notes of a check of lanes."""
    name = _CHECKED[number]
    states = [lane.checks[name].state for lane in draft.lanes]
    yield f"checked on {len(states)} lanes, met on {states.count(MET)}"
    for lane, state in zip(draft.lanes, states, strict=True):
        if state != MET:
            yield f"{state}: {names.port(lane.stream.key)} to {names.port(lane.receiver.key)}"


def _law(draft: Draft, names: Names) -> Iterator[str]:
    yield from _checked(7, draft, names)
    for one in dict.fromkeys(allowance for lane in draft.lanes for allowance in lane.allowances):
        tonnes = "an unknown amount" if one.tonnes is None else amount(one.tonnes, "t")
        yield f"the permit {names(one.permit)} allows {tonnes} of {one.code} a year"


def _periods(draft: Draft, names: Names) -> Iterator[str]:
    source = draft.wiring.source
    yield f"{names(source.stream.key.id)} is taken in {months(source.supply.months & draft.question.months)}"
    for id_, (supply, _) in supplies_of(draft.world, draft.wiring, draft.side).items():
        if id_ != source.stream.key.id and len(supply.months) < 12:
            yield f"{names(id_)} is there in {months(supply.months)}"


def _distance(draft: Draft, names: Names) -> Iterator[str]:
    yield from _checked(9, draft, names)
    unknown = sum(lane.km is None for lane in draft.wiring.lanes)
    more = f", and {unknown} legs of unknown length" if unknown else ""
    yield f"the line is {float(line_km([lane.km for lane in draft.wiring.lanes])):g} km long{more}"


def _double_use(draft: Draft, names: Names) -> Iterator[str]:
    for id_, (supply, assumed) in supplies_of(draft.world, draft.wiring, draft.side).items():
        if supply.amount is not None:
            rests = ", which is assumed" if assumed else ""
            yield f"{names(id_)} is counted once, with at most {amount(supply.amount)} a year{rests}"


def _minimality(draft: Draft, names: Names) -> Iterator[str]:
    fed = draft.question.max_feeders
    limit = "" if fed is None else f", with at most {fed} feeders" if fed else ", without feeders"
    if draft.wiring.order:
        yield f"no part of {names.all(draft.wiring.order)} would do alone{limit}"
    else:
        yield "there is no process to leave out"


def _relevance(draft: Draft, names: Names) -> Iterator[str]:
    unit = draft.wiring.source.stream.resource.unit
    least = amount(draft.question.min_amount, unit)
    if draft.is_limited:
        yield f"{amount(draft.taken, unit)} a year are taken, at least {least} are asked for"
    else:
        yield f"the amount is unknown: nothing that is known limits it; at least {least} a year are asked for"


_NOTES: dict[int, Callable[[Draft, Names], Iterator[str]]] = {
    1: _derivability,
    2: _balance,
    3: _yields,
    4: _capacity,
    5: partial(_checked, 5),
    6: partial(_checked, 6),
    7: _law,
    8: _periods,
    9: _distance,
    10: _double_use,
    11: _minimality,
    12: _relevance,
}
