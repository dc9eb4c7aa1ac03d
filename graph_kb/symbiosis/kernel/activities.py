# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Activities of a wiring in its linear programme: between least loads and capacities, with stores."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.lanes import Lanes
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.lanes import Lanes

NONE = -1
_LARGE = cython.declare(cython.double, 1e30)
_UNLIMITED = cython.declare(cython.double, 1e9)
_INFINITE = cython.declare(cython.double, 1e29)


@cython.cclass
class Activities(Lanes):
    """Activities of each position and period: a factor times a base and a column of the programme."""

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
                    # A feeder may go on by itself while the source is away; its least load rests then.
                    if position <= self.line and not self.operates(position, period):
                        continue
                    if not self.write_driver(position, period):
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
        if self.operates(position, period):
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
