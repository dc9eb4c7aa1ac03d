# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Who can supply a port and who can use an output, best first, cut only where the cut loses nothing.

A list is cut once what it holds, without its largest member, covers several times the most that the process can take
or make. As long as all that share the members of a list take no more than that together, one of them with something
left can stand in for any member that was cut, at no loss. Lists whose members differ in more than their price (factors,
blends, permits with limited tonnes) are never cut.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.region import Region

_TIMES = cython.declare(cython.double, 4.0)
_INFINITE = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Pool:
    """Members best first: `worth` of a unit; what they cover in each period; whether others were cut."""

    def __init__(self):
        self.plain = True
        self.cut = False


@cython.cclass
class Pools:
    """The pools of one region, made when they are asked for."""

    def __init__(self, region: Region):
        self.region = region
        self.forget()

    @cython.cfunc
    def forget(self):
        """Forget all pools; they depend on the longest leg."""
        self.max_leg = self.region.max_leg
        self.suppliers = {}
        self.users = {}
        self.feeding = {}

    @cython.ccall
    def makers(self, port: cython.int):
        """Processes and outputs of theirs that have a lane to a port off the line."""
        r = self.region
        each: cython.int
        one: cython.int
        output: cython.int
        if self.max_leg != r.max_leg:
            self.forget()
        if port not in self.feeding:
            found = []
            for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
                for one in range(r.outs_ptr[r.back_res[each]], r.outs_ptr[r.back_res[each] + 1]):
                    output = r.out_list[one]
                    if r.ot_role[output] != _LOSS and r.lane(r.offers + output, r.needs + port, False):
                        found.append((r.ot_proc[output], output))
            self.feeding[port] = found
        return self.feeding[port]

    @cython.ccall
    def supplying(self, port: cython.int) -> Pool:
        """Offers for a port, with what a unit of each costs there as a worth below 0."""
        if self.max_leg != self.region.max_leg:
            self.forget()
        if port not in self.suppliers:
            self.suppliers[port] = self.gather_suppliers(port)
        return self.suppliers[port]

    @cython.ccall
    def using(self, output: cython.int) -> Pool:
        """Needs for an output, with what a unit of it is worth there."""
        if self.max_leg != self.region.max_leg:
            self.forget()
        if output not in self.users:
            self.users[output] = self.gather_users(output)
        return self.users[output]

    @cython.cfunc
    def gather_suppliers(self, port: cython.int) -> Pool:
        """All offers that fit a port."""
        r = self.region
        wanted: cython.int = r.rc_res[r.needs + port]
        each: cython.int
        one: cython.int
        offer: cython.int
        pool: Pool
        members: list = []
        worth: list = []
        plain: cython.bint = True
        for each in range(r.back_ptr[wanted], r.back_ptr[wanted + 1]):
            for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                offer = r.offer_list[one]
                if r.lane(offer, r.needs + port, False):
                    plain = plain and r.factor == 1.0 and not r.blends and not r.allowances
                    members.append(offer)
                    worth.append(
                        r.of_weight[offer]
                        + r.pt_weight[port] * r.factor
                        - r.res_rate[r.st_res[offer]] * max(0, r.metres) / 1000.0
                    )
        if not plain:
            pool = Pool()
            pool.plain = False
            return pool
        return self.shortened(members, worth, r.pt_amount[port], r.pt_proc[port], True, -1e300)

    @cython.cfunc
    def gather_users(self, output: cython.int) -> Pool:
        """All needs that an output fits; disposal makes those superfluous that are worth less."""
        r = self.region
        stream: cython.int = r.offers + output
        resource: cython.int = r.st_res[stream]
        each: cython.int
        one: cython.int
        need: cython.int
        pool: Pool
        members: list = []
        worth: list = []
        plain: cython.bint = True
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                need = r.need_list[one]
                if r.lane(stream, need, False):
                    plain = plain and r.factor == 1.0 and not r.allowances
                    members.append(need)
                    worth.append(r.nd_weight[need] * r.factor - r.res_rate[resource] * max(0, r.metres) / 1000.0)
        if not plain:
            pool = Pool()
            pool.plain = False
            return pool
        enough: cython.double = r.res_disposal[resource] if r.res_disposed[resource] else -1e300
        return self.shortened(members, worth, r.ot_amount[output], r.ot_proc[output], False, enough)

    @cython.cfunc
    def shortened(
        self,
        members: list,
        worth: list,
        amount: cython.double,
        process: cython.int,
        offers: cython.bint,
        enough: cython.double,
    ) -> Pool:
        """The best members that cover several times the capacity; those worth no more than `enough` are left out."""
        r = self.region
        pool: Pool = Pool()
        place: cython.int
        period: cython.int
        member: cython.int
        covered: cython.bint
        order = np.argsort(-np.asarray(worth), kind="stable") if members else np.zeros(0, dtype=np.int64)
        who: cython.int[::1] = np.asarray(members, dtype=np.int32)[order] if members else np.zeros(0, dtype=np.int32)
        what: cython.double[::1] = np.asarray(worth, dtype=float)[order] if members else np.zeros(0)
        cover: cython.double[::1] = np.zeros(r.periods)
        largest: cython.double[::1] = np.zeros(r.periods)
        level: cython.double
        last: cython.int = who.shape[0]
        for place in range(who.shape[0]):
            if what[place] < enough:
                last = place
                break
            member = who[place]
            covered = not isnan(amount)
            for period in range(r.periods):
                level = r.supply[member, period] if offers else r.demand[member, period]
                cover[period] += level
                largest[period] = max(largest[period], level)
                if cover[period] - largest[period] < _TIMES * amount * r.capacity[process, period]:
                    covered = False
            if covered:
                last = place + 1
                pool.cut = last < who.shape[0]
                break
        for period in range(r.periods):
            cover[period] = cover[period] - largest[period] if pool.cut else _INFINITE
        pool.members = who[:last]
        pool.worth = what[:last]
        pool.cover = cover
        return pool
