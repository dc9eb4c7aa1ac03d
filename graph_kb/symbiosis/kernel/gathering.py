# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Who can supply a port and who can use an output, best first, cut only where the cut loses nothing.

A list is cut once what it holds, without its largest member, covers several times the most that the process can take
or make. As long as all that share the members of a list take no more than that together, one of them with something
left can stand in for any member that was cut, at no loss. Where some members need others to blend with, those that
cover must hold no more of any limited substance as well. Lists with factors or permits of limited tonnes are never cut.
"""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import fitting

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.blending import Blending, Pool
else:
    from graph_kb.symbiosis.kernel.blending import Blending, Pool

_INFINITE = cython.declare(cython.double, 1e29)
_LARGE = cython.declare(cython.double, 1e30)
_ROAD = cython.declare(cython.double, 1.3)
_DIAMETER_KM = 2 * 6371.0088


@cython.cclass
class Gathering(Blending):
    """Makes the pools of one region."""

    @cython.cfunc
    def gather_suppliers(self, port: cython.int) -> Pool:
        """The best offers that fit a port."""
        r = self.region
        rows, factor = fitting(r, r.rc_res[r.needs + port], "offers")
        if (factor != 1.0).any():
            return _uncut()
        worth = np.asarray(r.of_weight)[rows] + r.pt_weight[port]
        site = r.rc_site[r.needs + port]
        worth = worth - self.ways(np.asarray(r.st_res)[rows], np.asarray(r.st_site)[rows], site)
        return self.shortened(rows, worth, port, -1, r.pt_amount[port], r.pt_proc[port], -1e300)

    @cython.cfunc
    def gather_users(self, output: cython.int) -> Pool:
        """The best needs that an output fits; disposal makes those superfluous that are worth less."""
        r = self.region
        stream: cython.int = r.offers + output
        resource: cython.int = r.st_res[stream]
        rows, factor = fitting(r, resource, "needs")
        if (factor != 1.0).any():
            return _uncut()
        here = np.full(len(rows), resource)
        worth = np.asarray(r.nd_weight)[rows] - self.ways(here, np.asarray(r.rc_site)[rows], r.st_site[stream])
        enough: cython.double = r.res_disposal[resource] if r.res_disposed[resource] else -1e300
        return self.shortened(rows, worth, -1, output, r.ot_amount[output], r.ot_proc[output], enough)

    def ways(self, resources, sites, site):
        """Cost of transport of a unit of each of the resources between each of the sites and a site, to a metre."""
        r = self.region
        x, y, z = (np.asarray(getattr(r, f"site_{axis}")) for axis in "xyz")
        square = sum(np.square(axis[sites] - axis[site]) for axis in (x, y, z))
        km = np.nan_to_num(_DIAMETER_KM * np.arcsin(np.minimum(1.0, 0.5 * np.sqrt(square))))
        mode = np.asarray(r.res_mode)[resources]
        km *= np.where(mode == 2, 0.0, np.where(mode == 1, 1.0, _ROAD))
        return np.asarray(r.res_rate)[resources] * km

    @cython.cfunc
    def shortened(
        self,
        rows,
        about,
        port: cython.int,
        output: cython.int,
        amount: cython.double,
        process: cython.int,
        enough: cython.double,
    ) -> Pool:
        """The best members that cover several times the capacity; those worth no more than `enough` are left out.

        Args:
            rows: Offers for a port, or needs for an output.
            about: What a unit of each is worth, but for less than a metre of its way.
            port: The port, -1 where members are needs.
            output: The output, -1 where members are offers.
            amount: What the process takes or makes a unit of activity.
            process: The process.
            enough: What a unit is worth at disposal.
        """
        r = self.region
        pool: Pool = Pool()
        self.begin_cover()
        order = np.argsort(-about, kind="stable")
        who: cython.int[::1] = np.ascontiguousarray(rows[order], dtype=np.int32)
        what: cython.double[::1] = np.ascontiguousarray(about[order])
        slack: cython.double = 1e-3 * float(np.asarray(r.res_rate).max(initial=0.0)) * _ROAD
        place: cython.int
        last: cython.double = -_LARGE
        exact: cython.double
        members: list = []
        worth: list = []
        # Where shares are limited a by-product of the wiring may need clean offers to blend with.
        if port >= 0 and r.rc_sub_ptr[r.needs + port] < r.rc_sub_ptr[r.needs + port + 1]:
            return self.blended(pool, who, port, output, amount, process)
        pool.cut = False
        for place in range(who.shape[0]):
            if what[place] + slack < max(enough, last):
                pool.cut = pool.cut or what[place] + slack < last
                break
            exact = self.worth_of(who[place], port, output)
            if exact <= -_LARGE or exact < enough:
                continue
            if not self.plain:
                return self.blended(pool, who, port, output, amount, process)
            members.append(who[place])
            worth.append(exact)
            if last <= -_LARGE and self.covers(who[place], port >= 0, amount, process):
                last = min(worth)
        return self.filled(pool, members, worth)

    @cython.cfunc
    def filled(self, pool: Pool, members: list, worth: list) -> Pool:
        """A pool of members, best first, and what it covers."""
        order = np.argsort(-np.asarray(worth), kind="stable") if members else np.zeros(0, dtype=np.int64)
        pool.members = np.asarray(members, dtype=np.int32)[order]
        pool.worth = np.asarray(worth, dtype=float)[order]
        pool.blends = np.zeros(len(members), dtype=np.int8)
        pool.cover = np.full(self.region.periods, _INFINITE)
        if pool.cut:
            pool.cover = np.asarray(self.cover) - np.asarray(self.largest)
        return pool


def _uncut():
    """A pool that says that every lane has to be looked at."""
    pool: Pool = Pool()
    pool.plain = False
    return pool
