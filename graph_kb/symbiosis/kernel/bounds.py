# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a stream can be worth at most, whatever follows: tables for the bounds of the search.

Sites lie in cells, amounts in buckets of a geometric grid. For each resource and cell the tables hold what a pool of
offers costs at least on average, what a by-product earns at most on average, and what a stream on a line is worth at
most with so many further processes: `tight` as long as pools feed every port, `loose` when feeders may feed any port,
`short` when some port further on may need one. Competition is left out, distances are those of the cells, so no chain
is worth more than its bound.
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

TIGHT, LOOSE, SHORT = 0, 1, 2
_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)
_BUCKETS = cython.declare(cython.int, 112)


@cython.cclass
class Bounds(Feeding):
    """Tables of one region, for lines of at most `most` processes."""

    def __init__(self, region: Region, most: cython.int):
        super().__init__(region, most)
        if self.flat:
            return
        for left in range(most):
            self.value_level(left)

    @cython.ccall
    def onward(
        self, output: cython.int, left: cython.int, low: cython.double, high: cython.double, kind: cython.int
    ) -> cython.double:
        """Most that amounts of an output from low to high are worth further on along a line.

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
            best = max(best, self.table[left, kind, row, place])
        return best

    @cython.cfunc
    @cython.exceptval(-1)
    def value_level(self, left: cython.int) -> cython.int:
        """Tables of lines with at most `left` further processes, and feeders as many as there is room for."""
        r = self.region
        one: cython.int
        place: cython.int
        row: cython.int
        kind: cython.int
        kinds: cython.int = 1 + 2 * self.most
        worth: cython.double
        if left == 0:
            shape = (self.most, kinds, int(np.asarray(self.out_row).max()) + 1, _BUCKETS)
            self.table = np.full(shape, -_LARGE, dtype=np.float32)
        users: cython.double[:, :, ::1] = np.full((kinds, int(np.asarray(self.user_row).max()) + 1, _BUCKETS), -_LARGE)
        yearly = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        demand: cython.double[::1] = yearly
        for one in range(r.needs):
            if not r.rc_ok[one]:
                continue
            row = self.user_row[r.rc_res[one], self.cell[r.rc_site[one]]]
            for place in range(_BUCKETS):
                if self.edge[place] > demand[one]:
                    break
                worth = r.nd_weight[one]
                worth *= min(self.edge[place + 1], demand[one]) if worth > 0.0 else self.edge[place]
                if worth > users[TIGHT, row, place]:
                    users[TIGHT, row, place] = worth
                    for kind in range(self.most):
                        users[LOOSE + 2 * kind, row, place] = worth
        found: cython.double[:, ::1] = np.zeros((kinds, _BUCKETS))
        if left > 0:
            for one in range(r.pt_proc.shape[0]):
                if r.rc_ok[r.needs + one]:
                    self.value_port(one, left, found)
                    row = self.user_row[r.rc_res[r.needs + one], self.cell[r.rc_site[r.needs + one]]]
                    for kind in range(kinds):
                        for place in range(_BUCKETS):
                            if found[kind, place] > users[kind, row, place]:
                                users[kind, row, place] = found[kind, place]
        return self.spread(left, users)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_port(self, port: cython.int, left: cython.int, found: cython.double[:, ::1]) -> cython.int:
        """Most that amounts are worth at a port that goes on along the line, by bucket."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        output: cython.int
        place: cython.int
        kind: cython.int
        feeders: cython.int
        taken: cython.double = r.pt_amount[port]
        made: cython.double
        low: cython.double
        high: cython.double
        value: cython.double
        is_short: cython.bint
        unknown: cython.double = 0.0 if isnan(taken) else -_LARGE
        for kind in range(1 + 2 * self.most):
            for place in range(_BUCKETS):
                found[kind, place] = unknown
        if taken == 0.0 or isnan(taken):
            return 0
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] == _LOSS or r.ot_amount[output] == 0.0:
                continue
            made = r.ot_amount[output]
            for place in range(_BUCKETS):
                low = self.edge[place] / taken
                high = min(self.edge[place + 1] / taken, self.year_capacity[process])
                if low > self.year_capacity[process] * (1.0 + 1e-9):
                    break
                if high < self.year_least[process] * (1.0 - 1e-9):
                    continue
                is_short = self.may_be_short(process, port, output, high)
                value = self.side(process, port, output, low)
                if value > -_LARGE:
                    value = value * (high if value > 0.0 else low) - r.pr_fixed[process]
                    if not isnan(made):
                        value += self.onward(output, left - 1, low * made, high * made, TIGHT)
                    found[TIGHT, place] = max(found[TIGHT, place], value)
                for feeders in range(self.most - left):
                    value = self.side_fed(process, port, output, low, high, feeders)
                    if value <= -_LARGE:
                        continue
                    value -= r.pr_fixed[process]
                    kind = LOOSE + 2 * feeders
                    if isnan(made):
                        found[kind, place] = max(found[kind, place], value)
                        found[kind + 1, place] = max(found[kind + 1, place], value)
                        continue
                    found[kind, place] = max(
                        found[kind, place], value + self.onward(output, left - 1, low * made, high * made, kind)
                    )
                    if not is_short:
                        kind += 1
                    value += self.onward(output, left - 1, low * made, high * made, kind)
                    kind = SHORT + 2 * feeders
                    found[kind, place] = max(found[kind, place], value)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def spread(self, left: cython.int, users: cython.double[:, :, ::1]) -> cython.int:
        """From what users are worth in their cells to what streams are worth in theirs."""
        r = self.region
        resource: cython.int
        cell: cython.int
        other: cython.int
        each: cython.int
        row: cython.int
        user: cython.int
        place: cython.int
        first: cython.int
        last: cython.int
        at: cython.int
        kind: cython.int
        way: cython.double
        factor: cython.double
        value: cython.double
        for resource in range(self.out_row.shape[0]):
            for cell in range(self.cells):
                row = self.out_row[resource, cell]
                if row < 0:
                    continue
                for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                    factor = r.fit_factor[each]
                    for other in range(self.cells):
                        user = self.user_row[r.fit_res[each], other]
                        if user < 0:
                            continue
                        way = self.way(resource, cell, other)
                        for place in range(_BUCKETS):
                            first = place
                            last = place
                            if isnan(factor):
                                first = 0
                                last = _BUCKETS - 1
                            elif factor != 1.0:
                                first = self.bucket(self.edge[place] * factor)
                                last = self.bucket(self.edge[place + 1] * factor)
                            for kind in range(1 + 2 * self.most):
                                value = -_LARGE
                                for at in range(first, last + 1):
                                    value = max(value, users[kind, user, at])
                                if value <= -_LARGE:
                                    continue
                                if isnan(factor):
                                    value = max(value, 0.0)
                                value -= way * self.edge[place]
                                value += abs(value) * 1e-6
                                if value > self.table[left, kind, row, place]:
                                    self.table[left, kind, row, place] = value
        return 0
