# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The line of a wiring: its lanes, what drives its activities, when it works.

Position 0 is the source, positions 1 to `line` are the processes of the line, those after them feeders. Along a line
activities are multiples of what drives them: the source, or the last process with a store.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.pools import Pools
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.simplex import Simplex
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.pools import Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.simplex import Simplex

MOST_PROCESSES = 8
NONE = -1


@cython.cclass
class Line:
    """The line of the wiring that was put in; what it is made of is in `process`, `port` and `output` by position."""

    def __init__(self, region: Region, pools: Pools):
        self.region = region
        self.pools = pools
        self.lp = Simplex()
        self.periods = region.periods
        count = MOST_PROCESSES + 2
        self.process = np.full(count, NONE, dtype=np.int32)
        self.port = np.full(count, NONE, dtype=np.int32)
        self.output = np.full(count, NONE, dtype=np.int32)
        self.column = np.full((count, self.periods), NONE, dtype=np.int32)
        self.base = np.zeros((count, self.periods))
        self.factor = np.zeros(count)
        self.driver = np.zeros(count, dtype=np.int32)
        self.stores = np.zeros(count, dtype=np.int8)
        self.leads = np.zeros(count, dtype=np.int8)
        self.before = np.zeros((count, count), dtype=np.int8)
        self.leg_cost = np.zeros(count)
        self.permit_lane = np.zeros(64, dtype=np.int32)
        self.permit_allowance = np.zeros(64, dtype=np.int32)
        for name in ("kind", "stream", "receiver", "from", "to", "column"):
            setattr(self, f"lane_{name}", np.zeros(64, dtype=np.int32))
        self.lane_factor = np.zeros(64)
        self.lane_cost = np.zeros(64)
        self.lane_blends = np.zeros(64, dtype=np.int8)
        self.lane_open = np.zeros(64, dtype=np.int8)
        self.offer_uses = np.zeros(region.offers, dtype=np.int32)
        self.offer_row = np.full(region.offers, NONE, dtype=np.int32)
        self.need_uses = np.zeros(region.needs, dtype=np.int32)
        self.need_row = np.full(region.needs, NONE, dtype=np.int32)
        self.allowance_row = np.full(region.pm_code.shape[0], NONE, dtype=np.int32)

    @cython.cfunc
    @cython.exceptval(0)
    def look_at_line(self) -> cython.bint:
        """Lanes of the line, factors of activities, kilometres; false where there is no such line."""
        r = self.region
        leg: cython.int
        stream: cython.int = self.source
        receiver: cython.int
        amount: cython.double
        made: cython.double = 1.0
        self.metres = 0
        self.known = self.line
        self.factor[0] = 1.0
        self.driver[0] = 0
        self.stores[0] = 0
        self.end_factor = float("nan")
        for leg in range(self.line + 1):
            receiver = self.need if leg == self.line else r.needs + self.port[leg + 1]
            if not r.lane(stream, receiver, True):
                return False
            if r.metres > 0:
                self.metres += r.metres
            self.leg_cost[leg] = r.res_rate[r.st_res[stream]] * (max(0, r.metres) / 1000.0)
            self.keep_permits(-1 - leg)
            made = made * r.factor
            if leg == self.line:
                if self.known == self.line:
                    self.end_factor = made
                break
            amount = r.pt_amount[self.port[leg + 1]]
            if amount == 0.0 or made == 0.0:
                return False
            self.stores[leg + 1] = 0
            self.driver[leg + 1] = self.driver[leg]
            self.factor[leg + 1] = self.factor[leg] * made / amount
            if isnan(self.factor[leg + 1]) or leg >= self.known:
                self.known = min(self.known, leg)
                self.factor[leg + 1] = 0.0
            if r.pr_storage[self.process[leg + 1]] > 0.0 and r.pt_role[self.port[leg + 1]] == 0:
                self.stores[leg + 1] = 1
                if leg < self.known:
                    self.driver[leg + 1] = leg + 1
                    self.factor[leg + 1] = 1.0
            made = r.ot_amount[self.output[leg + 1]]
            stream = r.offers + self.output[leg + 1]
        if self.end_factor == 0.0 or self.metres > r.max_total * 1000.0 + 1e-6:
            return False
        for leg in range(self.line + 1, self.size + 1):
            amount = r.ot_amount[self.output[leg]]
            if amount == 0.0:
                return False
            self.factor[leg] = 0.0 if isnan(amount) else 1.0
            self.driver[leg] = leg
            self.stores[leg] = 0
        return True

    @cython.cfunc
    @cython.exceptval(-1)
    def keep_permits(self, lane: cython.int) -> cython.int:
        """Remember the allowances with limited tonnes of the lane looked at last; legs of the line are below 0."""
        each: cython.int
        r = self.region
        for each in range(r.allowances):
            if isnan(r.pm_tonnes[r.allowance[each]]):
                continue
            if self.permits == self.permit_lane.shape[0]:
                self.permit_lane = np.resize(self.permit_lane, 2 * self.permits)
                self.permit_allowance = np.resize(self.permit_allowance, 2 * self.permits)
            self.permit_lane[self.permits] = lane
            self.permit_allowance[self.permits] = r.pm_group[r.allowance[each]]
            self.permits += 1
        return 0

    @cython.cfunc
    def on_line(self, position: cython.int, output: cython.int) -> cython.bint:
        """Whether an output of a position is the one that goes along the line."""
        return position <= self.line and output == self.output[position]

    @cython.cfunc
    def operates(self, position: cython.int, period: cython.int) -> cython.bint:
        """Whether a position works in a period: when the source is there, or always from a store on."""
        each: cython.int
        if self.supply[period] > 0.0:
            return True
        for each in range(1, self.line + 1):
            if self.stores[each] and (each <= position or position > self.line):
                return True
        return False
