# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The most that a line can be worth at each of the needs that it may end at.

What a line earns before its end is looked at once: without feeders by its curve, where that can be drawn, else in parts
of the amounts of its source. Each need is then a matter of some multiplications.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.curves import Curves
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.curves import Curves

_LARGE = cython.declare(cython.double, 1e30)
_PARTS = cython.declare(cython.int, 24)
_PART = cython.declare(cython.double, 0.8)


@cython.cclass
class Ends(Curves):
    """Lines, and a grid of the amounts of one of them."""

    def __init__(self, region, bounds, pools, question):
        super().__init__(region, bounds, pools, question)
        for name in ("start", "end", "unit", "gain"):
            setattr(self, f"grid_{name}", np.zeros(_PARTS))

    @cython.cfunc
    @cython.exceptval(-1)
    def lay_grid(self, node: cython.int, fed: cython.int) -> cython.int:
        """Look at the amounts that a line can take, from its largest down, and at its curve."""
        high: cython.double = max(self.high[node], self.low[node])
        low: cython.double = self.low[node]
        start: cython.double
        self.parts = 0
        self.ends_short = False
        if self.bounds.flat:
            return 0
        self.ends_short = self.size[node] > 0 and fed > 0 and self.is_short(node, True, low)
        # Drawing a curve looks at other lanes: what is told of the one looked at last comes after it.
        self.curve = self.curve_of(node)
        if self.curve.there and not self.ends_short:
            return 0
        self.look_beside(node, 0)
        self.alone = self.most_by_pools(node)
        while self.parts < _PARTS:
            start = high * _PART if self.parts < _PARTS - 1 else low
            if start < low * 1.0001:
                start = low
            self.grid_start[self.parts] = start
            self.grid_end[self.parts] = high
            self.grid_unit[self.parts] = self.unit_beside(node, start, not self.ends_short)
            self.grid_gain[self.parts] = self.gains(node, high, fed) if self.ends_short else 0.0
            self.parts += 1
            if start <= low:
                break
            high = start
        return 0

    @cython.cfunc
    def bound_block(self, node: cython.int, block: cython.int, factor: cython.double) -> cython.double:
        """Most that the line of the grid can be worth at any need of a block."""
        r = self.region
        b = self.bounds
        stream: cython.int = self.stream_of(node)
        resource: cython.int = r.st_res[stream]
        taken: cython.double = self.made[node] * factor
        high: cython.double = self.high[node]
        onward: cython.double = 0.0
        if not isnan(taken):
            onward = b.block_weight[block] * factor - b.way(resource, b.cell[r.st_site[stream]], b.block_cell[block])
            onward *= self.made[node]
            if taken > 0.0:
                high = min(high, b.block_demand[block] / taken)
        if b.flat:
            if self.low[node] > high * (1.0 + 1e-9):
                return -_LARGE
            return self.bound(node, max(high, self.low[node]), 0.0, -1, True)
        if self.curve.there and not self.ends_short:
            return self.by_curve(node, onward, taken, 0, b.block_room, block)
        return self.bound_grid(node, high if self.ends_short else min(high, self.alone), onward, self.ends_short, 0)

    @cython.cfunc
    def bound_end(self, node: cython.int, need: cython.int, fed: cython.bint) -> cython.double:
        """Most that the line of the grid can be worth at a need, by the lane looked at last."""
        r = self.region
        high: cython.double
        metres: cython.int = max(0, r.metres)
        if self.bounds.flat:
            return self.bound_at(node, need)
        if self.curve.there and not fed:
            return self.by_curve(node, self.end_worth(node, need), self.made[node] * r.factor, metres, r.demand, need)
        high = self.most_at(node, need)
        if not fed:
            high = min(high, self.alone)
        return self.bound_grid(node, high, self.end_worth(node, need), fed, metres)

    @cython.cfunc
    def bound_grid(
        self, node: cython.int, high: cython.double, onward: cython.double, fed: cython.bint, metres: cython.int
    ) -> cython.double:
        """Most that the line of the grid can be worth up to an amount, by what a unit is worth at its end."""
        part: cython.int
        unit: cython.double
        best: cython.double = -_LARGE
        if self.low[node] > high * (1.0 + 1e-9):
            return -_LARGE
        high = max(high, self.low[node])
        for part in range(self.parts):
            if self.grid_start[part] > high or self.grid_unit[part] <= -_LARGE:
                continue
            unit = self.grid_unit[part] + onward
            unit = unit * (min(high, self.grid_end[part]) if unit >= 0.0 else self.grid_start[part])
            unit += self.free_of(self.grid_start[part], not self.ends_short) + (self.grid_gain[part] if fed else 0.0)
            best = max(best, unit)
        if best <= -_LARGE:
            return best
        return best - self.fixed[node] - self.wiring.kilometre * (self.metres[node] + metres) / 1000.0
