# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What feeders can gain: what they make earns the price inside.

One feeder gives no more than the ports of the line take of one group of resources. Several may feed each other too, so
each of them is only known to gain no more than the best maker of all at any activity.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.prices import Prices
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.prices import Prices
    from graph_kb.symbiosis.kernel.region import Region

_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)
_SLOTS = cython.declare(cython.int, 64)


@cython.cclass
class Feeding(Prices):
    """Tables of what one feeder gains by resource, cell and amount, and the most that any feeder gains."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        self.slots = 0
        self.slot_group = np.zeros(_SLOTS, dtype=np.int32)
        self.slot_gain = np.zeros(_SLOTS)
        self.most_gain = 0.0
        self.self_fed = 0.0
        if self.flat:
            return
        self.feed = np.zeros((int(np.asarray(self.pool_row).max(initial=-1)) + 1, self.buckets))
        if self.most_fed > 0:
            self.value_makers()

    @cython.cfunc
    @cython.exceptval(-1)
    def value_makers(self) -> cython.int:
        """Most that makers gain by a unit of an output without its price, and the most that one gains at all.

        Least loads and fixed costs are left out: one feeder may feed several ports, each of which counts its part.
        """
        r = self.region
        output: cython.int
        process: cython.int
        row: cython.int
        place: cython.int
        made: cython.double
        count = int(np.asarray(self.out_row).max()) + 1
        unit: cython.double[:, ::1] = np.full((count, self.buckets), -_LARGE)
        for output in range(r.ot_proc.shape[0]):
            process = r.ot_proc[output]
            made = r.ot_amount[output]
            # An unknown amount counts as none: such a feeder gives nothing.
            if not r.pr_ok[process] or r.ot_role[output] == _LOSS or not made > 0.0:
                continue
            row = self.out_row[r.st_res[r.offers + output], self.cell[r.pr_site[process]]]
            for place in range(self.buckets):
                if self.edge[place] / made > self.year_capacity[process] * (1.0 + 1e-9):
                    break
                self.value_maker(process, output, place, unit, row)
        return self.spread_makers(unit)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_maker(
        self,
        process: cython.int,
        output: cython.int,
        place: cython.int,
        unit: cython.double[:, ::1],
        row: cython.int,
    ) -> cython.int:
        """What a maker gains for amounts of one bucket."""
        made: cython.double = self.region.ot_amount[output]
        high: cython.double = min(self.edge[place + 1] / made, self.year_capacity[process])
        side: cython.double = self.side(process, -1, output, self.edge[place] / made, False)
        paid: cython.double = self.paid_at_most(output)
        if side <= -_LARGE or paid <= -_LARGE:
            return 0
        unit[row, place] = max(unit[row, place], side / made)
        self.most_gain = max(self.most_gain, (side + made * paid) * high * (1.0 + 1e-9))
        # With a stock it may feed itself: what ports of others take is no limit then.
        if self.region.pr_start_up[process]:
            self.self_fed = max(self.self_fed, (side + made * paid) * high * (1.0 + 1e-9))
        return 0

    @cython.cfunc
    def paid_at_most(self, output: cython.int) -> cython.double:
        """Best price inside of what an output fits."""
        r = self.region
        each: cython.int
        factor: cython.double
        found: cython.double = -_LARGE
        resource: cython.int = r.st_res[r.offers + output]
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            if r.ports_ptr[r.fit_res[each]] < r.ports_ptr[r.fit_res[each] + 1]:
                factor = 1.0 if isnan(r.fit_factor[each]) else r.fit_factor[each]
                found = max(found, self.inside[r.fit_res[each]] * factor)
        return found

    @cython.cfunc
    @cython.exceptval(-1)
    def spread_makers(self, unit: cython.double[:, ::1]) -> cython.int:
        """From what makers are worth in their cells to what ports in theirs may have of them."""
        r = self.region
        resource: cython.int
        cell: cython.int
        other: cython.int
        each: cython.int
        row: cython.int
        maker: cython.int
        place: cython.int
        for resource in range(self.pool_row.shape[0]):
            for cell in range(self.cells):
                row = self.pool_row[resource, cell]
                if row < 0:
                    continue
                for each in range(r.back_ptr[resource], r.back_ptr[resource + 1]):
                    for other in range(self.cells):
                        maker = self.out_row[r.back_res[each], other]
                        if maker >= 0:
                            self.take_over(
                                unit[maker],
                                self.feed[row],
                                1.0 if isnan(r.back_factor[each]) else r.back_factor[each],
                                self.way(r.back_res[each], other, cell),
                                self.inside[resource],
                            )
                for place in range(1, self.buckets):
                    self.feed[row, place] = max(self.feed[row, place], self.feed[row, place - 1])
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def take_over(
        self,
        unit: cython.double[::1],
        feed: cython.double[::1],
        factor: cython.double,
        way: cython.double,
        price: cython.double,
    ) -> cython.int:
        """Gains of the makers of one cell, for the ports of another one."""
        place: cython.int
        at: cython.int
        worth: cython.double
        if factor <= 0.0:
            return 0
        for place in range(self.buckets):
            if unit[place] <= -_LARGE:
                continue
            worth = unit[place] + price * factor - way
            worth = worth * (self.edge[place + 1] if worth > 0.0 else self.edge[place])
            at = self.bucket(self.edge[place] * factor)
            feed[at] = max(feed[at], worth + abs(worth) * 1e-9)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def add_gains(self, process: cython.int, port: cython.int, activity: cython.double) -> cython.int:
        """Add what one feeder may gain at the ports of a process, up to an activity, by group of resources."""
        r = self.region
        each: cython.int
        row: cython.int
        cell: cython.int = self.cell[r.pr_site[process]]
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each == port or not r.pt_amount[each] > 0.0:
                continue
            row = self.pool_row[r.rc_res[r.needs + each], cell]
            self.slot_gain[self.slot_of(self.group[r.rc_res[r.needs + each]])] += self.feed[
                row, self.bucket(r.pt_amount[each] * activity)
            ]
        return 0

    @cython.cfunc
    def slot_of(self, group: cython.int) -> cython.int:
        """Slot of a group, a new one if there is none; the last one is shared when there are too many."""
        slot: cython.int
        for slot in range(self.slots):
            if self.slot_group[slot] == group:
                return slot
        if self.slots == _SLOTS:
            return _SLOTS - 1
        slot = self.slots
        self.slots += 1
        self.slot_group[slot] = group
        self.slot_gain[slot] = 0.0
        return slot

    @cython.cfunc
    def best_gain(self) -> cython.double:
        """Most that one feeder gains at the ports that were added."""
        slot: cython.int
        best: cython.double = 0.0
        for slot in range(self.slots):
            best = max(best, self.slot_gain[slot])
        return min(self.most_gain, max(best, self.self_fed))
