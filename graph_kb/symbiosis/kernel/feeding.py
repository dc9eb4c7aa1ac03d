# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What feeders can gain, by resource, cell and amount: what they make earns the price inside."""

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
    """Tables for at most so many feeders, feeders of feeders among them."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        self.slots = 0
        self.slot_group = np.zeros(_SLOTS, dtype=np.int32)
        self.slot_counts = np.zeros(_SLOTS, dtype=np.int8)
        self.slot_gain = np.zeros((most + 1, _SLOTS))
        self.total_gain = np.zeros(most + 1)
        if self.flat:
            return
        self.feed = np.zeros((self.most_fed + 1, self.price.shape[0], self.buckets))
        for feeders in range(1, self.most_fed + 1):
            self.value_feeders(feeders)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_feeders(self, feeders: cython.int) -> cython.int:
        """Most that makers gain by a unit of an output without its price, and what their own feeders add.

        Least loads and fixed costs are left out: one feeder may feed several ports, each of which counts its part.
        """
        r = self.region
        output: cython.int
        process: cython.int
        row: cython.int
        place: cython.int
        made: cython.double
        low: cython.double
        count = int(np.asarray(self.out_row).max()) + 1
        unit: cython.double[:, ::1] = np.full((count, self.buckets), -_LARGE)
        added: cython.double[:, ::1] = np.zeros((count, self.buckets))
        for output in range(r.ot_proc.shape[0]):
            process = r.ot_proc[output]
            made = r.ot_amount[output]
            # An unknown amount counts as none: such a feeder gives nothing.
            if not r.pr_ok[process] or r.ot_role[output] == _LOSS or not made > 0.0:
                continue
            row = self.out_row[r.st_res[r.offers + output], self.cell[r.pr_site[process]]]
            for place in range(self.buckets):
                low = self.edge[place] / made
                if low > self.year_capacity[process] * (1.0 + 1e-9):
                    break
                unit[row, place] = max(unit[row, place], self.side(process, -1, output, low) / made)
                if feeders > 1:
                    self.slots = 0
                    low = min(self.edge[place + 1] / made, self.year_capacity[process])
                    self.add_gains(process, -1, low, feeders - 1)
                    added[row, place] = max(added[row, place], self.sum_gains(feeders - 1))
        return self.spread_makers(unit, added, feeders)

    @cython.cfunc
    @cython.exceptval(-1)
    def spread_makers(
        self, unit: cython.double[:, ::1], added: cython.double[:, ::1], feeders: cython.int
    ) -> cython.int:
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
                                added[maker],
                                self.feed[feeders, row],
                                1.0 if isnan(r.back_factor[each]) else r.back_factor[each],
                                self.way(r.back_res[each], other, cell),
                                self.inside[resource],
                            )
                for place in range(1, self.buckets):
                    self.feed[feeders, row, place] = max(
                        self.feed[feeders, row, place], self.feed[feeders, row, place - 1]
                    )
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def take_over(
        self,
        unit: cython.double[::1],
        added: cython.double[::1],
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
            worth = worth * (self.edge[place + 1] if worth > 0.0 else self.edge[place]) + added[place]
            at = self.bucket(self.edge[place] * factor)
            feed[at] = max(feed[at], worth + abs(worth) * 1e-9)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def add_gains(
        self, process: cython.int, port: cython.int, activity: cython.double, feeders: cython.int
    ) -> cython.int:
        """Add what feeders may gain at the ports of a process, up to an activity, by group of resources.

        A feeder is there because something lacks: a group counts if one of its ports does, or if what makes it may be
        there for another reason.
        """
        r = self.region
        each: cython.int
        slot: cython.int
        row: cython.int
        level: cython.int
        group: cython.int
        place: cython.int
        cell: cython.int = self.cell[r.pr_site[process]]
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each == port or not r.pt_amount[each] > 0.0:
                continue
            group = self.group[r.rc_res[r.needs + each]]
            slot = self.slot_of(group)
            if self.helps[group] or self.lacks(each, activity, self.sharers[group]):
                self.slot_counts[slot] = 1
            row = self.pool_row[r.rc_res[r.needs + each], cell]
            place = self.bucket(r.pt_amount[each] * activity)
            for level in range(1, feeders + 1):
                self.slot_gain[level, slot] += self.feed[level, row, place]
        return 0

    @cython.cfunc
    def slot_of(self, group: cython.int) -> cython.int:
        """Slot of a group, a new one if there is none; the last one is shared when there are too many."""
        slot: cython.int
        level: cython.int
        for slot in range(self.slots):
            if self.slot_group[slot] == group:
                return slot
        if self.slots == _SLOTS:
            return _SLOTS - 1
        slot = self.slots
        self.slots += 1
        self.slot_group[slot] = group
        self.slot_counts[slot] = 0
        for level in range(self.slot_gain.shape[0]):
            self.slot_gain[level, slot] = 0.0
        return slot

    @cython.cfunc
    def sum_gains(self, feeders: cython.int) -> cython.double:
        """Most that so many feeders gain together: each feeds a group that counts, or a feeder of such a group."""
        level: cython.int
        first: cython.int
        slot: cython.int
        best: cython.double
        for level in range(1, feeders + 1):
            best = 0.0
            for slot in range(self.slots):
                if self.slot_counts[slot]:
                    best = max(best, self.slot_gain[level, slot])
            self.total_gain[level] = best
            for first in range(1, level):
                self.total_gain[level] = max(
                    self.total_gain[level], self.total_gain[first] + self.total_gain[level - first]
                )
        return self.total_gain[feeders] if feeders > 0 else 0.0
