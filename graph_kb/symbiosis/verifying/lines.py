"""The amounts that a certificate claims: those of the line against its activities, and nulls only where not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from graph_kb.symbiosis.verifying.assembly import Assembly
from graph_kb.symbiosis.verifying.certificate import Certificate, ClaimedFlow, Key
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.numbers import ZERO, Maybe, shown
from graph_kb.symbiosis.verifying.rows import Variable
from graph_kb.symbiosis.verifying.system import System, factor
from graph_kb.symbiosis.verifying.value import Yearly
from graph_kb.symbiosis.verifying.wiring import Wiring

BALANCE = 2


def yearly_amounts(
    certificate: Certificate, wiring: Wiring, assembly: Assembly, system: System, amounts: Mapping[Variable, Fraction]
) -> Yearly:
    """Amounts of the year, those of the line from its activities."""
    periods = range(len(certificate.periods))
    line = [
        sum((by * amounts.get(name, ZERO) for period in periods for name, by in system.made(at, period).items()), ZERO)
        for at in range(len(wiring.lanes))
    ]
    disposals: dict[Key, Fraction] = defaultdict(Fraction)
    for one in certificate.disposals:
        disposals[one.output] += _sum(one.amounts)
    return Yearly(
        line=line,
        delivered=line[-1] * factor(wiring.lanes[-1]) if wiring.known_until is None else ZERO,
        side=[(lane, _sum(claimed.amounts)) for claimed, lane in assembly.side(certificate)],
        disposals=disposals,
        activity={process.id: _sum(process.activity) for process in certificate.processes},
    )


def line_flows(
    certificate: Certificate, wiring: Wiring, system: System, amounts: Mapping[Variable, Fraction]
) -> Iterator[Violation]:
    """Whether the whole output of each process of the line goes on."""
    claimed = {(one.stream, one.receiver): one for one in certificate.flows if one.on_line}
    for at, lane in enumerate(wiring.lanes):
        found = claimed.get((lane.stream.key, lane.receiver.key))
        if found is None or at == 0:
            yield from _nulls(found, may_be_null=False) if found else ()
            continue
        for period, amount in enumerate(found.amounts):
            made = system.made(at, period)
            right = sum((by * amounts.get(name, ZERO) for name, by in made.items()), ZERO)
            if (amount or ZERO) != right:
                yield Violation(BALANCE, f"{lane}: {shown(amount)} flows in period {period}, not {shown(right)}")
        yield from _nulls(found, may_be_null=not system.made(at, 0))


def null_amounts(certificate: Certificate, wiring: Wiring) -> Iterator[Violation]:
    """Whether activities are null only where they are not known, and 0 or null there; other amounts never."""
    for process in certificate.processes:
        is_unknown = process.id in wiring.unknown_activity
        if None in process.activity and not is_unknown:
            yield Violation(BALANCE, f"the activity of {process.id} is not given")
        if is_unknown and any(process.activity):
            yield Violation(BALANCE, f"the activity of {process.id} cannot be known, it counts 0")
    for one in certificate.flows:
        if not one.on_line:
            yield from _nulls(one, may_be_null=False)
    for disposed in certificate.disposals:
        is_free = disposed.output in wiring.side_outputs and disposed.output not in wiring.chosen
        if not is_free or None in disposed.amounts:
            yield Violation(BALANCE, f"{disposed.output} cannot go to disposal, or not an unknown amount of it")


def _nulls(claimed: ClaimedFlow, *, may_be_null: bool) -> Iterator[Violation]:
    if None in claimed.amounts and not may_be_null:
        yield Violation(BALANCE, f"{claimed.stream} to {claimed.receiver}: an amount is not given")


def _sum(amounts: Iterable[Maybe]) -> Fraction:
    return sum((amount for amount in amounts if amount), ZERO)
