"""A layered drawing: material flows from left to right, neighbours stand beside each other.

The steps are those of Sugiyama, Tagawa and Toda (1981): break loops, find layers by the longest way, lessen
crossings by barycentres, then settle the heights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median_low

from graph_kb.views.board import CELL_HEIGHT, CELL_WIDTH, Point

Pair = tuple[str, str]

_PITCH = 185.0
"""Distance between the last column of one layer and the first of the next."""
_SHAPE = 2.0
"""Width by height that a drawing should have: that of the window."""
_SWEEPS = 10
_MOST_LAYERS = 14
"""More than this is a web with loops rather than a flow: then the shortest way sets the layer."""


@dataclass(frozen=True)
class _Stack:
    """Layers from left to right, and in how many columns each stands."""

    rows: list[list[str]]
    columns: list[int]


def layered(ids: Sequence[str], flows: Sequence[Pair], others: Sequence[Pair]) -> dict[str, Point]:
    """Place nodes so that flows point to the right.

    Args:
        ids: All nodes; their order settles ties, so sort it first.
        flows: (start, end) of the links that material moves along.
        others: (start, end) of all other links.

    Returns:
        Position of each node in drawing units, y downwards.
    """
    layer = _attach(_layers(ids, flows), others)
    rest = [id_ for id_ in ids if id_ not in layer]
    layer |= _layers(rest, [pair for pair in others if pair[0] not in layer and pair[1] not in layer])
    layer |= {id_: 0 for id_ in rest if id_ not in layer}
    stack = _stack(_in_walking_order(ids, [*flows, *others]), layer)
    return _coordinates(stack, _heights(stack, _neighbours(layer, [*flows, *others])))


def _layers(ids: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """Layer of each node that has a link."""
    layer = _longest_ways(ids, pairs)
    return layer if max(layer.values(), default=0) < _MOST_LAYERS else _shortest_ways(ids, pairs)


def _shortest_ways(ids: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """Number of links on the shortest way to each node from those that receive nothing, else the first."""
    ends = _targets(pairs)
    receiving = {end for _, end in pairs}
    linked = [id_ for id_ in ids if id_ in ends or id_ in receiving]
    layer: dict[str, int] = {}
    for roots in ([id_ for id_ in linked if id_ not in receiving], *([id_] for id_ in linked)):
        ring = [id_ for id_ in roots if id_ not in layer]
        depth = 0
        while ring:
            layer |= dict.fromkeys(ring, depth)
            ring = list(dict.fromkeys(end for id_ in ring for end in ends.get(id_, ()) if end not in layer))
            depth += 1
    return layer


def _longest_ways(ids: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """Number of links on the longest way to each node that has any, loops broken.

    What receives nothing stands just before the first that takes from it.
    """
    ends = _targets(pairs)
    order = _finished_last(ids, ends)
    place = {id_: position for position, id_ in enumerate(order)}
    layer = {id_: 0 for pair in pairs for id_ in pair}
    for id_ in order:
        for end in ends.get(id_, ()):
            if place[end] > place[id_]:
                layer[end] = max(layer[end], layer[id_] + 1)
    receiving = {end for _, end in pairs}
    for id_ in order:
        if id_ in ends and id_ not in receiving:
            layer[id_] = min(layer[end] for end in ends[id_]) - 1
    return layer


def _finished_last(ids: Sequence[str], ends: Mapping[str, Sequence[str]]) -> list[str]:
    """Nodes in the reverse order of leaving a depth-first walk: only links that close a loop point back."""
    receiving = {end for targets in ends.values() for end in targets}
    done: list[str] = []
    seen: set[str] = set()
    for root in sorted(ids, key=lambda id_: id_ in receiving):
        stack = [] if root in seen else [(root, iter(ends.get(root, ())))]
        seen.add(root)
        while stack:
            following = next((end for end in stack[-1][1] if end not in seen), None)
            if following is None:
                done.append(stack.pop()[0])
            else:
                seen.add(following)
                stack.append((following, iter(ends.get(following, ()))))
    return done[::-1]


def _attach(layer: dict[str, int], others: Sequence[Pair]) -> dict[str, int]:
    """Give a layer beside their neighbours to nodes that no flow touches."""
    layer = dict(layer)
    while True:
        wishes: dict[str, list[int]] = defaultdict(list)
        for start, end in others:
            if start in layer and end not in layer:
                wishes[end].append(layer[start] + 1)
            elif end in layer and start not in layer:
                wishes[start].append(layer[end] - 1)
        if not wishes:
            return layer
        layer |= {id_: median_low(wanted) for id_, wanted in wishes.items()}


def _in_walking_order(ids: Sequence[str], pairs: Sequence[Pair]) -> list[str]:
    """Nodes in the order of a walk over all links, so that connected nodes start close to each other."""
    both = _targets([*pairs, *((end, start) for start, end in pairs)])
    return _finished_last(ids, both)


def _stack(ids: Sequence[str], layer: Mapping[str, int]) -> _Stack:
    """Fold tall layers into several columns until the drawing has the shape of a window."""
    numbers = sorted(set(layer.values()))
    rows = [[id_ for id_ in ids if layer[id_] == number] for number in numbers]
    tallest = max((len(row) for row in rows), default=0)
    height = next((h for h in range(1, tallest) if _fits_window(rows, h)), tallest)
    return _Stack(rows, [-(-len(row) // max(height, 1)) for row in rows])


def _fits_window(rows: Sequence[Sequence[str]], height: int) -> bool:
    columns = sum(-(-len(row) // height) for row in rows)
    width = columns * CELL_WIDTH + (len(rows) - 1) * (_PITCH - CELL_WIDTH)
    return width <= _SHAPE * height * CELL_HEIGHT


def _heights(stack: _Stack, neighbours: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Order every layer by the mean height of its neighbours, and settle the heights, sweep after sweep."""
    gaps = [CELL_HEIGHT / columns for columns in stack.columns]
    height: dict[str, float] = {}
    for row, gap in zip(stack.rows, gaps, strict=True):
        height |= {id_: (place - len(row) / 2) * gap for place, id_ in enumerate(row)}
    layers = list(zip(stack.rows, gaps, strict=True))
    for sweep in range(_SWEEPS):
        for row, gap in layers if sweep % 2 == 0 else layers[::-1]:
            wanted = {id_: fmean(height[n] for n in neighbours.get(id_, ()) or (id_,)) for id_ in row}
            row.sort(key=wanted.__getitem__)
            height |= zip(row, settled([wanted[id_] for id_ in row], gap), strict=True)
    return height


def settled(wanted: Sequence[float], gap: float) -> list[float]:
    """Places at least a gap apart, in the given order, nearest to the wanted ones by least squares.

    This is isotonic regression by pooling adjacent violators, on the wanted places less their share of gaps.
    """
    pools: list[tuple[float, int]] = []
    for place, target in enumerate(wanted):
        pools.append((target - place * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, count), (last, more) = pools[-2], pools[-1]
            pools[-2:] = [((mean * count + last * more) / (count + more), count + more)]
    level = [mean for mean, count in pools for _ in range(count)]
    return [value + place * gap for place, value in enumerate(level)]


def _coordinates(stack: _Stack, height: Mapping[str, float]) -> dict[str, Point]:
    """Positions: one column per layer, or a folded one, laid like bricks so that labels find room."""
    positions: dict[str, Point] = {}
    left = 0.0
    for row, columns in zip(stack.rows, stack.columns, strict=True):
        top = fmean(height[id_] for id_ in row) - (len(row) // columns) * CELL_HEIGHT / 2
        for place, id_ in enumerate(row):
            row_of = place // columns + place % columns % 2 / 2
            y = height[id_] if columns == 1 else top + row_of * CELL_HEIGHT
            positions[id_] = (round(left + (place % columns) * CELL_WIDTH, 1), round(y, 1))
        left += (columns - 1) * CELL_WIDTH + _PITCH
    return positions


def _targets(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    """Ends by start, each once, in order of appearance."""
    ends: dict[str, dict[str, None]] = defaultdict(dict)
    for start, end in pairs:
        ends[start][end] = None
    return {start: list(found) for start, found in ends.items()}


def _neighbours(layer: Mapping[str, int], pairs: Sequence[Pair]) -> dict[str, list[str]]:
    """Neighbours of each node in other layers."""
    across = [pair for pair in pairs if layer[pair[0]] != layer[pair[1]]]
    return _targets([*across, *((end, start) for start, end in across)])
