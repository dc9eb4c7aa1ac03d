# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a line earns by each amount of its source, as a curve: its pools and uses, the best ones first.

Every pool has what it has for itself here, so a curve is never below the linear programme, and mostly no higher.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.blending import Pool
    from cython.cimports.graph_kb.symbiosis.kernel.helping import Helping
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.blending import Pool
    from graph_kb.symbiosis.kernel.helping import Helping

_LARGE = cython.declare(cython.double, 1e30)
_ENOUGH = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Curve:
    """Parts of the amounts of the source, period after period, with what a unit earns in each.

    `there` is false where no curve can be told, because of a store, unknown amounts or a pool that is no plain list.
    """

    def __init__(self):
        self.there = False


@cython.cclass
class Curves(Helping):
    """Lines, and the curves of those that were looked at closely."""

    def __init__(self, region, bounds, pools, question):
        super().__init__(region, bounds, pools, question)
        self.curves = {}
        self.sides = []

    @cython.cfunc
    def curve_of(self, node: cython.int) -> Curve:
        """The curve of a line."""
        if node not in self.curves:
            self.curves[node] = self.drawn(node)
        return self.curves[node]

    @cython.cfunc
    def drawn(self, node: cython.int) -> Curve:
        """Draw the curve of a line."""
        r = self.region
        curve: Curve = Curve()
        period: cython.int
        lengths: list = []
        slopes: list = []
        count: list = []
        if self.stored[node] or not self.gather_sides(node):
            return curve
        curve.low = np.zeros(r.periods)
        for period in range(r.periods):
            curve.low[period] = self.merge(node, period, lengths, slopes)
            count.append(len(lengths))
        curve.length = np.asarray(lengths, dtype=float)
        curve.slope = np.asarray(slopes, dtype=float)
        curve.last = np.asarray(count, dtype=np.int32)
        curve.free = self.own_price * min(self.total, 1e15) if self.serves_itself(node) else 0.0
        curve.there = True
        return curve

    @cython.cfunc
    def gather_sides(self, node: cython.int) -> cython.bint:
        """Pools and uses of the processes of a line: members, worth, amount for a unit of the source, what is after.

        False where one of them is no plain list.
        """
        r = self.region
        each: cython.int
        one: cython.int = node
        resource: cython.int
        rate: cython.double
        after: cython.double
        pool: Pool
        self.sides = []
        while self.size[one]:
            if isnan(self.active[one]):
                return False
            for each in range(r.pr_port_ptr[self.process[one]], r.pr_port_ptr[self.process[one] + 1]):
                rate = self.active[one] * r.pt_amount[each]
                if each == self.port[one] or not rate > 0.0:
                    continue
                pool = self.wiring.pools.supplying(each)
                after = -self.bounds.inside[r.rc_res[r.needs + each]] if self.is_fed_by(node, one, each) else -_LARGE
                if not pool.plain:
                    return False
                self.sides.append((pool, True, rate, after))
            for each in range(r.pr_out_ptr[self.process[one]], r.pr_out_ptr[self.process[one] + 1]):
                rate = self.active[one] * r.ot_amount[each]
                if each == self.output[one] or r.ot_role[each] == _LOSS or not rate > 0.0:
                    continue
                pool = self.wiring.pools.using(each)
                if not pool.plain:
                    return False
                resource = r.st_res[r.offers + each]
                after = max(
                    self.paid_by(node, one, each), r.res_disposal[resource] if r.res_disposed[resource] else -_LARGE
                )
                self.sides.append((pool, False, rate, after))
            one = self.parent[one]
        return True

    @cython.cfunc
    def merge(self, node: cython.int, period: cython.int, lengths: list, slopes: list) -> cython.double:
        """Add the parts of a period, as far as the line can go. Returns the least amount."""
        r = self.region
        place: cython.int
        count: cython.int = len(self.sides)
        one: cython.int = node
        low: cython.double = 0.0
        room: cython.double = min(self.wiring.supply[period], 1e9)
        at: cython.int[::1] = np.zeros(count + 1, dtype=np.int32)
        left: cython.double[::1] = np.zeros(count + 1)
        earns: cython.double[::1] = np.zeros(count + 1)
        step: cython.double
        slope: cython.double
        while self.size[one]:
            room = min(room, r.capacity[self.process[one], period] / self.active[one])
            if self.wiring.supply[period] > 0.0:
                low = max(low, r.least[self.process[one], period] / self.active[one])
            one = self.parent[one]
        for place in range(count):
            self.open_part(place, period, at, left, earns)
        while room > 0.0:
            step = room
            slope = self.earned(node)
            for place in range(count):
                step = min(step, left[place])
                slope += earns[place]
            if slope <= -_ENOUGH:
                break
            lengths.append(step)
            slopes.append(slope)
            room -= step
            for place in range(count):
                left[place] -= step
                if left[place] <= 0.0:
                    at[place] += 1
                    self.open_part(place, period, at, left, earns)
        return low

    @cython.cfunc
    def earned(self, node: cython.int) -> cython.double:
        """What a unit of the source earns by the legs and activities of a line alone."""
        worth: cython.double = self.worth[node]
        while self.size[node]:
            worth += self.active[node] * self.region.pr_activity[self.process[node]]
            node = self.parent[node]
        return worth

    @cython.cfunc
    @cython.exceptval(-1)
    def open_part(
        self,
        place: cython.int,
        period: cython.int,
        at: cython.int[::1],
        left: cython.double[::1],
        earns: cython.double[::1],
    ) -> cython.int:
        """Go on to the next member of a side that has something in a period, or to what is after the last one."""
        r = self.region
        pool: Pool = self.sides[place][0]
        offers: cython.bint = self.sides[place][1]
        rate: cython.double = self.sides[place][2]
        after: cython.double = self.sides[place][3]
        amount: cython.double
        while at[place] < pool.members.shape[0] and pool.worth[at[place]] > after:
            amount = r.supply[pool.members[at[place]], period] if offers else r.demand[pool.members[at[place]], period]
            if amount > 0.0:
                left[place] = amount / rate
                earns[place] = rate * pool.worth[at[place]]
                return 0
            at[place] += 1
        at[place] = pool.members.shape[0]
        left[place] = _LARGE
        earns[place] = rate * after if after > -_LARGE else -_LARGE
        return 0

    @cython.cfunc
    def by_curve(
        self,
        node: cython.int,
        onward: cython.double,
        taken: cython.double,
        metres: cython.int,
        demand: cython.double[:, ::1],
        row: cython.int,
    ) -> cython.double:
        """Most that a line without feeders is worth by the curve drawn last.

        Args:
            node: The line of the curve.
            onward: Worth at its end of what a unit of the source becomes.
            taken: How much of a unit of the source gets there; where that is not known it is no limit.
            metres: Length of the last leg.
            demand: What can be taken at the end, by row and period.
            row: Row of it.
        """
        period: cython.int
        place: cython.int = 0
        low: cython.double
        room: cython.double
        step: cython.double
        reached: cython.double = 0.0
        curve: Curve = self.curve
        best: cython.double = curve.free - self.fixed[node]
        best -= self.wiring.kilometre * (self.metres[node] + metres) / 1000.0
        for period in range(self.region.periods):
            low = curve.low[period]
            room = demand[row, period] / taken * (1.0 + 1e-9) if taken > 0.0 else _LARGE
            if low > room:
                return -_LARGE
            while place < curve.last[period]:
                step = min(curve.length[place], room)
                reached += step
                room -= step
                if curve.slope[place] + onward < 0.0:
                    step = min(step, max(0.0, low))
                best += step * (curve.slope[place] + onward)
                low -= step
                place += 1
            if low > 1e-9 * curve.low[period]:
                return -_LARGE
        if reached * (1.0 + 1e-9) < self.wiring.min_amount:
            return -_LARGE
        return best + abs(best) * 1e-9
