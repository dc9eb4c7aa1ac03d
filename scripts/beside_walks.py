"""Ways to walk the paths of `beside_region.py` in memory: our kernel, a scan of its legs, three graph libraries.

Every way is a function from an offer to what it found; what it needs is made once, before the clock runs. The graph
libraries get the legs as ready arcs, and one further node behind all needs, since they look for paths to one node.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import prod
from typing import Any

import numpy as np
from beside_region import Legs, Level, Listed, Rows

from graph_kb.symbiosis.kernel import legs as looked_at
from graph_kb.symbiosis.kernel.paths import TYPES_ALONE, Walk
from graph_kb.symbiosis.kernel.region import Region
from graph_kb.symbiosis.prepare import Weights, prepared

MANY = 2**31 - 1
ANEW = "our kernel, legs anew"
Arcs = list[tuple[int, int]]


@dataclass(frozen=True)
class Way:
    """A way to walk: `walk` is timed, `count` tells the number of paths from what it gave."""

    name: str
    walk: Callable[[int], Any]
    count: Callable[[Any], int]


class Kernel:
    """Our walk over the compiled arrays.

    It may keep what walks before have looked at: nothing at all, how far the needs are by resource alone (which is the
    same for all offers), or the legs too, as the scan and the graph libraries are given them.
    """

    def __init__(self, legs: Legs, depth: int) -> None:
        self.depth = depth
        self.region: Any = Region(prepared(legs.arrays, "expected", Weights(amount=1.0), strict=False))
        self.region.max_leg = float(legs.leg_km)
        self._anew, self._kept = (looked_at.Legs(self.region, -1, 0) for _ in range(2))

    def walked(self, offer: int, most_kept: int = 0, most_broken: int = 0, legs: Any = None) -> Any:
        """All paths from an offer, the shortest first; with `most_broken` 0 every leg is looked at."""
        walk: Any = Walk(self.region, offer, -1, most_broken, legs)
        walk.most_kept = most_kept
        for length in range(self.depth + 1):
            walk.run(length)
        return walk

    def anew(self, offer: int) -> Any:
        """Walk where no leg was looked at before."""
        self._anew.forget()
        return self.walked(offer, legs=self._anew)

    def ways(self, offers: Sequence[int]) -> list[Way]:
        """Counting paths with less and less to look at; then listing them in one array, and as tuples for Python.

        The legs that are kept are those of these offers, and both lists are made of them.
        """
        for offer in offers:
            self.walked(offer, legs=self._kept)
        return [
            Way("our kernel, nothing kept", self.walked, _count),
            Way(ANEW, self.anew, _count),
            Way("our kernel, legs kept", lambda offer: self.walked(offer, legs=self._kept), _count),
            Way("our kernel, listed", lambda offer: self.walked(offer, MANY, legs=self._kept), lambda w: int(w.many)),
            Way("our kernel, for Python", lambda offer: self.walked(offer, MANY, legs=self._kept).kept, len),
        ]

    def by_types(self) -> Way:
        """Paths by resource alone, whatever the length of their legs: ends are counted by arithmetic."""
        return Way("by types", lambda offer: self.walked(offer, 0, TYPES_ALONE), _count)


def _count(walk: Any) -> int:
    return int(walk.count)


class Scan:
    """The legs that a walk looks at, each read once for each path that comes to it, and nothing else done.

    Which rows a walk comes to is found out before the clock runs; then their entries are read from the lists.
    """

    def __init__(self, legs: Legs, kernel: Kernel) -> None:
        self._legs, self._kernel = legs, kernel
        self._made: dict[int, tuple[Rows, Rows]] = {}
        self._levels: dict[int, list[Level]] = {}

    def prepare(self, offer: int) -> None:
        """Find the rows of an offer: resources whose ports are looked at, and those whose needs are."""
        depth, levels = self._kernel.depth, self._legs.levels(offer, self._kernel.depth)
        ports = [self._led(offer, level, depth - at) for at, level in enumerate(levels[:-1])]
        needs = [self._led(offer, level, 0) for level in levels]
        self._made[offer] = np.concatenate([*ports, np.empty(0, np.int64)]), np.concatenate(needs)
        self._levels[offer] = levels

    def _led(self, offer: int, level: Level, left: int) -> Rows:
        """Resources of the streams from which so few further processes can lead to a need."""
        walk: Any = Walk(self._kernel.region, offer, -1, 0)
        found: Rows = self._legs.arrays.st_res[level.streams].astype(np.int64)
        return found[np.asarray(walk.fewest)[found] <= left]

    def read(self, offer: int) -> int:
        """Read all entries of all rows."""
        ports, needs = self._made[offer]
        return _sum(self._legs.taken, ports) + _sum(self._legs.needed, needs)

    def legs(self, offer: int) -> int:
        """Number of legs that are read."""
        ports, needs = self._made[offer]
        return _size(self._legs.taken, ports) + _size(self._legs.needed, needs)

    def steps(self, offer: int) -> int:
        """Number of legs that the kernel looks at: it begins anew for each number of processes."""
        found, levels = 0, self._levels[offer]
        for length in range(self._kernel.depth + 1):
            for at, level in enumerate(levels[:length]):
                found += _size(self._legs.taken, self._led(offer, level, length - at))
            found += _size(self._legs.needed, self._led(offer, levels[length], 0))
        return found

    def paths(self, offer: int) -> int:
        """Number of paths, counted apart from the kernel."""
        return sum(len(self._legs.into_needs(level.streams)[0]) for level in self._levels[offer])


def _size(listed: Listed, rows: Rows) -> int:
    return int((listed.ptr[rows + 1] - listed.ptr[rows]).sum())


def _sum(listed: Listed, rows: Rows) -> int:
    starts = listed.ptr[rows]
    counts = listed.ptr[rows + 1] - starts
    places = np.repeat(starts - np.cumsum(counts) + counts, counts)
    places += np.arange(len(places))
    return int(listed.rows[places].sum())


def libraries(legs: Legs, offers: Sequence[int], depth: int) -> list[Way]:
    """The graph libraries that are installed."""
    arcs = legs.arcs(list(offers))
    first = len(legs.names.processes) + legs.needs
    end = first + len(offers)
    arcs += [(need, end) for need in sorted({head for _, head in arcs if head >= len(legs.names.processes)})]
    node = {offer: first + at for at, offer in enumerate(offers)}
    known = {"networkx": _networkx, "rustworkx": _rustworkx, "igraph": _igraph}
    return [make(arcs, node, end, depth + 2) for name, make in known.items() if find_spec(name)]


def _networkx(arcs: Arcs, node: dict[int, int], end: int, most: int) -> Way:
    import networkx as nx

    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(end + 1))
    graph.add_edges_from(arcs)
    return Way("networkx", lambda offer: list(nx.all_simple_paths(graph, node[offer], end, cutoff=most)), len)


def _rustworkx(arcs: Arcs, node: dict[int, int], end: int, most: int) -> Way:
    """It counts the nodes of a path, not its arcs."""
    import rustworkx as rx

    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(end + 1))
    graph.extend_from_edge_list(arcs)
    return Way("rustworkx", lambda offer: rx.all_simple_paths(graph, node[offer], end, cutoff=most + 1), len)


def _igraph(arcs: Arcs, node: dict[int, int], end: int, most: int) -> Way:
    """It takes parallel arcs for one: paths are multiplied when they are counted, not when they are walked."""
    import igraph

    times = Counter(arcs)
    graph = igraph.Graph(n=end + 1, edges=list(times), directed=True)

    def count(paths: list[list[int]]) -> int:
        return sum(prod(times[arc] for arc in itertools.pairwise(path)) for path in paths)

    return Way("igraph", lambda offer: graph.get_all_simple_paths(node[offer], end, maxlen=most), count)
