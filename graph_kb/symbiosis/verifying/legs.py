"""Distance: legs between sites, computed anew, and their limits (condition 9)."""

from __future__ import annotations

import math
from fractions import Fraction

from graph_kb.symbiosis.verifying.certificate import Question
from graph_kb.symbiosis.verifying.findings import Finding, not_known, violated
from graph_kb.symbiosis.verifying.numbers import ZERO, Maybe, shown
from graph_kb.symbiosis.verifying.things import Site, Stream, Unknown

DISTANCE = 9
RADIUS_M = 6371008.8
DETOUR = {"road": 1.3, "pipe": 1.0}
_SAME_M = 1e-6
"""Lengths this near to a whole metre may be rounded to either side of it: they are computed in floating point."""


def leg_km(stream: Stream, site: Site) -> Maybe:
    """Length of a leg in km, whole metres; None where a site has no coordinates."""
    length = _length_m(stream, site)
    return None if length is None else Fraction(_whole_metres(length), 1000)


def agrees(claimed: Maybe, stream: Stream, site: Site) -> bool:
    """Whether a claimed length is right, give or take how floating point rounds a whole metre."""
    length = _length_m(stream, site)
    if length is None or claimed is None:
        return length is None and claimed is None
    return claimed * 1000 in {_whole_metres(length), _whole_metres(length - _SAME_M), _whole_metres(length + _SAME_M)}


def _whole_metres(length: float) -> int:
    return max(0, math.ceil(length))


def _length_m(stream: Stream, site: Site) -> float | None:
    if stream.resource.mode == "grid" or stream.site.id == site.id:
        return 0.0
    one, other = _place(stream.site), _place(site)
    if one is None or other is None:
        return None
    return RADIUS_M * _angle(one, other) * DETOUR.get(stream.resource.mode or "road", DETOUR["road"])


def _place(site: Site) -> tuple[float, float] | None:
    if site.latitude is None or site.longitude is None:
        return None
    return math.radians(site.latitude), math.radians(site.longitude)


def _angle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Angle between two places, by the cross and scalar product of their directions: exact for near and far ones."""
    (lat, lon), (to_lat, to_lon) = one, other
    turn = to_lon - lon
    east = math.cos(to_lat) * math.sin(turn)
    # The difference of two products that are nearly equal, written so that nothing is lost for near places.
    north = math.sin(to_lat - lat) + 2 * math.sin(lat) * math.cos(to_lat) * math.sin(turn / 2) ** 2
    along = math.cos(to_lat - lat) - 2 * math.cos(lat) * math.cos(to_lat) * math.sin(turn / 2) ** 2
    return math.atan2(math.hypot(east, north), along)


def distance(stream: Stream, site: Site, question: Question, *, on_line: bool) -> Finding:
    """Whether a leg is within its limits; met where there is none."""
    given = [stream.resource.max_leg_km, question.max_leg_km, question.max_total_km if on_line else None]
    limits = [limit for limit in given if limit is not None]
    if not limits:
        return Finding()
    length = leg_km(stream, site)
    if length is None:
        return not_known(*(Unknown(DISTANCE, one.id, "latitude") for one in (stream.site, site) if not _place(one)))
    if length > min(limits):
        over = shown(length - min(limits))
        return violated(f"{shown(length)} km are above {shown(min(limits))} km by {over}")
    moves = stream.resource.mode != "grid" and stream.site.id != site.id
    return Finding().resting_on(moves and (stream.site.is_centre or site.is_centre))


def line_km(lengths: list[Maybe]) -> Fraction:
    """Sum of legs; one that is not known counts as 0."""
    return sum((length for length in lengths if length), ZERO)
