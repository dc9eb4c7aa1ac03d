"""Law: whether the receiver may take the stream (condition 7), and which allowances its flow counts against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph_kb.symbiosis.verifying.findings import MET, Finding, not_known, together, violated
from graph_kb.symbiosis.verifying.numbers import ZERO
from graph_kb.symbiosis.verifying.things import Allowance, Code, Receiver, Stream, Unknown

LAW = 7
WASTE = "waste"


class Ruling(NamedTuple):
    """The check, and the allowances that the flow counts against."""

    finding: Finding = Finding()
    allowances: tuple[Allowance, ...] = ()


def law(stream: Stream, receiver: Receiver) -> Ruling:
    """Whether the status is taken and, for waste, the receiving facility may take its codes."""
    if stream.resource.kind != "Material":
        return Ruling()
    assumed = stream.is_assumed or receiver.is_assumed
    status = _status(stream, receiver)
    if stream.status != WASTE:
        return Ruling(status.resting_on(assumed))
    if not stream.codes:
        found = together([status, not_known(Unknown(LAW, stream.key.id, "waste_code"))])
        return Ruling(found)
    permitted = [_permit(code, receiver) for code in stream.codes]
    finding = together([status.resting_on(assumed), *(one.finding for one in permitted)])
    return Ruling(finding, tuple(allowance for one in permitted for allowance in one.allowances))


def _status(stream: Stream, receiver: Receiver) -> Finding:
    missing = [] if stream.status else [Unknown(LAW, stream.key.id, "legal_status")]
    if not receiver.accepts:
        name = "accepts_status" if receiver.is_port else "legal_status"
        missing.append(Unknown(LAW, receiver.key.id, name))
    if missing:
        return not_known(*missing)
    if stream.status not in receiver.accepts:
        return violated(f"{stream.status} is none of {', '.join(sorted(receiver.accepts))}")
    return Finding()


def _permit(code: Code, receiver: Receiver) -> Ruling:
    """The allowance that counts for a code: the one that agrees best, then the largest."""
    site = receiver.site
    held = [one for one in site.allowances if one.code == code.code]
    fitting = [(one, found) for one in held if (found := _agreement(one, receiver)) is not None]
    if fitting:
        allowance, finding = min(fitting, key=lambda pair: _rank(*pair))
        return Ruling(finding.resting_on(allowance.is_assumed or code.is_assumed), (allowance,))
    if site.holds_permit:
        return Ruling(violated(f"no permit of {site.id} allows {code.code}{_for(receiver)}"))
    return Ruling(not_known(Unknown(LAW, site.id, "permit")))


def _agreement(allowance: Allowance, receiver: Receiver) -> Finding | None:
    """Whether the operations agree; None when they differ. A need has no operation."""
    if not receiver.is_port:
        return Finding()
    missing = [] if allowance.operation else [Unknown(LAW, allowance.permit, "operation")]
    if receiver.operation is None:
        missing.append(Unknown(LAW, receiver.key.id, "operation"))
    if missing:
        return not_known(*missing)
    return Finding() if allowance.operation == receiver.operation else None


def _rank(allowance: Allowance, finding: Finding) -> tuple[object, ...]:
    largest = -(allowance.tonnes or ZERO)
    return finding.state != MET, allowance.tonnes is None, largest, allowance.is_assumed, allowance.permit


def _for(receiver: Receiver) -> str:
    return f" for {receiver.operation}" if receiver.operation else ""


def without_tonnes(stream: Stream, allowances: Iterable[Allowance]) -> list[Unknown]:
    """Allowances whose amount a year is unknown, or cannot be compared with the unit of the stream."""
    is_mass = stream.resource.unit == "t"
    return [Unknown(LAW, one.permit, "tonnes_per_year") for one in allowances if one.tonnes is None or not is_mass]
