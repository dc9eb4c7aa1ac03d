# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The best amounts of one wiring, as a linear programme: docs/chain-model.md, sections 3 and 4.

Position 0 is the source, positions 1 to `line` are the processes of the line, those after them feeders. Along a line
activities are multiples of what drives them: the source, or the last process with a store.
"""

from itertools import permutations

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.pools import Pool, Pools
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.simplex import Simplex
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.pools import Pool, Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.simplex import Simplex

OFFER, INNER, NEED, DISPOSAL, LEG = 0, 1, 2, 3, 4
MOST_PROCESSES = 8
NONE = -1
_LARGE = cython.declare(cython.double, 1e30)
_UNLIMITED = cython.declare(cython.double, 1e9)
_LOSS = cython.declare(cython.int, 3)
_INFINITE = cython.declare(cython.double, 1e29)


@cython.cclass
class Wiring:
    """One wiring after another of the chains from a source."""

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

    @cython.ccall
    @cython.exceptval(-1)
    def evaluate(self, only_feasible: cython.bint) -> cython.int:
        """Whether the wiring that was put in is feasible; then its value, and metres of its line."""
        self.lanes = 0
        self.permits = 0
        if not self.look_at_line() or not self.gather():
            return 0
        if self.acyclic():
            self.before[:, :] = 1
            return self.solve(only_feasible)
        found: cython.int = 0
        best: cython.double = -_LARGE
        for order in orders(self.line, self.size):
            for start in range(1, self.size + 1):
                for end in range(1, self.size + 1):
                    self.before[start, end] = 1 if order.index(start) < order.index(end) else 0
            if self.solve(only_feasible):
                found = 1
                best = max(best, self.value)
                if only_feasible:
                    break
        self.value = best
        return found

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
    @cython.exceptval(-1)
    def add_lane(
        self,
        kind: cython.int,
        stream: cython.int,
        receiver: cython.int,
        start: cython.int,
        end: cython.int,
    ) -> cython.int:
        """Keep a lane off the line if it exists. Returns 1 then."""
        r = self.region
        lane: cython.int = self.lanes
        if lane == self.lane_kind.shape[0]:
            self.grow_lanes()
        if kind == DISPOSAL:
            self.lane_factor[lane] = 1.0
            self.lane_blends[lane] = 0
            self.lane_cost[lane] = r.res_disposal[r.st_res[stream]]
        else:
            if not r.lane(stream, receiver, False):
                return 0
            self.lane_factor[lane] = 1.0 if isnan(r.factor) else r.factor
            self.lane_blends[lane] = r.blends
            self.lane_cost[lane] = -r.res_rate[r.st_res[stream]] * (max(0, r.metres) / 1000.0)
            if kind == OFFER:
                if stream != self.source:
                    self.lane_cost[lane] += r.of_weight[stream]
                self.lane_cost[lane] += r.pt_weight[receiver - r.needs] * self.lane_factor[lane]
            elif kind == NEED:
                self.lane_cost[lane] += r.nd_weight[receiver] * self.lane_factor[lane]
            self.keep_permits(lane)
        self.lane_kind[lane] = kind
        self.lane_stream[lane] = stream
        self.lane_receiver[lane] = receiver
        self.lane_from[lane] = start
        self.lane_to[lane] = end
        self.lanes += 1
        return 1

    @cython.cfunc
    @cython.exceptval(-1)
    def add_plain(
        self,
        kind: cython.int,
        stream: cython.int,
        receiver: cython.int,
        start: cython.int,
        end: cython.int,
        worth: cython.double,
    ) -> cython.int:
        """Keep a lane of a pool."""
        lane: cython.int = self.lanes
        if lane == self.lane_kind.shape[0]:
            self.grow_lanes()
        self.lane_factor[lane] = 1.0
        self.lane_blends[lane] = 0
        self.lane_cost[lane] = worth
        if kind == OFFER and stream == self.source:
            self.lane_cost[lane] -= self.region.of_weight[stream]
        self.lane_kind[lane] = kind
        self.lane_stream[lane] = stream
        self.lane_receiver[lane] = receiver
        self.lane_from[lane] = start
        self.lane_to[lane] = end
        self.lanes += 1
        return 1

    @cython.cfunc
    def suffices(self, pool: Pool, resource: cython.int, supplying: cython.bint) -> cython.bint:
        """Whether all that may share the members of a cut pool take no more than it covers, in every period."""
        r = self.region
        position: cython.int
        period: cython.int
        each: cython.int
        process: cython.int
        total: cython.double
        amount: cython.double
        for period in range(self.periods):
            total = 0.0
            for position in range(1, self.size + 1):
                process = self.process[position]
                if supplying:
                    for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                        if each != self.port[position] and self.shares(r.rc_res[r.needs + each], resource, True):
                            amount = r.pt_amount[each]
                            total += 0.0 if isnan(amount) else amount * self.most_active(position, period)
                else:
                    for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                        if self.shares(r.st_res[r.offers + each], resource, False):
                            amount = r.ot_amount[each]
                            total += 0.0 if isnan(amount) else amount * self.most_active(position, period)
            if total > pool.cover[period]:
                return False
        return True

    @cython.cfunc
    def shares(self, one: cython.int, other: cython.int, supplying: cython.bint) -> cython.bint:
        """Whether two resources have a supplier (or user) in common."""
        r = self.region
        each: cython.int
        more: cython.int
        if one == other:
            return True
        if supplying:
            for each in range(r.back_ptr[one], r.back_ptr[one + 1]):
                for more in range(r.back_ptr[other], r.back_ptr[other + 1]):
                    if r.back_res[each] == r.back_res[more]:
                        return True
        else:
            for each in range(r.fit_ptr[one], r.fit_ptr[one + 1]):
                for more in range(r.fit_ptr[other], r.fit_ptr[other + 1]):
                    if r.fit_res[each] == r.fit_res[more]:
                        return True
        return False

    @cython.cfunc
    def most_active(self, position: cython.int, period: cython.int) -> cython.double:
        """Most that a position can do in a period, as far as capacities and the source tell."""
        most: cython.double = self.region.capacity[self.process[position], period]
        if position <= self.line and self.driver[position] == 0:
            most = min(most, self.factor[position] * self.supply[period])
        return most

    @cython.ccall
    def grow_lanes(self):
        """Make room for more lanes."""
        size = 2 * self.lane_kind.shape[0]
        for name in ("kind", "stream", "receiver", "from", "to", "column", "factor", "cost", "blends", "open"):
            setattr(self, f"lane_{name}", np.resize(getattr(self, f"lane_{name}"), size))

    @cython.cfunc
    @cython.exceptval(0)
    def gather(self) -> cython.bint:
        """All lanes off the line; false where a port has none."""
        r = self.region
        position: cython.int
        each: cython.int
        process: cython.int
        for position in range(1, self.size + 1):
            process = self.process[position]
            for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                if r.ot_role[each] != _LOSS and not self.on_line(position, each):
                    self.gather_output(position, each)
            for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                if each != self.port[position]:
                    self.gather_port(position, each)
        return True

    @cython.cfunc
    def on_line(self, position: cython.int, output: cython.int) -> cython.bint:
        """Whether an output of a position is the one that goes along the line."""
        return position <= self.line and output == self.output[position]

    @cython.cfunc
    @cython.exceptval(-1)
    def gather_port(self, position: cython.int, port: cython.int) -> cython.int:
        """Offers that fit a port; of a pool the best ones where that loses nothing."""
        r = self.region
        wanted: cython.int = r.rc_res[r.needs + port]
        each: cython.int
        one: cython.int
        pool: Pool = self.pools.supplying(port)
        if pool.plain and (not pool.cut or self.suffices(pool, wanted, True)):
            for each in range(pool.members.shape[0]):
                self.add_plain(OFFER, pool.members[each], r.needs + port, 0, position, pool.worth[each])
            return 0
        for each in range(r.back_ptr[wanted], r.back_ptr[wanted + 1]):
            for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                self.add_lane(OFFER, r.offer_list[one], r.needs + port, 0, position)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def gather_output(self, position: cython.int, output: cython.int) -> cython.int:
        """Where an output off the line may go: ports of the wiring, needs, disposal."""
        r = self.region
        stream: cython.int = r.offers + output
        end: cython.int
        each: cython.int
        one: cython.int
        process: cython.int
        for end in range(1, self.size + 1):
            process = self.process[end]
            if end == position and not r.pr_start_up[process]:
                continue
            for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                if each != self.port[end]:
                    self.add_lane(INNER, stream, r.needs + each, position, end)
        if position > self.line and output == self.output[position]:
            return 0
        pool: Pool = self.pools.using(output)
        if pool.plain and (not pool.cut or self.suffices(pool, r.st_res[stream], False)):
            for each in range(pool.members.shape[0]):
                self.add_plain(NEED, stream, pool.members[each], position, 0, pool.worth[each])
        else:
            for each in range(r.fit_ptr[r.st_res[stream]], r.fit_ptr[r.st_res[stream] + 1]):
                for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                    self.add_lane(NEED, stream, r.need_list[one], position, 0)
        if r.res_disposed[r.st_res[stream]]:
            self.add_lane(DISPOSAL, stream, 0, position, 0)
        return 0

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

    @cython.cfunc
    def acyclic(self) -> cython.bint:
        """Whether one order of the processes lets every inner lane go forward."""
        lane: cython.int
        start: cython.int
        end: cython.int
        turn: cython.int
        for start in range(self.size + 1):
            for end in range(self.size + 1):
                self.before[start, end] = 1 if start < end <= self.line else 0
        for lane in range(self.lanes):
            end = self.lane_to[lane]
            if self.lane_kind[lane] == INNER and not self.region.pr_start_up[self.process[end]]:
                self.before[self.lane_from[lane], end] = 1
        for turn in range(1, self.size + 1):
            for start in range(1, self.size + 1):
                for end in range(1, self.size + 1):
                    if self.before[start, turn] and self.before[turn, end]:
                        self.before[start, end] = 1
        for start in range(1, self.size + 1):
            if self.before[start, start]:
                return False
        return True

    @cython.cfunc
    @cython.exceptval(-1)
    def solve(self, only_feasible: cython.bint) -> cython.int:
        """Write and solve the programme for one order."""
        if not self.open_lanes():
            return 0
        self.lp.clear()
        self.constant = 0.0
        if not self.write_activities():
            return 0
        self.write_lanes()
        self.write_line()
        self.write_shared()
        self.write_permits()
        if self.lp.solve(only_feasible) == 1:
            return 0
        self.value = self.constant + self.lp.objective() - self.kilometre * self.metres / 1000.0
        return 1

    @cython.cfunc
    def open_lanes(self) -> cython.bint:
        """Open the lanes that the order allows; false where a port has none, or a feeder feeds nothing."""
        r = self.region
        lane: cython.int
        position: cython.int
        each: cython.int
        there: cython.bint
        for lane in range(self.lanes):
            self.lane_open[lane] = 1
            if self.lane_kind[lane] == INNER and not r.pr_start_up[self.process[self.lane_to[lane]]]:
                self.lane_open[lane] = self.before[self.lane_from[lane], self.lane_to[lane]]
        for position in range(1, self.size + 1):
            for each in range(r.pr_port_ptr[self.process[position]], r.pr_port_ptr[self.process[position] + 1]):
                there = each == self.port[position]
                for lane in range(self.lanes):
                    if self.lane_open[lane] and self.lane_kind[lane] <= INNER:
                        there = there or self.lane_receiver[lane] == r.needs + each
                if not there:
                    return False
            if position > self.line:
                there = False
                for lane in range(self.lanes):
                    if self.lane_open[lane] and self.lane_kind[lane] == INNER:
                        there = there or self.lane_stream[lane] == r.offers + self.output[position]
                if not there:
                    return False
        return True

    @cython.cfunc
    @cython.exceptval(0)
    def write_activities(self) -> cython.bint:
        """Variables of what drives activities, between least loads and capacities."""
        position: cython.int
        period: cython.int
        row: cython.int
        limited: cython.bint = True
        for position in range(self.size + 1):
            for period in range(self.periods):
                self.column[position, period] = NONE
                self.base[position, period] = 0.0
                if position <= self.known or (position > self.line and self.factor[position] > 0.0):
                    if self.operates(position, period) and not self.write_driver(position, period):
                        return False
        for position in range(1, self.known + 1):
            if self.stores[position]:
                self.write_store(position)
        row = self.lp.add_row(1, self.min_amount)
        for period in range(self.periods):
            self.use(row, 0, period, 1.0)
            if self.supply[period] >= _INFINITE:
                limited = False
        if not limited:
            row = self.lp.add_row(-1, _UNLIMITED)
            for period in range(self.periods):
                self.use(row, 0, period, 1.0)
        return True

    @cython.cfunc
    @cython.exceptval(0)
    def write_driver(self, position: cython.int, period: cython.int) -> cython.bint:
        """Variable of a position that drives itself, or that of its driver."""
        driver: cython.int = self.driver[position]
        each: cython.int
        if driver != position:
            self.column[position, period] = self.column[driver, period]
            self.base[position, period] = self.base[driver, period]
            return True
        self.low = 0.0
        self.high = self.supply[period] if position == 0 else _LARGE
        for each in range(position, self.size + 1):
            if self.driver[each] == position and each > 0 and (each <= self.known or each == position):
                self.narrow(each, period, self.factor[each])
        if position <= self.line and self.driver[self.line] == position and not isnan(self.end_factor):
            self.high = min(
                self.high, self.region.demand[self.need, period] / (self.end_factor * self.factor[self.line])
            )
        if self.low > self.high * (1.0 + 1e-9) + 1e-12:
            return False
        self.base[position, period] = self.low
        self.column[position, period] = self.lp.add_column(0.0, max(0.0, self.high - self.low))
        return True

    @cython.cfunc
    @cython.exceptval(-1)
    def narrow(self, position: cython.int, period: cython.int, factor: cython.double) -> cython.int:
        """Narrow the range of a driver by the range of an activity."""
        r = self.region
        process: cython.int = self.process[position]
        self.low = max(self.low, r.least[process, period] / factor)
        self.high = min(self.high, r.capacity[process, period] / factor)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_store(self, position: cython.int) -> cython.int:
        """Balance of a store over the circle of the year."""
        r = self.region
        period: cython.int
        row: cython.int
        first: cython.int = self.lp.columns
        incoming: cython.double = 1.0
        if position > 1:
            incoming = r.ot_amount[self.output[position - 1]]
        r.fits(self.source if position == 1 else r.offers + self.output[position - 1], r.needs + self.port[position])
        incoming *= r.factor
        for period in range(self.periods):
            self.lp.add_column(0.0, r.pr_storage[self.process[position]])
        for period in range(self.periods):
            row = self.lp.add_row(0, 0.0)
            self.use(row, position - 1, period, incoming)
            self.use(row, position, period, -r.pt_amount[self.port[position]])
            self.lp.put(row, first + (period + self.periods - 1) % self.periods, 1.0)
            self.lp.put(row, first + period, -1.0)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def use(self, row: cython.int, position: cython.int, period: cython.int, factor: cython.double) -> cython.int:
        """Add a factor of an activity to a row."""
        whole: cython.double = factor * self.factor[position]
        if self.column[position, period] != NONE and whole != 0.0:
            self.lp.put(row, self.column[position, period], whole)
            self.lp.right[row] -= whole * self.base[position, period]
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def earn(self, position: cython.int, weight: cython.double) -> cython.int:
        """Add a weight of an activity to the objective."""
        period: cython.int
        whole: cython.double = weight * self.factor[position]
        for period in range(self.periods):
            if self.column[position, period] != NONE and whole != 0.0:
                self.lp.cost[self.column[position, period]] += whole
                self.constant += whole * self.base[position, period]
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_lanes(self) -> cython.int:
        """Variables of the lanes off the line, balances of ports and outputs."""
        r = self.region
        lane: cython.int
        position: cython.int
        period: cython.int
        each: cython.int
        process: cython.int
        self.offer_uses[self.source] = 1
        self.need_uses[self.need] = 1
        for lane in range(self.lanes):
            if self.lane_kind[lane] == OFFER:
                self.offer_uses[self.lane_stream[lane]] += 1
            elif self.lane_kind[lane] == NEED:
                self.need_uses[self.lane_receiver[lane]] += 1
        for lane in range(self.lanes):
            self.lane_column[lane] = self.lp.columns
            for period in range(self.periods):
                self.lp.add_column(self.lane_cost[lane], self.most(lane, period))
        for position in range(1, self.size + 1):
            process = self.process[position]
            for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                if each != self.port[position]:
                    self.write_port(position, each)
            for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                if r.ot_role[each] != _LOSS and not self.on_line(position, each):
                    self.write_output(position, each)
        return 0

    @cython.cfunc
    def most(self, lane: cython.int, period: cython.int) -> cython.double:
        """Most that may go along a lane in a period, as far as it alone is concerned."""
        r = self.region
        if not self.lane_open[lane]:
            return 0.0
        if self.lane_kind[lane] == OFFER:
            if not self.operates(self.lane_to[lane], period):
                return 0.0
            if self.lane_stream[lane] == self.source:
                return self.supply[period]
            return r.supply[self.lane_stream[lane], period]
        if not self.operates(self.lane_from[lane], period):
            return 0.0
        if self.lane_kind[lane] == NEED and self.lane_factor[lane] > 0.0:
            return r.demand[self.lane_receiver[lane], period] / self.lane_factor[lane]
        return _LARGE

    @cython.cfunc
    @cython.exceptval(-1)
    def write_port(self, position: cython.int, port: cython.int) -> cython.int:
        """What comes in equals what the activity takes; limits of the blend."""
        r = self.region
        lane: cython.int
        period: cython.int
        each: cython.int
        blends: cython.bint = False
        row: cython.int = self.lp.rows
        taken: cython.double = r.pt_amount[port]
        if isnan(taken):
            taken = 0.0
        for period in range(self.periods):
            self.lp.add_row(0, 0.0)
            self.use(row + period, position, period, -taken)
        for lane in range(self.lanes):
            if self.lane_kind[lane] <= INNER and self.lane_receiver[lane] == r.needs + port:
                blends = blends or self.lane_blends[lane] != 0
                for period in range(self.periods):
                    self.lp.put(row + period, self.lane_column[lane] + period, self.lane_factor[lane])
        if blends:
            for each in range(r.rc_sub_ptr[r.needs + port], r.rc_sub_ptr[r.needs + port + 1]):
                self.write_blend(port, r.rc_sub[each], r.rc_limit[each])
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_blend(self, port: cython.int, substance: cython.int, limit: cython.double) -> cython.int:
        """The share of a substance in what comes into a port, period by period."""
        r = self.region
        lane: cython.int
        period: cython.int
        own: cython.int
        share: cython.double
        row: cython.int = self.lp.rows
        for period in range(self.periods):
            self.lp.add_row(-1, 0.0)
        for lane in range(self.lanes):
            if self.lane_kind[lane] <= INNER and self.lane_receiver[lane] == r.needs + port:
                share = 0.0
                for own in range(r.st_sub_ptr[self.lane_stream[lane]], r.st_sub_ptr[self.lane_stream[lane] + 1]):
                    if r.st_sub[own] == substance:
                        share = r.st_share[own]
                for period in range(self.periods):
                    self.lp.put(row + period, self.lane_column[lane] + period, (share - limit) * self.lane_factor[lane])
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_output(self, position: cython.int, output: cython.int) -> cython.int:
        """What goes out equals what the activity makes."""
        r = self.region
        lane: cython.int
        period: cython.int
        row: cython.int = self.lp.rows
        made: cython.double = r.ot_amount[output]
        if isnan(made):
            made = 0.0
        for period in range(self.periods):
            self.lp.add_row(0, 0.0)
            self.use(row + period, position, period, -made)
        for lane in range(self.lanes):
            if self.lane_kind[lane] != OFFER and self.lane_stream[lane] == r.offers + output:
                for period in range(self.periods):
                    self.lp.put(row + period, self.lane_column[lane] + period, 1.0)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_line(self) -> cython.int:
        """What the line and the activities are worth."""
        r = self.region
        position: cython.int
        amount: cython.double
        for position in range(self.size + 1):
            if position > self.known and position <= self.line:
                continue
            if position == 0:
                self.earn(0, self.gain - self.leg_cost[0])
            else:
                self.earn(position, r.pr_activity[self.process[position]])
                if position <= self.line:
                    amount = r.ot_amount[self.output[position]]
                    if not isnan(amount):
                        self.earn(position, -self.leg_cost[position] * amount)
        for position in range(1, self.size + 1):
            self.constant -= r.pr_fixed[self.process[position]]
        if not isnan(self.end_factor):
            self.earn(self.line, r.nd_weight[self.need] * self.end_factor)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_shared(self) -> cython.int:
        """Supplies and demands that several lanes share."""
        r = self.region
        lane: cython.int
        period: cython.int
        one: cython.int
        for lane in range(self.lanes):
            one = self.lane_stream[lane]
            if self.lane_kind[lane] == OFFER and self.offer_uses[one] > 1:
                if self.offer_row[one] == NONE:
                    self.offer_row[one] = self.lp.rows
                    for period in range(self.periods):
                        self.lp.add_row(-1, self.supply[period] if one == self.source else r.supply[one, period])
                        if one == self.source:
                            self.use(self.lp.rows - 1, 0, period, 1.0)
                for period in range(self.periods):
                    self.lp.put(self.offer_row[one] + period, self.lane_column[lane] + period, 1.0)
            one = self.lane_receiver[lane]
            if self.lane_kind[lane] == NEED and self.need_uses[one] > 1:
                if self.need_row[one] == NONE:
                    self.need_row[one] = self.lp.rows
                    for period in range(self.periods):
                        self.lp.add_row(-1, r.demand[one, period])
                        if one == self.need and not isnan(self.end_factor):
                            self.use(self.lp.rows - 1, self.line, period, self.end_factor)
                for period in range(self.periods):
                    self.lp.put(self.need_row[one] + period, self.lane_column[lane] + period, self.lane_factor[lane])
        for lane in range(self.lanes):
            if self.lane_kind[lane] == OFFER:
                self.offer_uses[self.lane_stream[lane]] = 0
                self.offer_row[self.lane_stream[lane]] = NONE
            elif self.lane_kind[lane] == NEED:
                self.need_uses[self.lane_receiver[lane]] = 0
                self.need_row[self.lane_receiver[lane]] = NONE
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def write_permits(self) -> cython.int:
        """Tonnes a year under one allowance."""
        r = self.region
        each: cython.int
        period: cython.int
        row: cython.int
        leg: cython.int
        amount: cython.double
        for each in range(self.permits):
            if self.allowance_row[self.permit_allowance[each]] == NONE:
                self.allowance_row[self.permit_allowance[each]] = self.lp.add_row(
                    -1, r.pm_tonnes[self.permit_allowance[each]]
                )
            row = self.allowance_row[self.permit_allowance[each]]
            leg = -1 - self.permit_lane[each]
            amount = 1.0
            if leg > 0:
                amount = r.ot_amount[self.output[leg]]
                if leg > self.known or isnan(amount):
                    continue
            for period in range(self.periods):
                if leg < 0:
                    self.lp.put(row, self.lane_column[self.permit_lane[each]] + period, 1.0)
                else:
                    self.use(row, leg, period, amount)
        for each in range(self.permits):
            self.allowance_row[self.permit_allowance[each]] = NONE
        return 0


def orders(line: int, size: int) -> list:
    """Orders of positions 1 to size that keep the order of the line, which are positions 1 to line."""
    found = []
    for order in permutations(range(1, size + 1)):
        if [each for each in order if each <= line] == list(range(1, line + 1)):
            found.append(order)
    return found
