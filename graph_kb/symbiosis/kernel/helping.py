# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The most that one certain feeder can add to a line."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.worths import Worths
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.worths import Worths

_LARGE = cython.declare(cython.double, 1e30)
_PARTS = cython.declare(cython.int, 8)
_PART = cython.declare(cython.double, 0.5)


@cython.cclass
class Helping(Worths):
    """Lines and their feeders."""

    def feeder_worth(self, node: cython.int, process: cython.int, output: cython.int, others, left: cython.int):
        """Most that a feeder adds to what a line is worth when ports pay the price inside.

        Args:
            node: The line, with its range of the source.
            process: The feeder.
            output: Its chosen output.
            others: All feeders, which it may feed as well.
            left: Number of further feeders, which it may feed.
        """
        r = self.region
        made: cython.double = r.ot_amount[output]
        self.taken_in = 0.0
        self.paid = -_LARGE
        if self.bounds.flat:
            return 0.0
        while self.size[node]:
            self.look_at_ports(
                process, output, self.process[node], self.port[node], self.active[node] * self.high[node]
            )
            node = self.parent[node]
        for one, _ in others:
            if one != process or r.pr_start_up[process]:
                self.look_at_ports(process, output, one, -1, self.bounds.year_capacity[one])
        if left > 0 or self.paid <= -_LARGE:
            # It may feed a further feeder, wherever that is.
            self.taken_in = 1e15
            self.paid = max(self.paid, self.bounds.paid_at_most(output))
        return 0.0 if isnan(made) or made <= 0.0 else self.best_activity(process, output)

    @cython.cfunc
    @cython.exceptval(-1)
    def look_at_ports(
        self,
        process: cython.int,
        output: cython.int,
        taker: cython.int,
        port: cython.int,
        activity: cython.double,
    ) -> cython.int:
        """Add up what the ports of a process may take of a feeder, and keep what the best of them pays."""
        r = self.region
        each: cython.int
        factor: cython.double
        amount: cython.double
        stream: cython.int = r.offers + output
        for each in range(r.pr_port_ptr[taker], r.pr_port_ptr[taker + 1]):
            if each == port or not r.lane(stream, r.needs + each, False):
                continue
            factor = 1.0 if isnan(r.factor) else r.factor
            amount = r.pt_amount[each] * activity
            if factor <= 0.0 or isnan(amount):
                amount = 0.0
            self.taken_in += amount / max(factor, 1e-12)
            amount = self.bounds.inside[r.rc_res[r.needs + each]] * factor
            self.paid = max(self.paid, amount - r.res_rate[r.st_res[stream]] * max(0, r.metres) / 1000.0)
        return 0

    @cython.cfunc
    def best_activity(self, process: cython.int, output: cython.int) -> cython.double:
        """Most that a feeder earns at any activity that it and those that it feeds allow."""
        b = self.bounds
        turn: cython.int
        made: cython.double = self.region.ot_amount[output]
        low: cython.double = b.period_least[process]
        high: cython.double = min(b.year_capacity[process], self.taken_in / made * (1.0 + 1e-9))
        start: cython.double
        side: cython.double
        # It may stand still where it has no least load.
        best: cython.double = 0.0 if low <= 0.0 else -_LARGE
        if low > high * (1.0 + 1e-9):
            return -_LARGE
        for turn in range(_PARTS):
            start = max(low, high * _PART if turn < _PARTS - 1 else 0.0)
            side = b.side(process, -1, output, start, False)
            if side > -_LARGE:
                side += made * self.paid
                best = max(best, side * (high if side >= 0.0 else start))
            if start <= low:
                break
            high = start
        return best - self.region.pr_fixed[process] if best > -_LARGE else -_LARGE
