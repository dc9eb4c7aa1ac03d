# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Lines that grow from the source, and the most that each can be worth."""

import time

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.bounds import Bounds
    from cython.cimports.graph_kb.symbiosis.kernel.heap import Heap
    from cython.cimports.graph_kb.symbiosis.kernel.pools import Pools
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.wiring import Wiring
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.bounds import Bounds
    from graph_kb.symbiosis.kernel.heap import Heap
    from graph_kb.symbiosis.kernel.pools import Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.wiring import Wiring

TIGHT, LOOSE, SHORT = 0, 1, 2
_LARGE = cython.declare(cython.double, 1e30)


@cython.cclass
class Lines:
    """Lines of one question, each a row of arrays that names the line it goes on from."""

    def __init__(self, region: Region, bounds: Bounds, pools: Pools, question: dict):
        self.region = region
        self.bounds = bounds
        self.wiring = Wiring(region, pools)
        self.source = question["source"]
        self.only_need = question["need"]
        self.most = question["max_processes"]
        self.wiring.source = self.source
        self.wiring.supply = question["supply"]
        self.wiring.min_amount = question["min_amount"]
        self.wiring.gain = question["gain"]
        self.wiring.kilometre = question["kilometre"]
        self.wanted = question["k"]
        self.different = question["different"]
        self.skip = question["skip"]
        self.deadline = time.perf_counter() + question["seconds"]
        self.heap = Heap()
        self.taken = []
        self.beside = []
        self.fed = []
        self.feasible = {}
        self.seen = set()
        self.done = set()
        self.left = None
        self.counts = {"subsets": 0, "not_minimal": 0, "not_different": 0}
        self.grown = 0
        self.evaluated = 0
        self.total = float(sum(question["supply"]))
        self.own_price = max(0.0, -region.of_weight[self.source])
        self.proved = False
        self.nodes = 0
        for name in ("parent", "process", "port", "output", "size", "metres"):
            setattr(self, name, np.zeros(1024, dtype=np.int32))
        for name in ("made", "active", "worth", "fixed", "low", "high"):
            setattr(self, name, np.zeros(1024))
        self.stored = np.zeros(1024, dtype=np.int8)
        self.refined = np.zeros(1024, dtype=np.int8)

    @cython.cfunc
    @cython.exceptval(-1)
    def add_node(self) -> cython.int:
        """Row of a new line that grows."""
        row: cython.int = self.nodes
        if row == self.parent.shape[0]:
            for name in ("parent", "process", "port", "output", "size", "metres"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            for name in ("made", "active", "worth", "fixed", "low", "high"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            self.stored = np.resize(self.stored, 2 * row)
            self.refined = np.resize(self.refined, 2 * row)
        self.nodes = row + 1
        self.refined[row] = 0
        return row

    @cython.cfunc
    @cython.exceptval(-1)
    def put_root(self) -> cython.int:
        """The line without processes."""
        row: cython.int = self.add_node()
        self.parent[row] = -1
        self.process[row] = -1
        self.port[row] = -1
        self.output[row] = -1
        self.size[row] = 0
        self.metres[row] = 0
        self.made[row] = 1.0
        self.active[row] = 1.0
        self.worth[row] = self.wiring.gain
        self.fixed[row] = 0.0
        self.low[row] = self.wiring.min_amount
        self.high[row] = min(self.total, 1e9)
        self.stored[row] = 0
        return row

    @cython.cfunc
    def stream_of(self, node: cython.int) -> cython.int:
        """The stream at the end of a line."""
        return self.region.offers + self.output[node] if self.size[node] else self.source

    @cython.cfunc
    def is_new(self, node: cython.int, process: cython.int) -> cython.bint:
        """Whether a process is not on a line."""
        while node >= 0:
            if self.process[node] == process:
                return False
            node = self.parent[node]
        return True

    def line_of(self, node: cython.int):
        """Processes of a line, and their ports and outputs."""
        line, ends = [], []
        while self.size[node]:
            line.append(self.process[node])
            ends.append((self.port[node], self.output[node]))
            node = self.parent[node]
        return tuple(reversed(line)), tuple(reversed(ends))

    @cython.cfunc
    @cython.exceptval(-1)
    def narrow(self, node: cython.int, process: cython.int, activity: cython.double) -> cython.int:
        """Narrow the source's amount a year to what a process can take."""
        r = self.region
        period: cython.int
        most: cython.double = 0.0
        least: cython.double = 0.0
        if r.pr_storage[process] > 0.0:
            self.stored[node] = 1
        for period in range(r.periods):
            if self.stored[node] or self.wiring.supply[period] > 0.0:
                most += min(r.capacity[process, period] / activity, _LARGE)
                least += r.least[process, period] / activity
        self.high[node] = min(self.high[node], most)
        if not self.stored[node]:
            self.low[node] = max(self.low[node], least)
        return 0

    @cython.cfunc
    def bound_at(self, node: cython.int, need: cython.int, fed: cython.int) -> cython.double:
        """Most that a line can be worth that ends at a need, by the lane looked at last; `fed` with feeders."""
        r = self.region
        onward: cython.double = 0.0
        high: cython.double = self.high[node]
        most: cython.double = 0.0
        period: cython.int
        if not isnan(r.factor):
            onward = r.nd_weight[need] * r.factor
            onward -= r.res_rate[r.st_res[self.stream_of(node)]] * max(0, r.metres) / 1000.0
            if not isnan(self.made[node]):
                for period in range(r.periods):
                    if self.stored[node] or self.wiring.supply[period] > 0.0:
                        most += r.demand[need, period]
                high = min(high, most / (self.made[node] * r.factor))
        if self.low[node] > high * (1.0 + 1e-9):
            return -_LARGE
        return self.bound(node, high, onward, -1, fed, True)

    @cython.cfunc
    def bound(
        self,
        node: cython.int,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        fed: cython.int,
        fine: cython.bint,
    ) -> cython.double:
        """Most that a line can be worth.

        Args:
            node: The line.
            high: Most of the source a year.
            onward: Worth of a further unit where the line ends at a need.
            left: Most further processes where it goes on, -1 where it ends.
            fed: Number of its feeders where it ends.
            fine: Whether amounts are looked at in several parts.
        """
        low: cython.double = self.low[node]
        start: cython.double
        best: cython.double = -_LARGE
        if self.bounds.flat:
            best = self.worth[node] * (max(low, high) if self.worth[node] >= 0.0 else low)
            return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0
        short: cython.bint = self.always_short or fed > 0 or self.is_short(node)
        turn: cython.int
        feeders: cython.int
        kind: cython.int = LOOSE if short else SHORT
        if high < low:
            high = low
        for turn in range(12):
            start = high * 0.6 if fine and turn < 11 else low
            if start < low * 1.0001:
                start = low
            if left < 0:
                if fed == 0:
                    best = max(best, self.bound_within(node, start, high, onward, left, TIGHT, 0))
                if short:
                    best = max(best, self.bound_within(node, start, high, onward, left, LOOSE, fed))
            else:
                best = max(best, self.bound_within(node, start, high, onward, left, TIGHT, 0))
                for feeders in range(left + 1):
                    best = max(
                        best,
                        self.bound_within(node, start, high, onward, left - feeders, kind + 2 * feeders, feeders),
                    )
            if start <= low:
                break
            high = start
        return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0

    @cython.cfunc
    def is_short(self, node: cython.int) -> cython.bint:
        """Whether some process of a line may need a feeder at the least amount of the source."""
        low: cython.double = self.low[node]
        # With a store least loads do not show in the least amount of the source.
        if self.stored[node]:
            return True
        while self.size[node]:
            if isnan(self.active[node]):
                if self.bounds.may_be_short(self.process[node], self.port[node], self.output[node], 0.0):
                    return True
            elif self.bounds.may_be_short(
                self.process[node], self.port[node], self.output[node], self.active[node] * low
            ):
                return True
            node = self.parent[node]
        return False

    @cython.cfunc
    def bound_within(
        self,
        node: cython.int,
        low: cython.double,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        kind: cython.int,
        feeders: cython.int,
    ) -> cython.double:
        """Most that a line can be worth for amounts of the source from low to high."""
        each: cython.int = node
        worth: cython.double = self.worth[node]
        side: cython.double
        further: cython.double = 0.0
        while self.size[each]:
            if not isnan(self.active[each]):
                if kind != TIGHT:
                    side = self.bounds.side_fed(
                        self.process[each],
                        self.port[each],
                        self.output[each],
                        self.active[each] * low,
                        self.active[each] * high,
                        feeders,
                    )
                    further += side
                else:
                    side = self.bounds.side(
                        self.process[each], self.port[each], self.output[each], self.active[each] * low
                    )
                    worth += self.active[each] * side
                if side <= -_LARGE:
                    return -_LARGE
            each = self.parent[each]
        if left < 0:
            if not isnan(self.made[node]):
                worth += self.made[node] * onward
        elif not isnan(self.made[node]):
            further += self.bounds.onward(self.output[node], left, self.made[node] * low, self.made[node] * high, kind)
        # The source's own material is free where it serves other ports, and the tables charge its price there.
        further += self.own_price * max(0.0, min(self.total, 1e9) - low)
        return further + worth * (high if worth >= 0.0 else low)
