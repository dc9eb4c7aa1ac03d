# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a stream can be worth at most, whatever follows: tables for the bounds of the search.

For each resource and cell and amount the tables hold what a unit of a stream on a line is worth at most with so many
further processes: alone, without feeders; `loose` with one or several feeders that may feed any port; `short` with
them where some port further on may need one. What several gain is added to the bound apart. Worth is that of a unit, so
that costs and revenues of the same amount are compared. Competition is left out, distances are those of the cells, so
no chain is worth more than its bound.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.feeding import Feeding
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.feeding import Feeding
    from graph_kb.symbiosis.kernel.region import Region

# Without feeders; with one, with several, that may feed any port; the same where some port further on may need it.
ALONE, LOOSE_ONE, SHORT_ONE, LOOSE_MANY, SHORT_MANY = 0, 1, 2, 3, 4
_LARGE = cython.declare(cython.double, 1e30)
_ENOUGH = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Bounds(Feeding):
    """Tables of one region, for lines of at most `most` processes."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        if self.flat:
            return
        self.kinds = 1 + 2 * min(self.most_fed, 2)
        shape = (most, int(np.asarray(self.out_row).max(initial=-1)) + 1, self.kinds, self.buckets)
        self.table = np.full(shape, -_LARGE, dtype=np.float32)
        for left in range(most):
            self.value_level(left)

    @cython.ccall
    def onward(
        self, output: cython.int, left: cython.int, low: cython.double, high: cython.double, kind: cython.int
    ) -> cython.double:
        """Most that a unit of an output is worth further on along a line, for amounts from low to high.

        Args:
            output: The output.
            left: Most further processes of the line.
            low: Least amount a year.
            high: Largest amount a year.
            kind: Row of the tables.
        """
        r = self.region
        row: cython.int = self.out_row[r.st_res[r.offers + output], self.cell[r.st_site[r.offers + output]]]
        place: cython.int
        best: cython.double = -_LARGE
        for place in range(self.bucket(low), self.bucket(high) + 1):
            best = max(best, self.table[left, row, kind, place])
        return best

    @cython.cfunc
    @cython.exceptval(-1)
    def value_level(self, left: cython.int) -> cython.int:
        """Tables of lines with at most `left` further processes, and feeders as many as there is room for."""
        r = self.region
        one: cython.int
        row: cython.int
        kind: cython.int
        place: cython.int
        shape = (int(np.asarray(self.user_row).max(initial=-1)) + 1, self.kinds, self.buckets)
        users: cython.float[:, :, ::1] = np.full(shape, -_LARGE, dtype=np.float32)
        self.value_needs(users)
        found: cython.double[:, ::1] = np.zeros((self.kinds, self.buckets))
        if left > 0:
            for one in range(r.pt_proc.shape[0]):
                if r.rc_ok[r.needs + one]:
                    self.value_port(one, left, found)
                    row = self.user_row[r.rc_res[r.needs + one], self.cell[r.rc_site[r.needs + one]]]
                    for kind in range(self.kinds):
                        for place in range(self.buckets):
                            users[row, kind, place] = max(users[row, kind, place], found[kind, place])
        return self.spread(left, users)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_needs(self, users: cython.float[:, :, ::1]) -> cython.int:
        """What needs pay for amounts that they take."""
        r = self.region
        one: cython.int
        row: cython.int
        kind: cython.int
        place: cython.int
        worth: cython.float
        demand: cython.double[::1] = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        for one in range(r.needs):
            if not r.rc_ok[one]:
                continue
            row = self.user_row[r.rc_res[one], self.cell[r.rc_site[one]]]
            worth = cython.cast(cython.float, r.nd_weight[one] + abs(r.nd_weight[one]) * 1e-6)
            for place in range(self.buckets):
                if self.edge[place] > demand[one] * (1.0 + 1e-9):
                    break
                if worth > users[row, ALONE, place]:
                    users[row, ALONE, place] = worth
                    for kind in range(LOOSE_ONE, self.kinds, 2):
                        users[row, kind, place] = worth
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def value_port(self, port: cython.int, left: cython.int, found: cython.double[:, ::1]) -> cython.int:
        """Most that a unit is worth at a port that goes on along the line, by bucket."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        output: cython.int
        place: cython.int
        kind: cython.int
        taken: cython.double = r.pt_amount[port]
        low: cython.double
        high: cython.double
        alone: cython.double
        unknown: cython.double = 0.0 if isnan(taken) else -_LARGE
        for kind in range(self.kinds):
            for place in range(self.buckets):
                found[kind, place] = unknown
        if taken == 0.0 or isnan(taken):
            return 0
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] == _LOSS or r.ot_amount[output] == 0.0:
                continue
            self.look_beside(process, port, output, left - 1)
            alone = self.most_by_offers(process, port)
            for place in range(self.buckets):
                low = self.edge[place] / taken
                high = min(self.edge[place + 1] / taken, self.year_capacity[process])
                if low > self.year_capacity[process] * (1.0 + 1e-9):
                    break
                if high >= self.period_least[process] * (1.0 - 1e-9):
                    self.value_range(port, output, left, place, low, high, alone, found)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def value_range(
        self,
        port: cython.int,
        output: cython.int,
        left: cython.int,
        place: cython.int,
        low: cython.double,
        high: cython.double,
        alone: cython.double,
        found: cython.double[:, ::1],
    ) -> cython.int:
        """Most that a unit is worth at a port, for activities from low to high, up to `alone` without feeders."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        taken: cython.double = r.pt_amount[port]
        made: cython.double = r.ot_amount[output]
        side: cython.double
        short: cython.bint
        kind: cython.int
        value: cython.double
        onward: cython.double
        if high <= 0.0:
            return 0
        # Fixed costs are spread over as much as there can be, gains over as little.
        fixed: cython.double = r.pr_fixed[process] / high
        if low <= alone * (1.0 + 1e-9):
            side = self.side(process, port, output, low, True) - fixed
            self.offer(found, ALONE, place, side, self.onward_unit(output, left, low, high, ALONE), taken)
        if self.kinds == 1:
            return 0
        side = self.side(process, port, output, low, False) - fixed
        short = self.may_be_short(process, port, output, high)
        for kind in range(LOOSE_ONE, min(self.kinds, 2 * (self.most - left) - 1), 2):
            value = side + (self.gain_of_unit(process, port, low, high) if kind == LOOSE_ONE else 0.0)
            self.offer(found, kind, place, value, self.onward_unit(output, left, low, high, kind), taken)
            onward = self.onward_unit(output, left, low, high, kind if isnan(made) or short else kind + 1)
            self.offer(found, kind + 1, place, value, onward, taken)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def offer(
        self,
        found: cython.double[:, ::1],
        kind: cython.int,
        place: cython.int,
        side: cython.double,
        onward: cython.double,
        taken: cython.double,
    ) -> cython.int:
        """Keep a worth if it is the best one; a millionth of it makes up for the rounding of short floats."""
        if side > -_ENOUGH and onward > -_ENOUGH:
            side = (side + onward) / taken
            found[kind, place] = max(found[kind, place], side + abs(side) * 1e-6)
        return 0

    @cython.cfunc
    def gain_of_unit(
        self, process: cython.int, port: cython.int, low: cython.double, high: cython.double
    ) -> cython.double:
        """Most that one feeder of a process adds to a unit of its activity, for activities from low to high."""
        gained: cython.double
        self.slots = 0
        self.add_gains(process, port, high)
        gained = self.best_gain()
        if gained == 0.0:
            return 0.0
        return min(_ENOUGH, gained / low) if low > 0.0 else _ENOUGH

    @cython.cfunc
    def onward_unit(
        self, output: cython.int, left: cython.int, low: cython.double, high: cython.double, kind: cython.int
    ) -> cython.double:
        """Most that what a unit of activity makes of an output is worth further on."""
        made: cython.double = self.region.ot_amount[output]
        unit: cython.double
        if isnan(made):
            return 0.0
        unit = self.onward(output, left - 1, low * made, high * made, kind)
        return -_LARGE if unit <= -_ENOUGH else made * unit

    @cython.cfunc
    @cython.exceptval(-1)
    def spread(self, left: cython.int, users: cython.float[:, :, ::1]) -> cython.int:
        """From what users are worth in their cells to what streams are worth in theirs."""
        r = self.region
        resource: cython.int
        cell: cython.int
        other: cython.int
        each: cython.int
        row: cython.int
        user: cython.int
        for resource in range(self.out_row.shape[0]):
            for cell in range(self.cells):
                row = self.out_row[resource, cell]
                if row < 0:
                    continue
                for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                    for other in range(self.cells):
                        user = self.user_row[r.fit_res[each], other]
                        if user >= 0:
                            self.take_from(
                                users[user],
                                self.table[left, row],
                                r.fit_factor[each],
                                cython.cast(cython.float, self.way(resource, cell, other) * 0.999999),
                            )
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def take_from(
        self,
        users: cython.float[:, ::1],
        streams: cython.float[:, ::1],
        factor: cython.double,
        way: cython.float,
    ) -> cython.int:
        """Worth of a stream by what its users in one cell are worth."""
        kind: cython.int
        place: cython.int
        at: cython.int
        first: cython.int
        last: cython.int
        value: cython.float
        if factor == 1.0:
            for kind in range(self.kinds):
                for place in range(self.buckets):
                    value = users[kind, place] - way
                    streams[kind, place] = max(streams[kind, place], value)
            return 0
        if isnan(factor):
            # After an unknown factor amounts count as none, whatever follows.
            for kind in range(self.kinds):
                for place in range(self.buckets):
                    streams[kind, place] = max(streams[kind, place], -way)
            return 0
        for place in range(self.buckets):
            first = self.bucket(self.edge[place] * factor)
            last = self.bucket(self.edge[place + 1] * factor)
            for kind in range(self.kinds):
                value = users[kind, first]
                for at in range(first + 1, last + 1):
                    value = max(value, users[kind, at])
                if value <= -_ENOUGH:
                    continue
                value = cython.cast(cython.float, value * factor) - way
                streams[kind, place] = max(streams[kind, place], value)
        return 0
