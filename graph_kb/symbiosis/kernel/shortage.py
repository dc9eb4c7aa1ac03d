# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which processes may need a feeder: those with a port whose pool is thin, or an output without use."""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.averages import groups_of

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.grid import Grid
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.grid import Grid
    from graph_kb.symbiosis.kernel.region import Region

_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Shortage(Grid):
    """What pools hold for each port a year and at least in a period, and how many ports may share a pool.

    Where each port's pool holds its share for all that may share it, every offer can be split between them: nothing is
    short then. The largest offer of a pool is left out, for it may be the source, used up by its line.
    """

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        if self.flat:
            return
        self.port_supply = np.zeros(region.pt_proc.shape[0])
        self.port_total = np.zeros(region.pt_proc.shape[0])
        self.group = groups_of(region)
        self.count_sharers()
        self.count_supply()

    def count_sharers(self):
        """Most ports of a chain that may share what belongs to a group of resources."""
        r = self.region
        ports = np.asarray(self.group)[np.asarray(r.rc_res)[r.needs :]].astype(np.int64)
        self.sharers = np.ones(int(np.asarray(self.group).max(initial=0)) + 1, dtype=np.int32)
        if len(ports):
            pairs = np.asarray(r.pt_proc).astype(np.int64) * len(self.sharers) + ports
            each, count = np.unique(pairs, return_counts=True)
            np.maximum.at(np.asarray(self.sharers), each % len(self.sharers), count.astype(np.int32))
        self.sharers = np.asarray(self.sharers) * np.int32(max(1, self.most))

    @cython.cfunc
    @cython.exceptval(-1)
    def count_supply(self) -> cython.int:
        """What pools without their largest offer give each port at least in a period, counted until it is ample."""
        r = self.region
        port: cython.int
        wanted: cython.int
        each: cython.int
        one: cython.int
        period: cython.int
        enough: cython.double
        covered: cython.double[::1] = np.zeros(r.periods)
        largest: cython.double[::1] = np.zeros(r.periods)
        for port in range(r.pt_proc.shape[0]):
            self.port_supply[port] = 0.0
            wanted = r.rc_res[r.needs + port]
            enough = self.sharers[self.group[wanted]] * self.year_capacity[r.pt_proc[port]]
            enough *= 1.0 if isnan(r.pt_amount[port]) else r.pt_amount[port]
            for period in range(r.periods):
                covered[period] = 0.0
                largest[period] = 0.0
            for each in range(r.back_ptr[wanted], r.back_ptr[wanted + 1]):
                for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                    if self.port_supply[port] >= enough:
                        break
                    self.add_offer(port, r.offer_list[one], covered, largest)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def add_offer(
        self, port: cython.int, offer: cython.int, covered: cython.double[::1], largest: cython.double[::1]
    ) -> cython.int:
        """Count one offer of a pool; what is sure to come is counted apart from what depends on what else comes in."""
        r = self.region
        period: cython.int
        amount: cython.double
        least: cython.double = 1e30
        if not r.lane(offer, r.needs + port, False):
            return 0
        amount = 1.0 if isnan(r.factor) else r.factor
        for period in range(r.periods):
            self.port_total[port] += amount * r.supply[offer, period]
        if r.blends or isnan(r.factor) or r.allowances:
            return 0
        for period in range(r.periods):
            amount = r.supply[offer, period] * r.factor
            covered[period] += amount
            largest[period] = max(largest[period], amount)
            least = min(least, covered[period] - largest[period])
        self.port_supply[port] = least
        return 0

    @cython.ccall
    def may_be_short(
        self,
        process: cython.int,
        port: cython.int,
        output: cython.int,
        activity: cython.double,
    ) -> cython.bint:
        """Whether a process of any chain may need a feeder at an activity."""
        r = self.region
        each: cython.int
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each != port and self.lacks(each, activity, self.sharers[self.group[r.rc_res[r.needs + each]]]):
                return True
        return self.has_output_without_use(process, output)

    @cython.cfunc
    def lacks(self, port: cython.int, activity: cython.double, sharers: cython.int) -> cython.bint:
        """Whether a port's pool may be too thin for so many that share it."""
        taken: cython.double = self.region.pt_amount[port]
        return not self.port_supply[port] >= sharers * max(0.0 if isnan(taken) else taken * activity, 1e-9)

    @cython.cfunc
    def has_output_without_use(self, process: cython.int, output: cython.int) -> cython.bint:
        """Whether an output off the line cannot be disposed of."""
        r = self.region
        each: cython.int
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if each != output and r.ot_role[each] != _LOSS and not r.res_disposed[r.st_res[r.offers + each]]:
                return True
        return False
