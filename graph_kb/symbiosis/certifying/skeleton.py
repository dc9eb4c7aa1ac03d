"""What the search found as a certificate without amounts: enough to read the facts that it needs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from graph_kb.symbiosis.arrays import INPUT_ROLES, OUTPUT_ROLES, Names
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine, Found
from graph_kb.symbiosis.verifying.certificate import FORMAT, OBJECTIVES
from graph_kb.symbiosis.verifying.numbers import exact

YEAR = list(range(1, 13))


class State(NamedTuple):
    """The state of the graph that was searched: its data version, and the day asked for."""

    data_version: int
    day: str


def skeleton(engine: Engine, question: Question, found: Found, state: State) -> dict[str, Any]:
    """A certificate without amounts and claims."""
    names = engine.names
    line = [
        _process(names, row, "line", line_input=port(engine, ends[0]), line_output=output(engine, ends[1]))
        for row, ends in zip(found.line, found.ends, strict=True)
    ]
    feeders = [_process(names, row, "feeder", chosen_output=output(engine, one)) for row, one in found.feeders]
    return {
        "format": FORMAT,
        "status": "certified" if found.strict else "conditional",
        "data_version": state.data_version,
        "day": state.day,
        "question": asked(question),
        "periods": [YEAR],
        "source": question.offer,
        "need": names.needs[found.need],
        "processes": [*line, *feeders],
        "flows": [],
        "disposals": [],
        "known_until": None,
        **{name: [] for name in ("conditions", "unknowns", "slack", "minimal", "facts")},
    }


def asked(question: Question) -> dict[str, Any]:
    """A question as certificates write it."""
    weights = question.weighed
    return {
        "end": question.end,
        "weights": {name: text(exact(float(getattr(weights, name)))) for name in OBJECTIVES},
        "max_processes": question.max_processes,
        "max_feeders": question.max_feeders,
        "min_amount": text(exact(question.min_amount)),
        "max_leg_km": text(exact(question.max_leg_km)),
        "max_total_km": text(exact(question.max_total_km)),
        "months": sorted(set(question.months)),
    }


def text(number: Fraction | None) -> str | None:
    """An exact number as certificates write it; null is unknown."""
    return None if number is None else str(number)


def port(engine: Engine, row: int) -> dict[str, str]:
    """An input port by what tells it apart within its process."""
    arrays, needs = engine.arrays, engine.arrays.nd_season.shape[0]
    resource = engine.names.resources[arrays.rc_res[needs + row]]
    return {"resource": resource, "role": INPUT_ROLES[arrays.pt_role[row]]}


def output(engine: Engine, row: int) -> dict[str, str]:
    """An output by what tells it apart within its process."""
    arrays, offers = engine.arrays, engine.arrays.of_season.shape[0]
    resource = engine.names.resources[arrays.st_res[offers + row]]
    return {"resource": resource, "role": OUTPUT_ROLES[arrays.ot_role[row]]}


def _process(names: Names, row: int, part: str, **ends: Any) -> dict[str, Any]:
    nothing = {"line_input": None, "line_output": None, "chosen_output": None}
    return {"id": names.processes[row], "part": part, **nothing, **ends, "activity": [None]}
