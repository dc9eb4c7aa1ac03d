# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Lanes off the line of a wiring: what may feed its ports, and where its other outputs may go."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.blending import Pool
    from cython.cimports.graph_kb.symbiosis.kernel.sharing import Sharing
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.blending import Pool
    from graph_kb.symbiosis.kernel.sharing import Sharing

OFFER, INNER, NEED, DISPOSAL = 0, 1, 2, 3
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Lanes(Sharing):
    """The line of a wiring and all lanes beside it."""

    @cython.cfunc
    @cython.exceptval(-1)
    def gather(self) -> cython.int:
        """Keep all lanes off the line."""
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
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def gather_port(self, position: cython.int, port: cython.int) -> cython.int:
        """Offers that fit a port; of a pool the best ones where that loses nothing."""
        r = self.region
        wanted: cython.int = r.rc_res[r.needs + port]
        each: cython.int
        one: cython.int
        kept: cython.bint = False
        pool: Pool = self.pools.supplying(port)
        if pool.plain and (not pool.cut or self.suffices(pool, wanted, True)):
            for each in range(pool.members.shape[0]):
                one = pool.members[each]
                self.keep_lane(OFFER, one, r.needs + port, 0, position, 1.0, pool.worth[each], pool.blends[each])
                kept = kept or one == self.source
            # Pools rank the source by its price, which is none to itself.
            if not kept:
                self.add_lane(OFFER, self.source, r.needs + port, 0, position)
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
                self.keep_lane(NEED, stream, pool.members[each], position, 0, 1.0, pool.worth[each], False)
        else:
            for each in range(r.fit_ptr[r.st_res[stream]], r.fit_ptr[r.st_res[stream] + 1]):
                for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                    self.add_lane(NEED, stream, r.need_list[one], position, 0)
        if r.res_disposed[r.st_res[stream]]:
            self.add_lane(DISPOSAL, stream, 0, position, 0)
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
        factor: cython.double
        worth: cython.double
        if kind == DISPOSAL:
            return self.keep_lane(kind, stream, receiver, start, end, 1.0, r.res_disposal[r.st_res[stream]], False)
        if not r.lane(stream, receiver, False):
            return 0
        factor = 1.0 if isnan(r.factor) else r.factor
        worth = -r.res_rate[r.st_res[stream]] * (max(0, r.metres) / 1000.0)
        if kind == OFFER:
            worth += r.of_weight[stream] + r.pt_weight[receiver - r.needs] * factor
        elif kind == NEED:
            worth += r.nd_weight[receiver] * factor
        self.keep_permits(self.lanes)
        return self.keep_lane(kind, stream, receiver, start, end, factor, worth, r.blends)

    @cython.cfunc
    @cython.exceptval(-1)
    def keep_lane(
        self,
        kind: cython.int,
        stream: cython.int,
        receiver: cython.int,
        start: cython.int,
        end: cython.int,
        factor: cython.double,
        worth: cython.double,
        blends: cython.bint,
    ) -> cython.int:
        """Keep a lane with what a unit of its stream is worth; the source's own price is none to itself."""
        lane: cython.int = self.lanes
        if lane == self.lane_kind.shape[0]:
            self.grow_lanes()
        if kind == OFFER and stream == self.source:
            worth -= self.region.of_weight[stream]
        self.lane_factor[lane] = factor
        self.lane_blends[lane] = blends
        self.lane_cost[lane] = worth
        self.lane_kind[lane] = kind
        self.lane_stream[lane] = stream
        self.lane_receiver[lane] = receiver
        self.lane_from[lane] = start
        self.lane_to[lane] = end
        self.lanes += 1
        return 1

    @cython.ccall
    def grow_lanes(self):
        """Make room for more lanes."""
        size = 2 * self.lane_kind.shape[0]
        for name in ("kind", "stream", "receiver", "from", "to", "column", "factor", "cost", "blends", "open"):
            setattr(self, f"lane_{name}", np.resize(getattr(self, f"lane_{name}"), size))

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
    def open_lanes(self) -> cython.bint:
        """Open the lanes that the order allows; false where a port has none, or a feeder leads nowhere."""
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
        return self.feeders_lead()

    @cython.cfunc
    def feeders_lead(self) -> cython.bint:
        """Whether the chosen output of every feeder leads to a port of the line, perhaps through other feeders."""
        r = self.region
        position: cython.int
        lane: cython.int
        left: cython.int = self.size - self.line
        found: cython.bint = True
        for position in range(1, self.size + 1):
            self.leads[position] = 1 if position <= self.line else 0
        while found and left > 0:
            found = False
            for lane in range(self.lanes):
                position = self.lane_from[lane]
                if (
                    self.lane_open[lane]
                    and self.lane_kind[lane] == INNER
                    and not self.leads[position]
                    and self.leads[self.lane_to[lane]]
                    and self.lane_stream[lane] == r.offers + self.output[position]
                ):
                    self.leads[position] = 1
                    left -= 1
                    found = True
        return left == 0
