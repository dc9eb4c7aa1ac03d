"""A map: sites stand at their real coordinates, everything else beside the site it belongs to."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_kb.model.distance import EARTH_RADIUS_KM
from graph_kb.views.board import CELL_WIDTH, Board, Point
from graph_kb.views.layers import Pair

KM_PER_DEGREE = math.radians(1) * EARTH_RADIUS_KM
"""Length of one degree of latitude on the mean sphere."""

_SHAPE = 2.0


@dataclass(frozen=True)
class Sheet:
    """Positions on a map.

    Attributes:
        positions: Position of each node in drawing units, y downwards (south).
        places: Where the nodes with coordinates truly are; a position lies beside it where another took the room.
        km_per_unit: Scale.
    """

    positions: dict[str, Point]
    places: dict[str, Point]
    km_per_unit: float


def mapped(ids: Sequence[str], places: Mapping[str, Point], pairs: Sequence[Pair]) -> Sheet | None:
    """Place nodes on a map.

    Equirectangular projection with the middle parallel as standard parallel (Snyder 1987, USGS Professional
    Paper 1395, section 12): good to a few per cent over a region.

    Args:
        ids: All nodes, sorted: the order settles ties.
        places: (latitude, longitude) in degrees of the nodes that have coordinates.
        pairs: (start, end) of all links.

    Returns:
        The map, or None where fewer than two different places are known.
    """
    if len(set(places.values())) < 2:
        return None
    kilometres = _projected(places)
    km_per_unit = _scale(list(kilometres.values()), len(ids))
    board = Board()
    true = {id_: (round(x / km_per_unit, 1), round(y / km_per_unit, 1)) for id_, (x, y) in kilometres.items()}
    positions = {id_: board.place(true[id_]) for id_ in ids if id_ in true}
    for id_, anchor in _anchors(ids, positions, pairs).items():
        positions[id_] = board.place(anchor)
    return Sheet(positions, true, km_per_unit)


def _projected(places: Mapping[str, Point]) -> dict[str, Point]:
    """Kilometres east and south of the north-west corner."""
    north = max(latitude for latitude, _ in places.values())
    south = min(latitude for latitude, _ in places.values())
    west = min(longitude for _, longitude in places.values())
    shrink = math.cos(math.radians((north + south) / 2))
    return {
        id_: ((longitude - west) * shrink * KM_PER_DEGREE, (north - latitude) * KM_PER_DEGREE)
        for id_, (latitude, longitude) in places.items()
    }


def _scale(points: Sequence[Point], count: int) -> float:
    """Kilometres per drawing unit that leave the nodes of the drawing about the room they need."""
    width, height = max(x for x, _ in points), max(y for _, y in points)
    wanted = 1.2 * CELL_WIDTH * math.sqrt(count)
    return max(width / _SHAPE, height, 1e-3) / wanted


def _anchors(ids: Sequence[str], positions: Mapping[str, Point], pairs: Sequence[Pair]) -> dict[str, Point]:
    """For each node without coordinates the place of the nearest one that has them, else below the map."""
    neighbours: dict[str, list[str]] = {id_: [] for id_ in ids}
    for start, end in pairs:
        neighbours[start].append(end)
        neighbours[end].append(start)
    anchor = dict(positions)
    queue = deque(id_ for id_ in ids if id_ in positions)
    while queue:
        current = queue.popleft()
        for neighbour in neighbours[current]:
            if neighbour not in anchor:
                anchor[neighbour] = anchor[current]
                queue.append(neighbour)
    below = (0.0, max(y for _, y in positions.values()) + 4 * CELL_WIDTH)
    return {id_: anchor.get(id_, below) for id_ in ids if id_ not in positions}
