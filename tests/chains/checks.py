"""Composition and form of one lane, section 2 of docs/chain-model.md."""

from __future__ import annotations

import math
from typing import Any

from .numbers import Port, Terminal

MET, UNKNOWN, VIOLATED = 0, 1, 2
EXCHANGER_K = 5.0


def status_of(stream: Any) -> str | None:
    return stream.node.legal_status if isinstance(stream, Terminal) else stream.edge.legal_status


def taken_by(receiver: Any) -> tuple[str, ...]:
    """Statuses that a receiver takes; none when that is unknown."""
    if isinstance(receiver, Port):
        return tuple(receiver.edge.accepts_status)
    status = receiver.node.legal_status
    return () if status is None else ("waste",) if status == "waste" else ("product", "by_product", "end_of_waste")


def shares(stream: Any) -> dict[str, float]:
    said = stream.node if isinstance(stream, Terminal) else stream.edge
    return dict(zip(said.substances, said.shares, strict=True))


def limits(receiver: Any) -> dict[str, float]:
    if isinstance(receiver, Terminal):
        return dict(zip(receiver.node.substances, receiver.node.shares, strict=True))
    return dict(zip(receiver.edge.substances, receiver.edge.limit_max, strict=True))


def composition(stream: Any, receiver: Any, keeps: bool) -> tuple[int, int, bool, bool]:
    """State on the line or into a need, state where streams blend, above a limit, above it and must not blend.

    `keeps` tells that the stream must keep the limit itself: it is hazardous, or waste of which that is unknown.
    """
    if stream.resource.kind != "Material":
        return MET, MET, False, False
    has, most = shares(stream), limits(receiver)
    said = receiver.node if isinstance(receiver, Terminal) else receiver.edge
    state = MET if said.limits_complete and all(name in has for name in most) else UNKNOWN
    above = any(has.get(name, 0.0) > limit for name, limit in most.items())
    alone = VIOLATED if above else state
    refused = above and keeps and isinstance(receiver, Port)
    mixed = alone if keeps or isinstance(receiver, Terminal) else state
    return alone, mixed, above, refused


def temperature(end: Any, stream: bool) -> tuple[float, float] | None:
    """The interval that a stream has, or that a receiver takes; None where it states none."""
    if isinstance(end, Port) and not stream:
        low, high = end.edge.min_temperature_c, end.edge.max_temperature_c
        if low is None and high is None:
            return None
        return (-math.inf if low is None else low), (math.inf if high is None else high)
    said = end.edge if isinstance(end, Port) else end.node
    if said.temperature_c is not None:
        return (said.temperature_c,) * 2 if stream else (said.temperature_c + EXCHANGER_K, math.inf)
    if isinstance(end, Port) or not stream or None in (said.temperature_min_c, said.temperature_max_c):
        return None
    return said.temperature_min_c, said.temperature_max_c


def form(stream: Any, receiver: Any, thermal: bool) -> int:
    """Temperature and moisture; `thermal` is said of the resource of the receiver."""
    has, takes = temperature(stream, True), temperature(receiver, False)
    if has and takes:
        heat = MET if takes[0] <= has[0] and has[1] <= takes[1] else VIOLATED
    else:
        heat = UNKNOWN if thermal or has or takes else MET
    most = receiver.edge.max_moisture if isinstance(receiver, Port) else receiver.node.moisture
    wet = stream.node.moisture if isinstance(stream, Terminal) else None
    water = MET if most is None else UNKNOWN if wet is None else MET if wet <= most else VIOLATED
    return max(heat, water)


def great_circle(one: Any, other: Any, radius: float = 6371.0088) -> float:
    """Kilometres by the law of haversines."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * radius * math.asin(math.sqrt(half))
