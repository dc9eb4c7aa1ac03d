"""A board of free places, so that no label of a drawing covers another."""

from __future__ import annotations

import math
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

CELL_WIDTH, CELL_HEIGHT = 150.0, 92.0
"""Room one node takes with its label of two lines, in drawing units."""
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class Board:
    """Hands out the free place nearest to the one wanted, the same for the same order of wishes."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, int], Point] = {}
        self._turns: dict[Point, int] = {}

    def place(self, wanted: Point) -> Point:
        """Take the first free place on a sunflower spiral around the wanted one."""
        turn = self._turns.get(wanted, 0)
        point = _spiral(wanted, turn)
        while not self._is_free(point):
            turn += 1
            point = _spiral(wanted, turn)
        self._turns[wanted] = turn + 1
        self._taken[_cell(point)] = point
        return point

    def _is_free(self, point: Point) -> bool:
        """Whether no place taken is nearer than one label, across and down."""
        column, row = _cell(point)
        cells = ((column + across, row + down) for across in (-1, 0, 1) for down in (-1, 0, 1))
        near = (self._taken[cell] for cell in cells if cell in self._taken)
        return all(abs(point[0] - x) >= CELL_WIDTH or abs(point[1] - y) >= CELL_HEIGHT for x, y in near)


def _cell(point: Point) -> tuple[int, int]:
    return math.floor(point[0] / CELL_WIDTH), math.floor(point[1] / CELL_HEIGHT)


def _spiral(centre: Point, turn: int) -> Point:
    """Point number `turn` of Vogel's sunflower spiral (1979), flattened like the labels are."""
    radius, angle = math.sqrt(turn) / 2, turn * _GOLDEN_ANGLE
    return (
        round(centre[0] + radius * CELL_WIDTH * math.cos(angle), 1),
        round(centre[1] + radius * CELL_HEIGHT * math.sin(angle), 1),
    )
