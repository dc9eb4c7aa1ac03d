# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a unit costs at least on average, by amount: what each port takes, and below 0 what each output earns.

Offers and needs are looked at in the order of what they cost with the least distance between their cells, until those
with a lane cover what the process can take or make. What was not looked at costs no less than the next one by that.
"""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import detour, feeds_ports, fitting, footprint, giving, inside_prices, is_made

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.exchange import Exchange
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.exchange import Exchange
    from graph_kb.symbiosis.kernel.region import Region

# Rows of the tables: from offers and to needs alone, or at the price inside as well.
APART = cython.declare(cython.int, 0)
INSIDE = cython.declare(cython.int, 1)
_LARGE = cython.declare(cython.double, 1e30)
_ENOUGH = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)
# Amounts below that of this bucket are one step.
_LOWEST = cython.declare(cython.int, 19)
_MOST = cython.declare(cython.int, 200)


@cython.cclass
class Costs(Exchange):
    """Tables of one region: a row for the ports and one for the outputs, with some steps for each of them."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        if self.flat:
            return
        self.inside = inside_prices(region)
        self.cost = np.zeros(_MOST)
        self.amount = np.zeros(_MOST)
        self.port_first = self.firsts(region.pt_proc, region.pt_amount)
        self.output_first = self.firsts(region.ot_proc, region.ot_amount)
        self.port_cost = np.full((2, max(self.port_first)), _LARGE, dtype=np.float32)
        self.output_cost = np.full((2, max(self.output_first)), _LARGE, dtype=np.float32)
        self.look_at_ports()
        self.look_at_outputs()

    def firsts(self, processes, amounts):
        """Where the steps of each port or output begin, and where the last ones end."""
        largest = np.asarray(amounts) * np.asarray(self.year_capacity)[np.asarray(processes)]
        count = [self.step(amount) + 1 if amount > 0.0 else 0 for amount in largest]
        return np.concatenate([[0], np.cumsum(count)]).astype(np.int32)

    @cython.cfunc
    def step(self, amount: cython.double) -> cython.int:
        """Step of an amount."""
        return max(0, self.bucket(amount) - _LOWEST)

    def look_at_ports(self):
        """What each port takes, by resource and cell."""
        r = self.region
        made = is_made(r)
        self.yearly = np.minimum(np.asarray(r.supply).sum(axis=1), 1e15)
        for resource in np.flatnonzero(np.diff(np.asarray(r.ports_ptr)) > 0):
            ports = np.asarray(r.ports)[r.ports_ptr[resource] : r.ports_ptr[resource + 1]]
            offers, factor = giving(*fitting(r, resource, "offers"))
            asked = -np.asarray(r.of_weight)[offers] / factor - footprint(r, resource)
            kinds = np.asarray(r.st_res)[offers]
            rate = np.asarray(r.res_rate)[kinds] * detour(r, kinds) / factor
            within = self.inside[resource] if made[resource] else _LARGE
            sites = np.asarray(r.st_site)[offers]
            for some in self.by_cell(ports, np.asarray(r.rc_site)[r.needs + ports], offers, sites, asked, rate):
                for port in some:
                    self.look_at(port, True, _LARGE, within)

    def look_at_outputs(self):
        """What each output earns, by resource and cell."""
        r = self.region
        self.yearly = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        for resource in np.flatnonzero(np.diff(np.asarray(r.outs_ptr)) > 0):
            outputs = np.asarray(r.out_list)[r.outs_ptr[resource] : r.outs_ptr[resource + 1]]
            needs, factor = giving(*fitting(r, resource, "needs"))
            asked = -np.asarray(r.nd_weight)[needs] * factor
            rate = np.full(len(needs), r.res_rate[resource] * detour(r, np.array([resource]))[0])
            apart = -r.res_disposal[resource] if r.res_disposed[resource] else _LARGE
            within = min(apart, -feeds_ports(r, resource, np.asarray(self.inside)))
            sites = np.asarray(r.rc_site)[needs]
            for some in self.by_cell(outputs, np.asarray(r.st_site)[r.offers + outputs], needs, sites, asked, rate):
                for output in some:
                    self.look_at(output, False, apart, within)

    def by_cell(self, some, sites, members, places, asked, rate):
        """Those of each cell in turn; members are in the order of what they cost there at least meanwhile."""
        cell = np.asarray(self.cell)
        for where in np.unique(cell[sites]):
            about = asked + rate * np.asarray(self.apart)[where, cell[places]]
            order = np.argsort(about, kind="stable")
            self.who = np.ascontiguousarray(members[order], dtype=np.int32)
            self.about = np.ascontiguousarray(about[order])
            yield some[cell[sites] == where]

    @cython.cfunc
    @cython.exceptval(-1)
    def look_at(self, one: cython.int, takes: cython.bint, apart: cython.double, within: cython.double) -> cython.int:
        """Fill the rows of a port or an output, by what a unit costs beyond all members, apart and inside."""
        r = self.region
        table: cython.float[:, ::1] = self.port_cost if takes else self.output_cost
        first: cython.int = self.port_first[one] if takes else self.output_first[one]
        past: cython.int = self.port_first[one + 1] if takes else self.output_first[one + 1]
        process: cython.int = r.pt_proc[one] if takes else r.ot_proc[one]
        rest: cython.double
        if first == past or not r.pr_ok[process]:
            return 0
        rest = self.walk(one, takes, self.year_capacity[process] * (r.pt_amount[one] if takes else r.ot_amount[one]))
        self.fill(table[APART, first:past], min(apart, rest))
        self.fill(table[INSIDE, first:past], min(within, rest))
        return 0

    @cython.cfunc
    def walk(self, one: cython.int, takes: cython.bint, most: cython.double) -> cython.double:
        """Keep the members with a lane, the cheapest first. Returns what those not looked at cost at least."""
        place: cython.int
        cost: cython.double
        covered: cython.double = 0.0
        top: cython.double = -_LARGE
        self.count = 0
        for place in range(self.who.shape[0]):
            if place == _MOST or (covered >= most and self.about[place] >= top):
                return self.about[place]
            cost = self.cost_of(self.who[place], one, takes)
            if cost < _LARGE and (covered < most or cost < top):
                if covered < most:
                    top = max(top, cost)
                covered += self.insert(cost, self.yearly[self.who[place]])
        return _LARGE

    @cython.cfunc
    def cost_of(self, member: cython.int, one: cython.int, takes: cython.bint) -> cython.double:
        """What a unit of a member costs a port, or of an output at a member; 1e30 without a lane. Keeps the factor."""
        r = self.region
        cost: cython.double
        if not (r.lane(member, r.needs + one, False) if takes else r.lane(r.offers + one, member, False)):
            return _LARGE
        self.factor = 1.0 if isnan(r.factor) else r.factor
        cost = r.res_rate[r.st_res[member if takes else r.offers + one]] * max(0, r.metres) / 1000.0
        if takes:
            return (cost - r.of_weight[member]) / self.factor - r.pt_weight[one]
        self.factor = 1.0 / self.factor
        return cost - r.nd_weight[member] / self.factor

    @cython.cfunc
    def insert(self, cost: cython.double, yearly: cython.double) -> cython.double:
        """Keep a member by its cost. Returns its amount."""
        place: cython.int = self.count
        # A little more than there is, so that a sum over periods that is a rounding error short still reaches its step.
        amount: cython.double = min(yearly * self.factor, 1e15) * (1.0 + 1e-9)
        while place > 0 and self.cost[place - 1] > cost:
            self.cost[place] = self.cost[place - 1]
            self.amount[place] = self.amount[place - 1]
            place -= 1
        self.cost[place] = cost
        self.amount[place] = amount
        self.count += 1
        return amount

    @cython.cfunc
    @cython.exceptval(-1)
    def fill(self, row: cython.float[::1], rest: cython.double) -> cython.int:
        """Average cost of each amount at which a step begins; `rest` is what a unit costs beyond the members."""
        step: cython.int
        place: cython.int = 0
        start: cython.double
        unit: cython.double
        whole: cython.double = 0.0
        paid: cython.double = 0.0
        for step in range(row.shape[0]):
            start = self.edge[_LOWEST + step] if step else 0.0
            while place < self.count and self.cost[place] < rest and whole + self.amount[place] <= start:
                whole += self.amount[place]
                paid += self.amount[place] * self.cost[place]
                place += 1
            unit = self.cost[place] if place < self.count and self.cost[place] < rest else rest
            if start > whole and unit < _ENOUGH:
                unit = (paid + (start - whole) * unit) / start
            elif start > 0.0 and start == whole:
                unit = paid / start
            # A millionth makes up for the rounding of short floats.
            row[step] = cython.cast(cython.float, unit - abs(unit) * 1e-6)
        return 0
