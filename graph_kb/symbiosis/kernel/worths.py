# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The most that each line can be worth, and the most of its source that it can take."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.sides import Sides
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.sides import Sides

ALONE, LOOSE_ONE, LOOSE_MANY = 0, 1, 3
_LARGE = cython.declare(cython.double, 1e30)
_ENOUGH = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)
_PARTS = cython.declare(cython.int, 16)
_PART = cython.declare(cython.double, 0.7)


@cython.cclass
class Worths(Sides):
    """Lines with bounds of their worth."""

    @cython.cfunc
    def bound_at(self, node: cython.int, need: cython.int) -> cython.double:
        """Most that a line can be worth that ends at a need, by the lane looked at last; feeders are counted apart."""
        high: cython.double = self.most_at(node, need)
        onward: cython.double = self.end_worth(node, need)
        if self.low[node] > high * (1.0 + 1e-9):
            return -_LARGE
        return self.bound(node, high, onward, -1, True)

    @cython.cfunc
    def most_at(self, node: cython.int, need: cython.int) -> cython.double:
        """Most of the source that a line can take to a need, by the lane looked at last."""
        r = self.region
        period: cython.int
        most: cython.double = 0.0
        taken: cython.double = self.made[node] * r.factor
        if isnan(taken) or taken <= 0.0:
            return self.high[node]
        for period in range(r.periods):
            if self.stored[node] or self.wiring.supply[period] > 0.0:
                most += r.demand[need, period]
        return min(self.high[node], most / taken)

    @cython.cfunc
    def end_worth(self, node: cython.int, need: cython.int) -> cython.double:
        """Worth at a need of what a unit of the source becomes on a line, by the lane looked at last."""
        r = self.region
        worth: cython.double
        if isnan(r.factor) or isnan(self.made[node]):
            return 0.0
        worth = r.nd_weight[need] * r.factor
        worth -= r.res_rate[r.st_res[self.stream_of(node)]] * max(0, r.metres) / 1000.0
        return self.made[node] * worth

    @cython.cfunc
    def bound(
        self,
        node: cython.int,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        fine: cython.bint,
    ) -> cython.double:
        """Most that a line can be worth.

        Args:
            node: The line.
            high: Most of the source a year.
            onward: Worth at the need of what a unit of the source becomes, where the line ends there.
            left: Most further processes where it goes on, -1 where it ends.
            fine: Whether amounts are looked at in several parts.
        """
        low: cython.double = self.low[node]
        start: cython.double
        best: cython.double = -_LARGE
        turn: cython.int
        if self.bounds.flat:
            best = self.worth[node] * (max(low, high) if self.worth[node] >= 0.0 else low)
            return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0
        short: cython.bint = left > 0 and self.most_fed > 0 and self.is_short(node, False, high)
        high = max(high, low)
        if left >= 0:
            self.look_beside(node, left)
            self.alone = self.most_by_pools(node) * (1.0 + 1e-9)
        for turn in range(_PARTS):
            start = high * _PART if fine and turn < _PARTS - 1 else low
            if start < low * 1.0001:
                start = low
            best = max(best, self.bound_within(node, start, high, onward, left, short))
            if start <= low:
                break
            high = start
        return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0

    @cython.cfunc
    def is_short(self, node: cython.int, ended: cython.bint, amount: cython.double) -> cython.bint:
        """Whether some process of a line may need a feeder at an amount of the source.

        Where the line ends that is the least one. What follows a line that goes on may ask for more.
        """
        each: cython.int = node
        active: cython.double
        # With a store least loads do not show in the least amount of the source.
        if self.stored[node]:
            return True
        while self.size[each]:
            active = 0.0 if isnan(self.active[each]) else self.active[each] * amount
            if ended:
                if self.is_short_here(node, each, active):
                    return True
            elif self.bounds.may_be_short(self.process[each], self.port[each], self.output[each], active):
                return True
            each = self.parent[each]
        return False

    @cython.cfunc
    def is_short_here(self, node: cython.int, each: cython.int, active: cython.double) -> cython.bint:
        """Whether a process may need a feeder beside those of its line alone."""
        r = self.region
        b = self.bounds
        port: cython.int
        process: cython.int = self.process[each]
        for port in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if port != self.port[each] and b.lacks(port, active, self.sharing(node, b.group[r.rc_res[r.needs + port]])):
                return True
        return b.has_output_without_use(process, self.output[each])

    @cython.cfunc
    def sharing(self, node: cython.int, group: cython.int) -> cython.int:
        """Ports off a line that may share what belongs to a group of resources."""
        r = self.region
        port: cython.int
        found: cython.int = 0
        while self.size[node]:
            for port in range(r.pr_port_ptr[self.process[node]], r.pr_port_ptr[self.process[node] + 1]):
                if port != self.port[node] and self.bounds.group[r.rc_res[r.needs + port]] == group:
                    found += 1
            node = self.parent[node]
        return found

    @cython.cfunc
    def bound_within(
        self,
        node: cython.int,
        low: cython.double,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        short: cython.bint,
    ) -> cython.double:
        """Most that a line can be worth for amounts of the source from low to high."""
        unit: cython.double
        feeders: cython.int
        # Where nothing lacks so far something must further on.
        later: cython.int = 0 if short else 1
        kind: cython.int
        best: cython.double
        value: cython.double
        best = -_LARGE
        if left >= 0 and low <= self.alone:
            unit = self.unit_beside(node, low, True)
            best = self.bound_on(node, low, min(high, self.alone), unit, left, ALONE) + self.free_of(low, True)
        if left >= 0 and min(left, self.most_fed) < 1:
            return best
        unit = self.unit_beside(node, low, False)
        if unit <= -_LARGE:
            return best
        free: cython.double = self.free_of(low, False)
        if left < 0:
            unit += onward
            return free + unit * (high if unit >= 0.0 else low)
        for feeders in range(1, min(left, self.most_fed) + 1):
            kind = LOOSE_ONE if feeders == 1 else LOOSE_MANY
            value = self.bound_on(node, low, high, unit, left - feeders, kind + later)
            best = max(best, value + self.gains(node, high, feeders) + free)
        return best if best > -_ENOUGH else -_LARGE

    @cython.cfunc
    def gains(self, node: cython.int, high: cython.double, feeders: cython.int) -> cython.double:
        """Most that feeders of a line gain."""
        if feeders != 1:
            return feeders * self.bounds.most_gain
        self.bounds.slots = 0
        while self.size[node]:
            if not isnan(self.active[node]):
                self.bounds.add_gains(self.process[node], self.port[node], self.active[node] * high)
            node = self.parent[node]
        return self.bounds.best_gain()

    @cython.cfunc
    def bound_on(
        self,
        node: cython.int,
        low: cython.double,
        high: cython.double,
        unit: cython.double,
        left: cython.int,
        kind: cython.int,
    ) -> cython.double:
        """Most that a line is worth that goes on, without the gains of its own feeders."""
        made: cython.double = self.made[node]
        onward: cython.double
        if unit <= -_LARGE:
            return -_LARGE
        if not isnan(made):
            onward = self.bounds.onward(self.output[node], left, made * low, made * high, kind)
            if onward <= -_ENOUGH:
                return -_LARGE
            unit += made * onward
        return unit * (high if unit >= 0.0 else low)
