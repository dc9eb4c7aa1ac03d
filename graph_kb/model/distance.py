"""Distances between places."""

from __future__ import annotations

import math

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), km."""

Point = tuple[float, float]
"""Latitude and longitude, WGS 84, degrees."""


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance on the mean sphere, km (haversine formula).

    Args:
        one: Latitude and longitude, degrees.
        other: Latitude and longitude, degrees.
    """
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
