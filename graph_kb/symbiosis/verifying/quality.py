"""Composition and form: whether what flows is as the receiver takes it (conditions 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from graph_kb.symbiosis.verifying.findings import Finding, not_known, together, violated
from graph_kb.symbiosis.verifying.numbers import Maybe, shown
from graph_kb.symbiosis.verifying.things import Receiver, Stream, Unknown

COMPOSITION, FORM = 5, 6


def composition(stream: Stream, receiver: Receiver, *, may_blend: bool) -> Finding:
    """Whether each limited substance is within its limit, or may get there by blending.

    Args:
        stream: What flows.
        receiver: Where to.
        may_blend: Whether the receiver is a port off the line, where streams are mixed.
    """
    if stream.resource.kind != "Material":
        return Finding()
    helps = may_blend and not stream.must_keep_limits
    found = [_share(stream, name, limit, helps=helps) for name, limit in receiver.limits.items()]
    if not receiver.is_complete:
        found.append(not_known(Unknown(COMPOSITION, receiver.key.id, "limits_complete")))
    return together(found).resting_on(stream.is_assumed or receiver.is_assumed)


def _share(stream: Stream, substance: str, limit: Maybe, *, helps: bool) -> Finding:
    share = stream.shares.get(substance)
    if share is None or limit is None:
        return not_known(Unknown(COMPOSITION, stream.key.id, "shares"))
    if share > limit and not helps:
        return violated(f"{substance} {shown(share)} is above the limit {shown(limit)} by {shown(share - limit)}")
    return Finding()


def form(stream: Stream, receiver: Receiver) -> Finding:
    """Whether temperature and moisture are within what the receiver takes."""
    found = together([_temperature(stream, receiver), _moisture(stream, receiver)])
    return found.resting_on(stream.is_assumed or receiver.is_assumed)


def _temperature(stream: Stream, receiver: Receiver) -> Finding:
    stated = stream.low is not None or stream.high is not None
    wanted = receiver.low is not None or receiver.high is not None
    if not wanted:
        is_open = stated or receiver.resource.is_thermal
        return not_known(Unknown(FORM, receiver.key.id, _wanted_property(receiver))) if is_open else Finding()
    if not stated:
        return not_known(Unknown(FORM, stream.key.id, "temperature_c"))
    return together(_bounds(stream, receiver))


def _bounds(stream: Stream, receiver: Receiver) -> Iterator[Finding]:
    """Each bound of the receiver against the whole interval of the stream, of which an end may be unknown."""
    ends = [end for end in (stream.low, stream.high) if end is not None]
    if receiver.low is not None:
        yield _bound(stream, stream.low, min(ends) - receiver.low, f"below {shown(receiver.low)} degC")
    if receiver.high is not None:
        yield _bound(stream, stream.high, receiver.high - max(ends), f"above {shown(receiver.high)} degC")


def _bound(stream: Stream, end: Maybe, room: Fraction, where: str) -> Finding:
    if room < 0:
        return violated(f"the temperature is {where} by {shown(-room)}")
    return not_known(Unknown(FORM, stream.key.id, "temperature_c")) if end is None else Finding()


def _wanted_property(receiver: Receiver) -> str:
    return "min_temperature_c" if receiver.is_port else "temperature_c"


def _moisture(stream: Stream, receiver: Receiver) -> Finding:
    if receiver.moisture is None:
        return Finding()
    if stream.moisture is None:
        return not_known(Unknown(FORM, stream.key.id, "moisture"))
    if stream.moisture > receiver.moisture:
        over = shown(stream.moisture - receiver.moisture)
        return violated(f"moisture {shown(stream.moisture)} is above {shown(receiver.moisture)} by {over}")
    return Finding()
