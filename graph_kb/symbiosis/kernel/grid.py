# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The grid of the tables: sites lie in cells, amounts in buckets, and pairs of resource and cell have rows."""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import is_flat, rows_of
from graph_kb.symbiosis.kernel.cells import cells

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import frexp
else:
    from math import frexp

    from graph_kb.symbiosis.kernel.region import Region

# Two buckets for each doubling, from a thousandth to some thousand millions.
_BUCKETS = cython.declare(cython.int, 84)
_FIRST = cython.declare(cython.int, 20)
_HALF = cython.declare(cython.double, 0.70710678118)


@cython.cclass
class Grid:
    """The grid of one region."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        self.region = region
        self.most = most
        self.most_fed = min(fed, max(0, most - 1))
        self.buckets = _BUCKETS
        self.flat = is_flat(region)
        places, apart = cells(*(np.asarray(getattr(region, f"site_{axis}")) for axis in "xyz"))
        self.cell = places
        self.apart = np.ascontiguousarray(apart)
        self.cells = apart.shape[0]
        self.make_blocks()
        if self.flat:
            return
        # The first bucket begins at nothing, the last one ends at more than anything.
        edge = 2.0 ** ((np.arange(_BUCKETS + 1) - _FIRST) / 2)
        edge[0] = 0.0
        edge[_BUCKETS] = 1e15
        self.edge = edge
        self.year_capacity = np.minimum(np.asarray(region.capacity).sum(axis=1), 1e14)
        self.period_least = np.asarray(region.least).min(axis=1)
        self.make_rows()

    @cython.cfunc
    def bucket(self, amount: cython.double) -> cython.int:
        """Bucket of an amount."""
        power: cython.int = 0
        part: cython.double
        if amount <= self.edge[1]:
            return 0
        if cython.compiled:
            part = frexp(amount, cython.address(power))
        else:
            part, power = frexp(amount)
        return min(2 * (power - 1) + (1 if part >= _HALF else 0) + _FIRST, _BUCKETS - 1)

    def make_blocks(self):
        """Needs in blocks of one resource and cell, with the best weight and the largest demands in each."""
        r = self.region
        needs = np.flatnonzero(np.asarray(r.rc_ok)[: r.needs])
        resource, cell = np.asarray(r.rc_res)[needs], np.asarray(self.cell)[np.asarray(r.rc_site)[needs]]
        order = np.lexsort((cell, resource))
        needs, key = needs[order], (resource.astype(np.int64) * self.cells + cell)[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        self.block_need = needs.astype(np.int32)
        self.block_start = np.append(starts, len(needs)).astype(np.int32)
        self.block_cell = (key[starts] % self.cells).astype(np.int32)
        count = r.fit_ptr.shape[0] - 1
        self.block_ptr = np.searchsorted(key[starts], np.arange(count + 1) * self.cells).astype(np.int32)
        none = np.zeros(0)
        weight, demand = np.asarray(r.nd_weight)[needs], np.asarray(r.demand)[needs].sum(axis=1)
        self.block_weight = np.maximum.reduceat(weight, starts) if len(starts) else none
        self.block_demand = np.maximum.reduceat(demand, starts) if len(starts) else none
        room = np.asarray(r.demand)[needs]
        self.block_room = np.ascontiguousarray(np.maximum.reduceat(room, starts) if len(starts) else room)

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

    @cython.cfunc
    def way(self, resource: cython.int, cell: cython.int, other: cython.int) -> cython.double:
        """Least cost of transport of a unit from cell to cell."""
        r = self.region
        if r.res_mode[resource] == 2:
            return 0.0
        return r.res_rate[resource] * self.apart[cell, other] * (1.0 if r.res_mode[resource] == 1 else 1.3)
