# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Least prices of pools and best revenues of by-products, by resource, cell and amount.

What goes from process to process has a price of its own, `inside`: whoever makes it earns that, whoever takes it pays
that. The two cancel in every chain, so no chain is worth more than with them, whatever the price; near the price that
offers ask and needs pay nobody gains much by it, and the bounds are close. Where it is known that nothing on a line can
feed a port, or take an output, only offers and needs count there.
"""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import (
    averages,
    detour,
    feeds_ports,
    fitting,
    footprint,
    giving,
    inside_prices,
    is_made,
)

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.shortage import Shortage
else:
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.shortage import Shortage

# Rows of the tables: from offers and to needs alone, or at the price inside as well.
OFFERS = cython.declare(cython.int, 0)
NEEDS = cython.declare(cython.int, 0)
INSIDE = cython.declare(cython.int, 1)
_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Prices(Shortage):
    """Tables of one region."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        if self.flat:
            return
        self.inside = inside_prices(region)
        self.made_inside = is_made(region)
        self.make_pools()
        self.make_sinks()

    def make_pools(self):
        """Average price of the cheapest ways to supply an amount, for each resource and cell that a port is in."""
        r = self.region
        rows = np.asarray(self.pool_row)
        count = rows.max(initial=-1) + 1
        self.price = np.full((2, count, self.buckets), _LARGE)
        yearly = np.minimum(np.asarray(r.supply).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            offers, factor = giving(*fitting(r, resource, "offers"))
            within = float(self.inside[resource]) if self.made_inside[resource] else _LARGE
            taken = yearly[offers] * factor
            asked = -np.asarray(r.of_weight)[offers] / factor
            rate = np.asarray(r.res_rate)[np.asarray(r.st_res)[offers]] * detour(r, np.asarray(r.st_res)[offers])
            place = np.asarray(self.cell)[np.asarray(r.st_site)[offers]]
            prints = footprint(r, resource)
            for cell in np.flatnonzero(rows[resource] >= 0):
                cost = asked + rate * np.asarray(self.apart)[cell, place] / factor - prints
                row = rows[resource, cell]
                for kind, least in ((OFFERS, _LARGE), (INSIDE, within)):
                    average = averages(np.minimum(cost, least), taken, np.asarray(self.edge), least)
                    np.asarray(self.price)[kind, row] = average

    def make_sinks(self):
        """Average revenue of the best uses by amount, for each resource and cell that an output is in."""
        r = self.region
        rows = np.asarray(self.out_row)
        self.revenue = np.full((2, rows.max(initial=-1) + 1, self.buckets), -_LARGE)
        yearly = np.minimum(np.asarray(r.demand).sum(axis=1), 1e15)
        for resource in np.flatnonzero((rows >= 0).any(axis=1)):
            needs, factor = giving(*fitting(r, resource, "needs"))
            paid = np.asarray(r.nd_weight)[needs] * factor
            taken = yearly[needs] / np.maximum(factor, 1e-12)
            rate = float(r.res_rate[resource] * detour(r, np.array([resource]))[0])
            place = np.asarray(self.cell)[np.asarray(r.rc_site)[needs]]
            rest = float(r.res_disposal[resource]) if r.res_disposed[resource] else -_LARGE
            within = max(rest, feeds_ports(r, resource, np.asarray(self.inside)))
            for cell in np.flatnonzero(rows[resource] >= 0):
                worth = paid - rate * np.asarray(self.apart)[cell, place]
                for kind, most in ((NEEDS, rest), (INSIDE, within)):
                    better = worth > most
                    average = averages(-worth[better], taken[better], np.asarray(self.edge), -most)
                    np.asarray(self.revenue)[kind, rows[resource, cell]] = -average

    @cython.ccall
    def side(
        self,
        process: cython.int,
        port: cython.int,
        output: cython.int,
        activity: cython.double,
        alone: cython.bint,
    ) -> cython.double:
        """Most that a unit of activity is worth beside the line, when there is at least an activity.

        Args:
            process: The process.
            port: Its port on the line, -1 for a feeder.
            output: Its output on the line.
            activity: The activity.
            alone: Whether there are no feeders: then only what `is_fed` and `is_taken` tell goes at the price inside.
        """
        r = self.region
        cell: cython.int = self.cell[r.pr_site[process]]
        each: cython.int
        row: cython.int
        kind: cython.int
        amount: cython.double
        worth: cython.double = r.pr_activity[process]
        unit: cython.double
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            amount = r.ot_amount[each]
            if each != output and r.ot_role[each] != _LOSS and amount > 0.0:
                row = self.out_row[r.st_res[r.offers + each], cell]
                kind = INSIDE if not alone or self.is_taken[each] else NEEDS
                unit = self.revenue[kind, row, self.bucket(amount * activity)]
                if unit <= -_LARGE:
                    return -_LARGE
                worth += amount * unit
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each == port:
                continue
            row = self.pool_row[r.rc_res[r.needs + each], cell]
            amount = r.pt_amount[each]
            if not amount > 0.0:
                continue
            kind = INSIDE if not alone or self.is_fed[each] else OFFERS
            unit = self.price[kind, row, self.bucket(amount * activity)]
            if unit >= _LARGE:
                return -_LARGE
            worth -= amount * unit
        return worth
