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
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import floor, isnan, log
else:
    from math import floor, isnan, log

    from graph_kb.symbiosis.kernel.region import Region

from graph_kb.symbiosis.kernel.cells import cells

TIGHT, LOOSE, SHORT = 0, 1, 2
"""Kinds of tables; LOOSE and SHORT for so many feeders come two rows further on for each of them."""
_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)
_RATIO = cython.declare(cython.double, 1.25)
_FIRST = cython.declare(cython.int, 12)
_BUCKETS = cython.declare(cython.int, 112)
_SHARERS = cython.declare(cython.double, 12.0)


@cython.cclass
class Bounds:
    """Tables of one region, for lines of at most `most` processes."""

    def __init__(self, region: Region, most: cython.int):
        self.region = region
        self.most = most
        self.buckets = _BUCKETS
        self.flat = _is_flat(region)
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
        self.feed = np.full((most + 1, self.price.shape[0], _BUCKETS), -_LARGE)
        for feeders in range(1, most):
            self.value_feeders(feeders)
        for left in range(most):
            self.value_level(left)

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
        self.pool_row = _rows(resources, self.cells, rc_res[r.needs :][of_ports], place[rc_site[r.needs :][of_ports]])
        self.out_row = _rows(resources, self.cells, st_res[r.offers :][of_outs], place[st_site[r.offers :][of_outs]])
        used = np.asarray(r.rc_ok) > 0
        self.user_row = _rows(resources, self.cells, rc_res[used], place[rc_site[used]])

    def make_pools(self):
        """Average price of the cheapest offers by amount, for each resource and cell that a port is in."""
        r = self.region
        rows = np.asarray(self.pool_row)
        self.price = np.full((rows.max() + 1, _BUCKETS), _LARGE)
        yearly = np.minimum(np.asarray(r.supply).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            offers, factor = _fitting(r, resource, "offers")
            if not len(offers):
                continue
            taken = yearly[offers] * factor
            asked = -np.asarray(r.of_weight)[offers] / factor
            rate = np.asarray(r.res_rate)[np.asarray(r.st_res)[offers]] * _detour(r, np.asarray(r.st_res)[offers])
            place = np.asarray(self.cell)[np.asarray(r.st_site)[offers]]
            footprint = _footprint(r, resource)
            for cell in np.flatnonzero(rows[resource] >= 0):
                cost = asked + rate * np.asarray(self.apart)[cell, place] / factor - footprint
                row = rows[resource, cell]
                np.asarray(self.price)[row] = _averages(cost, taken, np.asarray(self.edge), _LARGE)

    def make_sinks(self):
        """Average revenue of the best uses by amount, for each resource and cell that an output is in."""
        r = self.region
        rows = np.asarray(self.out_row)
        self.revenue = np.full((rows.max() + 1, _BUCKETS), -_LARGE)
        yearly = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            needs, factor = _fitting(r, resource, "needs")
            paid = np.asarray(r.nd_weight)[needs] * factor
            taken = yearly[needs] / np.maximum(factor, 1e-12)
            rate = float(r.res_rate[resource] * _detour(r, np.array([resource]))[0])
            place = np.asarray(self.cell)[np.asarray(r.rc_site)[needs]]
            rest = float(r.res_disposal[resource]) if r.res_disposed[resource] else -_LARGE
            if _feeds_ports(r, resource):
                rest = max(rest, 0.0)
            for cell in np.flatnonzero(rows[resource] >= 0):
                worth = paid - rate * np.asarray(self.apart)[cell, place]
                better = worth > rest
                averages = _averages(-worth[better], taken[better], np.asarray(self.edge), -rest)
                np.asarray(self.revenue)[rows[resource, cell]] = -averages

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
                                self.feed[feeders, row, at] = max(self.feed[feeders, row, at], value + abs(value) * 1e-9)
                for place in range(1, _BUCKETS):
                    value = max(self.feed[feeders, row, place], self.feed[feeders, row, place - 1])
                    self.feed[feeders, row, place] = value
        return 0

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
        users: cython.double[:, :, ::1] = np.full(
            (kinds, int(np.asarray(self.user_row).max()) + 1, _BUCKETS), -_LARGE
        )
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


def _is_flat(region):
    """Whether nothing beside the source has a weight: no table can tell anything then."""
    weights = ("nd_weight", "of_weight", "pt_weight", "res_rate", "res_disposal", "pr_activity")
    return not any(np.asarray(getattr(region, name)).any() for name in weights)


def _rows(resources, cells_, of, place):
    """Rows of a table by resource and cell, -1 where there is none."""
    rows = np.full((resources, cells_), -1, dtype=np.int32)
    pairs = np.unique(np.stack([of, place], axis=1), axis=0) if len(of) else np.zeros((0, 2), dtype=np.int64)
    rows[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
    return rows


def _fitting(region, resource, what):
    """Offers that fit a resource, or needs that it fits, and the factors."""
    side = "back" if what == "offers" else "fit"
    ptr, to, by = (np.asarray(getattr(region, f"{side}_{name}")) for name in ("ptr", "res", "factor"))
    starts = np.asarray(getattr(region, f"{what}_ptr"))
    rows = np.asarray(region.offer_list if what == "offers" else region.need_list)
    found, factors = [], []
    for each in range(ptr[resource], ptr[resource + 1]):
        part = rows[starts[to[each]] : starts[to[each] + 1]]
        factor = 1.0 if np.isnan(by[each]) else by[each]
        if factor > 0.0:
            found.append(part)
            factors.append(np.full(len(part), factor))
    if not found:
        return np.zeros(0, dtype=np.int32), np.zeros(0)
    return np.concatenate(found), np.concatenate(factors)


def _detour(region, resources):
    mode = np.asarray(region.res_mode)[resources]
    return np.where(mode == 2, 0.0, np.where(mode == 1, 1.0, 1.3))


def _footprint(region, resource):
    """What a unit that comes from an offer costs in footprint, as a worth: the same at all ports of a resource."""
    ports = np.asarray(region.ports)[region.ports_ptr[resource] : region.ports_ptr[resource + 1]]
    return float(np.asarray(region.pt_weight)[ports[0]]) if len(ports) else 0.0


def _feeds_ports(region, resource):
    """Whether a by-product may go into a port: what it saves counts there."""
    targets = np.asarray(region.fit_res)[region.fit_ptr[resource] : region.fit_ptr[resource + 1]]
    ports = np.asarray(region.ports_ptr)
    return bool((ports[targets] < ports[targets + 1]).any())


def _averages(cost, amount, edge, rest):
    """Least average cost of each amount at which a bucket begins; `rest` is what a unit costs beyond all amounts."""
    order = np.argsort(cost, kind="stable")
    cost, amount = cost[order], np.minimum(amount[order], 1e15)
    there = amount > 0
    cost, amount = cost[there], amount[there]
    whole = np.concatenate([[0.0], np.cumsum(amount)])
    paid = np.concatenate([[0.0], np.cumsum(amount * cost)])
    starts = edge[:-1]
    place = np.searchsorted(whole, starts, side="right") - 1
    inside = np.minimum(place, len(cost) - 1) if len(cost) else np.zeros(len(starts), dtype=int)
    unit = np.where(place < len(cost), cost[inside] if len(cost) else rest, rest)
    total = paid[place] + (starts - whole[place]) * np.minimum(unit, 1e29)
    head = cost[0] if len(cost) else rest
    with np.errstate(divide="ignore", invalid="ignore"):
        average = np.where(starts > 0, total / starts, head)
    return np.where(average > 1e25, 1e30, average)
