# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a search opens after a line: the needs that it may end at, the processes that it may go on with."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.heap import nine_digits
    from cython.cimports.graph_kb.symbiosis.kernel.sets import Sets
    from cython.cimports.graph_kb.symbiosis.kernel.ways import Ways
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.heap import nine_digits
    from graph_kb.symbiosis.kernel.sets import Sets
    from graph_kb.symbiosis.kernel.ways import Ways

GROW, ENDS, WHOLE, VALUED = 0, 1, 2, 3
# Whole wirings without feeders, and those that get some if they are infeasible.
ALONE, IF_LACKING = -1, -2
_LOSS = cython.declare(cython.int, 3)
_LARGE = cython.declare(cython.double, 1e30)


@cython.cclass
class Opening(Sets):
    """Entries of the heap."""

    @cython.cfunc
    @cython.exceptval(-1)
    def stays(self, node: cython.int) -> cython.int:
        """Bound a line more finely. Returns 0 where it is opened again, or cannot be a chain."""
        bound: cython.double
        if self.size[node] == self.most:
            bound = self.best_end(node)
        else:
            bound = self.bound(node, self.high[node], 0.0, self.most - self.size[node], True)
        self.refined[node] = 1
        if bound <= -1e29:
            return 0
        if bound + abs(bound) * 1e-9 < self.ceiling:
            self.open(bound, self.size[node], self.metres[node], GROW, node, -1, -1)
            return 0
        return 1

    @cython.cfunc
    @cython.exceptval(-1)
    def grow(self, node: cython.int) -> cython.int:
        """Open what follows a line: needs that it may end at, processes that it may go on with."""
        r = self.region
        one: cython.int
        ways: Ways
        most: cython.double = r.max_total * 1000.0 + 1e-6
        self.open_ends(node)
        if self.size[node] == self.most:
            return 0
        ways = self.wiring.pools.ways_on.of(self.stream_of(node))
        for one in range(ways.port.shape[0]):
            if self.metres[node] + max(0, ways.metres[one]) <= most and self.is_new(node, r.pt_proc[ways.port[one]]):
                r.metres, r.factor = ways.metres[one], ways.factor[one]
                self.open_longer(node, ways.port[one])
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def are_alike(self, node: cython.int) -> cython.int:
        """Whether a line, however it ends and whatever feeds it, is much like a chain that was taken before.

        `alone_alike` is set where it is so without feeders; where the objective tells nothing about feeders, what is
        infeasible without them leads to those with them.
        """
        self.alone_alike = False
        if not self.taken:
            return 0
        line = self.line_of(node)[0]
        self.alone_alike = not self.bounds.flat and self.all_alike(line, 0)
        return self.all_alike(line, self.room(self.size[node]))

    @cython.cfunc
    @cython.exceptval(-1)
    def open_ends(self, node: cython.int) -> cython.int:
        """Open the blocks of needs that a line may end at, or the one need asked for."""
        r = self.region
        each: cython.int
        block: cython.int
        bound: cython.double
        resource: cython.int = r.st_res[self.stream_of(node)]
        if self.are_alike(node):
            return 0
        self.lay_grid(node, self.room(self.size[node]))
        if self.only_need >= 0:
            return self.look_at_end(node, self.only_need)
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for block in range(self.bounds.block_ptr[r.fit_res[each]], self.bounds.block_ptr[r.fit_res[each] + 1]):
                bound = min(self.ceiling, self.bound_block(node, block, r.fit_factor[each]))
                if bound > -1e29:
                    self.open(bound, self.size[node], self.metres[node], ENDS, node, block, -1)
        return 0

    @cython.cfunc
    def best_end(self, node: cython.int) -> cython.double:
        """Most that a line can be worth at any of the needs that it may end at."""
        r = self.region
        each: cython.int
        block: cython.int
        best: cython.double = -_LARGE
        resource: cython.int = r.st_res[self.stream_of(node)]
        self.lay_grid(node, self.room(self.size[node]))
        if self.only_need >= 0:
            if r.lane(self.stream_of(node), self.only_need, True):
                best = self.bound_end(node, self.only_need, False)
            return best
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for block in range(self.bounds.block_ptr[r.fit_res[each]], self.bounds.block_ptr[r.fit_res[each] + 1]):
                best = max(best, self.bound_block(node, block, r.fit_factor[each]))
        return best

    @cython.cfunc
    @cython.exceptval(-1)
    def open_block(self, node: cython.int, block: cython.int) -> cython.int:
        """Open the needs of a block."""
        one: cython.int
        if self.are_alike(node):
            return 0
        self.lay_grid(node, self.room(self.size[node]))
        for one in range(self.bounds.block_start[block], self.bounds.block_start[block + 1]):
            self.look_at_end(node, self.bounds.block_need[one])
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def look_at_end(self, node: cython.int, need: cython.int) -> cython.int:
        """Open a need if the line may end there."""
        r = self.region
        if r.lane(self.stream_of(node), need, True):
            if self.metres[node] + max(0, r.metres) <= r.max_total * 1000.0 + 1e-6:
                self.open_end(node, need)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def open_end(self, node: cython.int, need: cython.int) -> cython.int:
        """Open a whole line by the lane looked at last, and beside it what feeders may make of it."""
        bound: cython.double = min(self.ceiling, self.bound_end(node, need, False))
        metres: cython.int = self.metres[node] + max(0, self.region.metres)
        if bound > -1e29 and not self.alone_alike:
            self.open(bound, self.size[node], metres, WHOLE, node, need, ALONE)
        if self.ends_short:
            bound = min(self.ceiling, self.bound_end(node, need, True))
            if bound > -1e29:
                self.open(bound, self.size[node] + 1, metres, WHOLE, node, need, IF_LACKING)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def open(
        self,
        bound: cython.double,
        size: cython.int,
        metres: cython.int,
        kind: cython.int,
        node: cython.int,
        need: cython.int,
        more: cython.int,
    ) -> cython.int:
        """Open an entry. Values that differ by less than rounding are one: fewer processes and metres decide."""
        if kind != VALUED:
            bound = bound + abs(bound) * 1e-11
        return self.heap.push(nine_digits(bound), size, metres, kind, node, need, more)

    @cython.cfunc
    @cython.exceptval(-1)
    def open_longer(self, node: cython.int, port: cython.int) -> cython.int:
        """Open lines with one more process, by the lane looked at last."""
        r = self.region
        output: cython.int
        left: cython.int = self.most - self.size[node] - 1
        process: cython.int = r.pt_proc[port]
        bound: cython.double
        made: cython.double = self.made[node] * r.factor
        rate: cython.double = r.res_rate[r.st_res[self.stream_of(node)]]
        activity: cython.double = made / r.pt_amount[port]
        metres: cython.int = self.metres[node] + max(0, r.metres)
        leg: cython.double = self.made[node] * rate * max(0, r.metres) / 1000.0
        row: cython.int
        if r.pt_amount[port] == 0.0 or made == 0.0:
            return 0
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] == _LOSS or r.ot_amount[output] == 0.0:
                continue
            row = self.extend(node, process, port, output)
            self.metres[row] = metres
            self.made[row] = activity * r.ot_amount[output]
            self.worth[row] = self.worth[node] - (0.0 if isnan(leg) else leg)
            self.fixed[row] = self.fixed[node] + r.pr_fixed[process]
            self.low[row] = self.low[node]
            self.high[row] = self.high[node]
            self.stored[row] = self.stored[node]
            self.active[row] = activity
            bound = -_LARGE
            if not isnan(activity):
                self.narrow(row, process, activity)
            if self.low[row] <= self.high[row] * (1.0 + 1e-9):
                bound = min(self.ceiling, self.bound(row, self.high[row], 0.0, left, False))
            if bound > -1e29:
                self.open(bound, self.size[row], metres, GROW, row, -1, -1)
            else:
                self.nodes -= 1
        return 0
