"""A drawing for graphs that are no flow: each connected part by itself, the parts packed side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph_kb.views.board import CELL_HEIGHT, CELL_WIDTH, Board, Point
from graph_kb.views.layers import Pair, layered

if TYPE_CHECKING:
    import networkx as nx

LARGEST_SPRING = 400
"""Nodes up to which springs are simulated: time grows with the square, and networkx needs scipy from 500."""

_SHAPE = 2.0
_SPREAD = 110.0
"""Half the width of a part per root of its nodes, in drawing units."""


def clustered(ids: Sequence[str], pairs: Sequence[Pair], seed: int) -> dict[str, Point]:
    """Place nodes so that linked ones stand together.

    Args:
        ids: All nodes, sorted: the order settles ties.
        pairs: (start, end) of all links.
        seed: Seed of the spring simulation.

    Returns:
        Position of each node in drawing units, y downwards.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_edges_from(pairs)
    place = {id_: number for number, id_ in enumerate(ids)}
    parts = [sorted(part, key=place.__getitem__) for part in nx.connected_components(graph) if len(part) > 1]
    parts.sort(key=lambda part: (-len(part), part[0]))
    alone = _grid([id_ for id_ in ids if graph.degree(id_) == 0])
    return _packed([*(_part(graph, part, pairs, seed) for part in parts), *([alone] if alone else ())])


def _part(graph: nx.Graph[str], ids: Sequence[str], pairs: Sequence[Pair], seed: int) -> dict[str, Point]:
    """One connected part: by springs, or in layers where it is too large for them."""
    import networkx as nx

    if len(ids) > LARGEST_SPRING:
        within = set(ids)
        return layered(ids, [pair for pair in pairs if pair[0] in within], [])
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(ids)
    ordered.add_edges_from(pair for pair in graph.edges(ids))
    size = math.sqrt(len(ids))
    found = nx.spring_layout(ordered, k=2.2 / size, seed=seed, iterations=120)
    spread = size * _SPREAD
    board = Board()
    return {
        id_: board.place((float(found[id_][0]) * spread, float(found[id_][1]) * spread / _SHAPE))
        for id_ in sorted(ids, key=lambda id_: -ordered.degree(id_))
    }


def _grid(ids: Sequence[str]) -> dict[str, Point]:
    """Nodes without links, in rows."""
    columns = math.ceil(math.sqrt(len(ids) * _SHAPE))
    places = enumerate(ids)
    return {id_: (place % columns * CELL_WIDTH, place // columns * CELL_HEIGHT) for place, id_ in places}


def _packed(parts: Sequence[dict[str, Point]]) -> dict[str, Point]:
    """Parts in rows from the top left, the largest first, in the shape of a window."""
    boxes = [_box(part) for part in parts]
    area = sum(width * height for _, _, width, height in boxes)
    widest = max([math.sqrt(area * _SHAPE), *(width for _, _, width, _ in boxes)], default=0.0)
    positions: dict[str, Point] = {}
    left = top = row_height = 0.0
    for part, (x0, y0, width, height) in zip(parts, boxes, strict=True):
        if left and left + width > widest:
            left, top, row_height = 0.0, top + row_height, 0.0
        positions |= {id_: (round(x - x0 + left, 1), round(y - y0 + top, 1)) for id_, (x, y) in part.items()}
        left, row_height = left + width, max(row_height, height)
    return positions


def _box(part: dict[str, Point]) -> tuple[float, float, float, float]:
    """Left, top, width and height of a part, with room for its labels."""
    across = [x for x, _ in part.values()]
    down = [y for _, y in part.values()]
    return min(across), min(down), max(across) - min(across) + CELL_WIDTH, max(down) - min(down) + CELL_HEIGHT
