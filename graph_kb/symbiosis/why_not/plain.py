"""What amounts of a line break for sure, by sums of the year alone: cheap, so that most lines need no programme."""

from __future__ import annotations

import math

from graph_kb.symbiosis.why_not.bench import Bench, Line

Plain = tuple[str, str | None, str | None]
"""Kind of a condition, with its process, and its resource where it is a co-input."""

ROUNDING = 1.0 + 1e-9


def plainly_broken(bench: Bench, line: Line) -> frozenset[Plain]:
    """Each condition that keeps even the least amount of the source from going along a line."""
    v, names, least = bench.values, bench.names, bench.question.min_amount
    found: set[Plain] = set()
    if bench.supply.sum() * ROUNDING < least:
        found.add(("amount", None, None))
    amount = least
    for (stream, receiver), process, (port, output) in zip(bench.legs(line), line.processes, line.ends, strict=False):
        taken = float(v["pt_amount"][port])
        amount = amount * _factor(bench, stream, receiver) / taken if taken else math.nan
        if math.isnan(amount):
            return frozenset(found)
        if v["capacity"][process].sum() * ROUNDING < amount:
            found.add(("capacity", names.processes[process], None))
        for other in bench.ports(process):
            if other != port and _is_never_fed(bench, other):
                resource = names.resources[v["rc_res"][bench.port(other)]]
                found.add(("co_input", names.processes[process], resource))
        amount *= float(v["ot_amount"][output])
    stream, receiver = bench.legs(line)[-1]
    if v["demand"][bench.need].sum() * ROUNDING < amount * _factor(bench, stream, receiver):
        found.add(("need_amount", None, None))
    return frozenset(found)


def _factor(bench: Bench, stream: int, receiver: int) -> float:
    return float(bench.region.factor) if bench.region.fits(stream, receiver) else math.nan


def _is_never_fed(bench: Bench, port: int) -> bool:
    """Whether nothing at all fits a port but spare offers that stand beside it."""
    receiver = bench.port(port)
    offers = (one for one in bench.fitting(receiver, "offers") if one not in bench.spares)
    return next(offers, None) is None and next(bench.fitting(receiver, "outs"), None) is None
