"""The table of steps: each process with what goes in and out, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph_kb.symbiosis.verifying.certificate import ClaimedDisposal, ClaimedFlow, ClaimedProcess, Key
from graph_kb.views.cards.subject import Amounts, Maybe, Subject
from graph_kb.views.cards.words import Shown

INTO, OUT_OF = "in", "out"


@dataclass(frozen=True)
class Row:
    """What goes in or out: amounts of the year and of each period."""

    way: str
    what: str
    where: str
    amount: Shown
    periods: Sequence[Shown]
    km: Shown | None
    on_line: bool = False


@dataclass(frozen=True)
class Step:
    """A process, or the way of an offer straight to a need."""

    name: str
    site: str
    is_feeder: bool
    activity: Shown | None
    periods: Sequence[Shown]
    rows: Sequence[Row]


def steps(subject: Subject) -> list[Step]:
    """The steps in their order: line and feeders as the certificate orders them."""
    certificate = subject.certificate
    if not certificate.processes:
        rows = [_row(subject, flow, flow.receiver, flow.stream, flow.amounts, OUT_OF) for flow in certificate.flows]
        return [Step(subject.words("directly"), "", False, None, (), rows)]
    return [_step(subject, process) for process in certificate.processes]


def _step(subject: Subject, process: ClaimedProcess) -> Step:
    unit = subject.activity_unit(process.id)
    return Step(
        name=subject.name(process.id),
        site=subject.name(subject.site(process.id)),
        is_feeder=process.part == "feeder",
        activity=subject.amount(process.activity, unit),
        periods=subject.by_period(process.activity),
        rows=[*_inputs(subject, process), *_outputs(subject, process)],
    )


def _inputs(subject: Subject, process: ClaimedProcess) -> Iterator[Row]:
    for flow in subject.certificate.flows:
        if flow.receiver.resource and flow.receiver.id == process.id:
            yield _received(subject, flow)


def _outputs(subject: Subject, process: ClaimedProcess) -> Iterator[Row]:
    for flow in subject.certificate.flows:
        if flow.stream.resource and flow.stream.id == process.id:
            yield _row(subject, flow, flow.receiver, flow.stream, flow.amounts, OUT_OF)
    for one in subject.certificate.disposals:
        if one.output.id == process.id:
            yield _disposed(subject, one)


def _received(subject: Subject, flow: ClaimedFlow) -> Row:
    """What a process gets, in its own units."""
    amounts = [received(amount, flow.factor) for amount in flow.amounts]
    return _row(subject, flow, flow.stream, flow.receiver, amounts, INTO)


def received(amount: Maybe, factor: Maybe) -> Fraction | None:
    """What a receiver gets of an amount of a stream."""
    return None if amount is None or factor is None else amount * factor


def _row(subject: Subject, flow: ClaimedFlow, other: Key, own: Key, amounts: Amounts, way: str) -> Row:
    resource = subject.resource(own)
    return Row(
        way=subject.words(way),
        what=subject.name(resource),
        where=subject.name(other.id),
        amount=subject.amount(amounts, subject.unit(resource)),
        periods=subject.by_period(amounts),
        km=subject.km(flow),
        on_line=flow.on_line,
    )


def _disposed(subject: Subject, one: ClaimedDisposal) -> Row:
    resource, words = one.output.resource, subject.words
    amount = subject.amount(one.amounts, subject.unit(resource))
    return Row(words(OUT_OF), subject.name(resource), words("disposal"), amount, subject.by_period(one.amounts), None)
