# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Least prices of pools and best revenues of by-products, by resource, cell and amount."""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import averages, detour, feeds_ports, fitting, footprint, is_flat, rows_of
from graph_kb.symbiosis.kernel.cells import cells

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import floor, isnan, log
else:
    from math import floor, isnan, log

    from graph_kb.symbiosis.kernel.region import Region

_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)
_RATIO = cython.declare(cython.double, 1.25)
_FIRST = cython.declare(cython.int, 12)
_BUCKETS = cython.declare(cython.int, 112)
_SHARERS = cython.declare(cython.double, 12.0)


@cython.cclass
class Prices:
    """Tables of one region. Sites lie in cells, amounts in buckets of a geometric grid."""

    def __init__(self, region: Region, most: cython.int):
        self.region = region
        self.most = most
        self.buckets = _BUCKETS
        self.flat = is_flat(region)
        if self.flat:
            return
        places, apart = cells(*(np.asarray(getattr(region, f"site_{axis}")) for axis in "xyz"))
        self.cell = places
        self.apart = np.ascontiguousarray(apart)
        self.cells = apart.shape[0]
        # The first bucket begins at nothing, the last one ends at more than anything.
        edge = _RATIO ** (np.arange(_BUCKETS + 1) - _FIRST)
        edge[0] = 0.0
        edge[_BUCKETS] = 1e15
        self.edge = edge
        self.year_capacity = np.minimum(np.asarray(region.capacity).sum(axis=1), 1e14)
        self.year_least = np.asarray(region.least).min(axis=1)
        self.port_supply = np.zeros(region.pt_proc.shape[0])
        self.count_supply()
        self.make_rows()
        self.make_pools()
        self.make_sinks()
        self.make_inner()

    @cython.cfunc
    def bucket(self, amount: cython.double) -> cython.int:
        """Bucket of an amount."""
        if amount <= self.edge[1]:
            return 0
        found: cython.int = cython.cast(cython.int, floor(log(amount) / log(_RATIO) + 1e-9)) + _FIRST
        return min(max(found, 0), _BUCKETS - 1)

    def make_rows(self):
        """Number the pairs of resource and cell that tables have rows for."""
        r = self.region
        resources = r.fit_ptr.shape[0] - 1
        st_res, st_site = np.asarray(r.st_res), np.asarray(r.st_site)
        rc_res, rc_site = np.asarray(r.rc_res), np.asarray(r.rc_site)
        place = np.asarray(self.cell)
        of_ports = np.asarray(r.rc_ok)[r.needs :] > 0
        of_outs = np.asarray(r.st_ok)[r.offers :] > 0
        self.pool_row = rows_of(resources, self.cells, rc_res[r.needs :][of_ports], place[rc_site[r.needs :][of_ports]])
        self.out_row = rows_of(resources, self.cells, st_res[r.offers :][of_outs], place[st_site[r.offers :][of_outs]])
        used = np.asarray(r.rc_ok) > 0
        self.user_row = rows_of(resources, self.cells, rc_res[used], place[rc_site[used]])

    def make_pools(self):
        """Average price of the cheapest offers by amount, for each resource and cell that a port is in."""
        r = self.region
        rows = np.asarray(self.pool_row)
        self.price = np.full((rows.max() + 1, _BUCKETS), _LARGE)
        yearly = np.minimum(np.asarray(r.supply).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            offers, factor = fitting(r, resource, "offers")
            if not len(offers):
                continue
            taken = yearly[offers] * factor
            asked = -np.asarray(r.of_weight)[offers] / factor
            rate = np.asarray(r.res_rate)[np.asarray(r.st_res)[offers]] * detour(r, np.asarray(r.st_res)[offers])
            place = np.asarray(self.cell)[np.asarray(r.st_site)[offers]]
            prints = footprint(r, resource)
            for cell in np.flatnonzero(rows[resource] >= 0):
                cost = asked + rate * np.asarray(self.apart)[cell, place] / factor - prints
                row = rows[resource, cell]
                np.asarray(self.price)[row] = averages(cost, taken, np.asarray(self.edge), _LARGE)

    def make_sinks(self):
        """Average revenue of the best uses by amount, for each resource and cell that an output is in."""
        r = self.region
        rows = np.asarray(self.out_row)
        self.revenue = np.full((rows.max() + 1, _BUCKETS), -_LARGE)
        yearly = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            needs, factor = fitting(r, resource, "needs")
            paid = np.asarray(r.nd_weight)[needs] * factor
            taken = yearly[needs] / np.maximum(factor, 1e-12)
            rate = float(r.res_rate[resource] * detour(r, np.array([resource]))[0])
            place = np.asarray(self.cell)[np.asarray(r.rc_site)[needs]]
            rest = float(r.res_disposal[resource]) if r.res_disposed[resource] else -_LARGE
            if feeds_ports(r, resource):
                rest = max(rest, 0.0)
            for cell in np.flatnonzero(rows[resource] >= 0):
                worth = paid - rate * np.asarray(self.apart)[cell, place]
                better = worth > rest
                average = averages(-worth[better], taken[better], np.asarray(self.edge), -rest)
                np.asarray(self.revenue)[rows[resource, cell]] = -average

    def make_inner(self):
        """Whether any output fits a resource that ports take."""
        r = self.region
        count = r.fit_ptr.shape[0] - 1
        self.inner = np.zeros(count, dtype=np.int8)
        for resource in range(count):
            for each in range(r.back_ptr[resource], r.back_ptr[resource + 1]):
                if r.outs_ptr[r.back_res[each]] < r.outs_ptr[r.back_res[each] + 1]:
                    self.inner[resource] = 1

    @cython.cfunc
    @cython.exceptval(-1)
    def count_supply(self) -> cython.int:
        """What pools give each port at least in a period, counted until it is ample."""
        r = self.region
        port: cython.int
        wanted: cython.int
        each: cython.int
        one: cython.int
        period: cython.int
        offer: cython.int
        enough: cython.double
        least: cython.double
        covered: cython.double[::1] = np.zeros(r.periods)
        for port in range(r.pt_proc.shape[0]):
            self.port_supply[port] = 0.0
            wanted = r.rc_res[r.needs + port]
            enough = _SHARERS * self.year_capacity[r.pt_proc[port]]
            enough *= 1.0 if isnan(r.pt_amount[port]) else r.pt_amount[port]
            for period in range(r.periods):
                covered[period] = 0.0
            for each in range(r.back_ptr[wanted], r.back_ptr[wanted + 1]):
                for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                    offer = r.offer_list[one]
                    if self.port_supply[port] >= enough and one > r.offers_ptr[r.back_res[each]]:
                        break
                    if not r.lane(offer, r.needs + port, False) or r.blends or isnan(r.factor) or r.allowances:
                        continue
                    least = _LARGE
                    for period in range(r.periods):
                        covered[period] += r.supply[offer, period] * r.factor
                        least = min(least, covered[period])
                    self.port_supply[port] = least
        return 0

    @cython.ccall
    def may_be_short(
        self, process: cython.int, port: cython.int, output: cython.int, activity: cython.double
    ) -> cython.bint:
        """Whether a process may need a feeder at an activity: for a port with a thin pool, or an output without use.

        Where no feeder helps without need, some port lacks its share of what up to twelve may share.
        """
        r = self.region
        each: cython.int
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each != port:
                if not self.port_supply[each] >= _SHARERS * max(r.pt_amount[each] * activity, 1e-9):
                    return True
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if each != output and r.ot_role[each] != _LOSS and not r.res_disposed[r.st_res[r.offers + each]]:
                return True
        return False

    @cython.cfunc
    def way(self, resource: cython.int, cell: cython.int, other: cython.int) -> cython.double:
        """Least cost of transport of a unit from cell to cell."""
        r = self.region
        if r.res_mode[resource] == 2:
            return 0.0
        return r.res_rate[resource] * self.apart[cell, other] * (1.0 if r.res_mode[resource] == 1 else 1.3)

    @cython.ccall
    def price_of(self, port: cython.int, cell: cython.int, amount: cython.double) -> cython.double:
        """Least average price of a unit at a port that takes at least an amount."""
        return self.price[self.pool_row[self.region.rc_res[self.region.needs + port], cell], self.bucket(amount)]

    @cython.ccall
    def revenue_of(self, output: cython.int, cell: cython.int, amount: cython.double) -> cython.double:
        """Most that a unit of a by-product earns on average when there is at least an amount of it."""
        return self.revenue[self.out_row[self.region.st_res[self.region.offers + output], cell], self.bucket(amount)]

    @cython.ccall
    def side(
        self,
        process: cython.int,
        port: cython.int,
        output: cython.int,
        activity: cython.double,
    ) -> cython.double:
        """Most that a unit of activity is worth beside the line when there is at least an activity, without feeders."""
        r = self.region
        cell: cython.int = self.cell[r.pr_site[process]]
        each: cython.int
        worth: cython.double = r.pr_activity[process]
        unit: cython.double
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if each != output and r.ot_role[each] != _LOSS and r.ot_amount[each] > 0.0:
                unit = self.revenue_of(each, cell, r.ot_amount[each] * activity)
                if unit <= -_LARGE:
                    return -_LARGE
                worth += r.ot_amount[each] * unit
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each != port:
                unit = self.price_of(each, cell, r.pt_amount[each] * activity if r.pt_amount[each] > 0.0 else 0.0)
                if unit >= _LARGE:
                    return -_LARGE
                if r.pt_amount[each] > 0.0 and not (unit > 0.0 and self.inner[r.rc_res[r.needs + each]]):
                    worth -= r.pt_amount[each] * unit
        return worth
