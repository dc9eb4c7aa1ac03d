# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What feeders can be worth to the ports of a line, by resource, cell and amount."""

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
_BUCKETS = cython.declare(cython.int, 112)


@cython.cclass
class Feeding(Prices):
    """Tables for at most so many feeders."""

    def __init__(self, region: Region, most: cython.int):
        super().__init__(region, most)
        if self.flat:
            return
        self.feed = np.full((most + 1, self.price.shape[0], _BUCKETS), -_LARGE)
        for feeders in range(1, most):
            self.value_feeders(feeders)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_feeders(self, feeders: cython.int) -> cython.int:
        """Most that it is worth to have amounts made at a port, or less, with so many feeders.

        Least loads and fixed costs are left out: one feeder may feed several ports, each of which counts its part.
        """
        r = self.region
        output: cython.int
        process: cython.int
        row: cython.int
        place: cython.int
        low: cython.double
        high: cython.double
        made: cython.double
        value: cython.double
        makers: cython.double[:, ::1] = np.full((int(np.asarray(self.out_row).max()) + 1, _BUCKETS), -_LARGE)
        for output in range(r.ot_proc.shape[0]):
            process = r.ot_proc[output]
            made = r.ot_amount[output]
            if not r.pr_ok[process] or r.ot_role[output] == _LOSS or made == 0.0:
                continue
            row = self.out_row[r.st_res[r.offers + output], self.cell[r.pr_site[process]]]
            if isnan(made):
                for place in range(_BUCKETS):
                    makers[row, place] = max(makers[row, place], 0.0)
                continue
            for place in range(_BUCKETS):
                low = self.edge[place] / made
                high = min(self.edge[place + 1] / made, self.year_capacity[process])
                if low > self.year_capacity[process] * (1.0 + 1e-9):
                    break
                value = self.side_fed(process, -1, output, low, high, feeders - 1)
                makers[row, place] = max(makers[row, place], value)
        return self.spread_makers(makers, feeders)

    @cython.cfunc
    @cython.exceptval(-1)
    def spread_makers(self, makers: cython.double[:, ::1], feeders: cython.int) -> cython.int:
        """From what makers are worth in their cells to what ports in theirs may have of them."""
        r = self.region
        resource: cython.int
        cell: cython.int
        other: cython.int
        each: cython.int
        row: cython.int
        maker: cython.int
        place: cython.int
        at: cython.int
        way: cython.double
        factor: cython.double
        value: cython.double
        for resource in range(self.pool_row.shape[0]):
            for cell in range(self.cells):
                row = self.pool_row[resource, cell]
                if row < 0:
                    continue
                for each in range(r.back_ptr[resource], r.back_ptr[resource + 1]):
                    factor = 1.0 if isnan(r.back_factor[each]) else r.back_factor[each]
                    for other in range(self.cells):
                        maker = self.out_row[r.back_res[each], other]
                        if maker < 0 or factor <= 0.0:
                            continue
                        way = self.way(r.back_res[each], other, cell)
                        for place in range(_BUCKETS):
                            value = makers[maker, place]
                            if value > -_LARGE:
                                at = self.bucket(self.edge[place] * factor)
                                value -= way * self.edge[place]
                                self.feed[feeders, row, at] = max(
                                    self.feed[feeders, row, at], value + abs(value) * 1e-9
                                )
                for place in range(1, _BUCKETS):
                    value = max(self.feed[feeders, row, place], self.feed[feeders, row, place - 1])
                    self.feed[feeders, row, place] = value
        return 0

    @cython.ccall
    def side_fed(
        self,
        process: cython.int,
        port: cython.int,
        output: cython.int,
        low: cython.double,
        high: cython.double,
        feeders: cython.int,
    ) -> cython.double:
        """Most that activities from low to high are worth beside the line when feeders and by-products may feed."""
        r = self.region
        cell: cython.int = self.cell[r.pr_site[process]]
        each: cython.int
        row: cython.int
        used: cython.int = 0
        unit: cython.double = r.pr_activity[process]
        amount: cython.double
        own: cython.double
        given: cython.double
        one: cython.double = 0.0
        two: cython.double = 0.0
        more: cython.double = 0.0
        worth: cython.double = unit * (high if unit > 0.0 else low)
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if each != output and r.ot_role[each] != _LOSS and r.ot_amount[each] > 0.0:
                unit = self.revenue_of(each, cell, r.ot_amount[each] * low)
                if unit <= -_LARGE:
                    return -_LARGE
                worth += r.ot_amount[each] * unit * (high if unit > 0.0 else low)
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each == port:
                continue
            row = self.pool_row[r.rc_res[r.needs + each], cell]
            amount = r.pt_amount[each] if r.pt_amount[each] > 0.0 else 0.0
            unit = self.price[row, self.bucket(amount * low)]
            own = -_LARGE
            if unit < _LARGE:
                own = -unit * amount * (low if unit > 0.0 else high)
            # Offers that pay for being taken may be taken as well.
            given = -self.price[row, 0] * amount * high if self.price[row, 0] < 0.0 else 0.0
            if self.inner[r.rc_res[r.needs + each]]:
                own = max(own, given)
            if feeders > 0 and self.feed[feeders, row, self.bucket(amount * high)] > -_LARGE:
                given += max(0.0, self.feed[feeders, row, self.bucket(amount * high)])
                if own <= -_LARGE:
                    used += 1
                    worth += given
                elif given > own:
                    worth += own
                    given -= own
                    if given > one:
                        more += two
                        two = one
                        one = given
                    elif given > two:
                        more += two
                        two = given
                    else:
                        more += given
                else:
                    worth += own
            elif own <= -_LARGE:
                return -_LARGE
            else:
                worth += own
        if used > feeders:
            return -_LARGE
        if feeders - used >= 1:
            worth += one
        if feeders - used >= 2:
            worth += two
        if feeders - used >= 3:
            worth += more
        return worth
