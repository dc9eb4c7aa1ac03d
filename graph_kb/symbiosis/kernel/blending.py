# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""One pool: its members, how much they cover, and which of them are superfluous where shares are limited."""

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
_LARGE = cython.declare(cython.double, 1e30)


@cython.cclass
class Pool:
    """Members best first, with what a unit of each is worth and whether it needs others to blend with.

    `cover` is what they cover in each period, `cut` whether others were left out.
    """

    def __init__(self):
        self.plain = True
        self.cut = False


@cython.cclass
class Blending:
    """Looks at members one by one, and makes pools of which some members need others to blend with."""

    def __init__(self, region: Region):
        self.region = region
        self.cover = np.zeros(region.periods)
        self.largest = np.zeros(region.periods)

    @cython.cfunc
    def worth_of(self, member: cython.int, port: cython.int, output: cython.int) -> cython.double:
        """What a unit is worth that a member gives or takes, -1e30 without a lane; `plain` says how it may be used."""
        r = self.region
        worth: cython.double
        self.plain = True
        if port >= 0:
            if not r.lane(member, r.needs + port, False):
                return -_LARGE
            self.plain = r.factor == 1.0 and not r.blends and not r.allowances
            worth = r.of_weight[member] + r.pt_weight[port] * r.factor
            return worth - r.res_rate[r.st_res[member]] * max(0, r.metres) / 1000.0
        if not r.lane(r.offers + output, member, False):
            return -_LARGE
        self.plain = r.factor == 1.0 and not r.allowances
        worth = r.nd_weight[member] * r.factor
        return worth - r.res_rate[r.st_res[r.offers + output]] * max(0, r.metres) / 1000.0

    @cython.cfunc
    def begin_cover(self) -> cython.void:
        """Nothing is covered yet."""
        period: cython.int
        for period in range(self.region.periods):
            self.cover[period] = 0.0
            self.largest[period] = 0.0

    @cython.cfunc
    def covers(
        self, member: cython.int, offers: cython.bint, amount: cython.double, process: cython.int
    ) -> cython.bint:
        """Add a member; whether all but the largest cover several times the capacity in every period now."""
        r = self.region
        period: cython.int
        level: cython.double
        covered: cython.bint = not isnan(amount)
        for period in range(r.periods):
            level = r.supply[member, period] if offers else r.demand[member, period]
            self.cover[period] += level
            self.largest[period] = max(self.largest[period], level)
            if self.cover[period] - self.largest[period] < _TIMES * amount * r.capacity[process, period]:
                covered = False
        return covered

    @cython.cfunc
    def blended(
        self,
        pool: Pool,
        who: cython.int[::1],
        port: cython.int,
        output: cython.int,
        amount: cython.double,
        process: cython.int,
    ) -> Pool:
        """A pool of which some members need others to blend with.

        A member is left out once those that cost no more and hold no more of any limited substance cover enough.
        """
        r = self.region
        place: cython.int
        many: cython.int = 0
        exact: cython.double
        count: cython.int = 0 if port < 0 else r.rc_sub_ptr[r.needs + port + 1] - r.rc_sub_ptr[r.needs + port]
        shares: cython.double[:, ::1] = np.zeros((who.shape[0], max(1, count)))
        members: list = []
        worth: list = []
        blends: list = []
        rows: list = []
        pool.plain = False
        if port < 0:
            return pool
        for place in range(who.shape[0]):
            exact = self.worth_of(who[place], port, output)
            if exact <= -_LARGE:
                continue
            if r.factor != 1.0 or r.allowances:
                return pool
            rows.append((-exact, who[place], r.blends))
        rows.sort()
        kept: cython.int[::1] = np.zeros(len(rows), dtype=np.int32)
        for each in rows:
            self.look_up_shares(each[1], port, shares, many)
            if self.is_dominated(kept, many, shares, port, amount, process):
                pool.cut = True
                continue
            kept[many] = each[1]
            many += 1
            members.append(each[1])
            worth.append(-each[0])
            blends.append(each[2])
        pool.plain = True
        pool.members = np.asarray(members, dtype=np.int32)
        pool.worth = np.asarray(worth, dtype=float)
        pool.blends = np.asarray(blends, dtype=np.int8)
        pool.cover = np.full(r.periods, _INFINITE)
        if pool.cut:
            pool.cover = _TIMES * amount * np.asarray(r.capacity)[process]
        return pool

    @cython.cfunc
    @cython.exceptval(-1)
    def look_up_shares(
        self, stream: cython.int, port: cython.int, shares: cython.double[:, ::1], row: cython.int
    ) -> cython.int:
        """Shares of the substances that a port limits, into a row; what is unknown counts as none."""
        r = self.region
        each: cython.int
        own: cython.int
        first: cython.int = r.rc_sub_ptr[r.needs + port]
        for each in range(first, r.rc_sub_ptr[r.needs + port + 1]):
            shares[row, each - first] = 0.0
            for own in range(r.st_sub_ptr[stream], r.st_sub_ptr[stream + 1]):
                if r.st_sub[own] == r.rc_sub[each]:
                    shares[row, each - first] = r.st_share[own]
        return 0

    @cython.cfunc
    def is_dominated(
        self,
        kept: cython.int[::1],
        many: cython.int,
        shares: cython.double[:, ::1],
        port: cython.int,
        amount: cython.double,
        process: cython.int,
    ) -> cython.bint:
        """Whether those of the first so many kept that are no dirtier than the next row of shares cover enough."""
        r = self.region
        place: cython.int
        each: cython.int
        cleaner: cython.bint
        count: cython.int = r.rc_sub_ptr[r.needs + port + 1] - r.rc_sub_ptr[r.needs + port]
        self.begin_cover()
        for place in range(many):
            cleaner = True
            for each in range(count):
                if shares[place, each] > shares[many, each]:
                    cleaner = False
                    break
            if cleaner and self.covers(kept[place], True, amount, process):
                return True
        return False
