# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The best amounts of one wiring, as a linear programme: docs/chain-model.md, sections 3 and 4."""

from itertools import permutations

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.activities import Activities
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.activities import Activities

OFFER, INNER, NEED, DISPOSAL = 0, 1, 2, 3
NONE = -1
_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Wiring(Activities):
    """One wiring after another of the chains from a source."""

    @cython.ccall
    @cython.exceptval(-1)
    def evaluate(self, only_feasible: cython.bint) -> cython.int:
        """Whether the wiring that was put in is feasible; then its value, and metres of its line."""
        self.lanes = 0
        self.permits = 0
        if not self.look_at_line():
            return 0
        self.gather()
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
            if self.rests(self.lane_to[lane], period):
                return 0.0
            if self.lane_stream[lane] == self.source:
                return self.supply[period]
            return r.supply[self.lane_stream[lane], period]
        if self.rests(self.lane_from[lane], period):
            return 0.0
        if self.lane_kind[lane] == NEED and self.lane_factor[lane] > 0.0:
            return r.demand[self.lane_receiver[lane], period] / self.lane_factor[lane]
        return _LARGE

    @cython.cfunc
    def rests(self, position: cython.int, period: cython.int) -> cython.bint:
        """Whether a process of the line does nothing in a period."""
        return position <= self.line and not self.operates(position, period)

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
