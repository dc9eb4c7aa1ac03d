# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The k best different chains from a source: best first, so that what is taken cannot be bettered by what is open.

The heap holds lines that still grow (by a bound), whole wirings that are not evaluated (by a bound) and evaluated
ones (by their value). A wiring that is infeasible may need feeders: each that could help becomes a wiring of its own.
"""

import time

import cython
import numpy as np

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
# Whole wirings without feeders, before and after a look at their curve; those that get feeders if they are infeasible.
ALONE, IF_LACKING, DRAWN = -1, -2, -3
_LOSS = cython.declare(cython.int, 3)
_LARGE = cython.declare(cython.double, 1e30)
_DIVED_INTO, _DIVED, _SETTLED = 3, 12, 200


@cython.cclass
class Search(Sets):
    """One question about one source in one region."""

    def begin(self):
        """Open the line without processes."""
        self.ceiling = _LARGE
        # What pools hold was counted without a limit of the question's own.
        self.always_short = self.region.max_leg < 1e29
        self.grow(self.put_root())

    def advance(self, until: cython.double):
        """Search until the chains wanted are found and proved, nothing is open, or it is `until`."""
        row: cython.int
        node: cython.int
        kind: cython.int
        self.left = None
        while self.heap.count and len(self.taken) < self.wanted:
            if time.perf_counter() > until:
                self.left = self.open_bound()
                return
            row = self.heap.pop()
            kind = self.heap.kind[row]
            if kind == GROW:
                node = self.heap.node[row]
                self.ceiling = self.heap.value[row]
                if node not in self.done and (self.refined[node] or self.stays(node)):
                    self.grown += 1
                    self.grow(node)
            elif kind == ENDS:
                self.open_block(self.heap.node[row], self.heap.need[row])
            elif kind == WHOLE:
                if not self.is_drawn(row):
                    self.value(self.heap.node[row], self.heap.need[row], self.heap.more[row])
            else:
                self.take(self.heap.node[row], self.heap.need[row], self.heap.more[row])
        self.proved = True
        self.left = self.open_bound()

    def dive(self):
        """Evaluate the most promising wirings of every length at once, so that there are chains when time is up."""
        for row in self.open_rows(GROW, _DIVED_INTO):
            node = self.heap.node[row]
            self.done.add(node)
            self.grow(node)
        for row in self.open_rows(ENDS, _DIVED_INTO):
            self.open_block(self.heap.node[row], self.heap.need[row])
        for row in self.open_rows(WHOLE, _DIVED):
            self.value(self.heap.node[row], self.heap.need[row], self.heap.more[row])

    def plant(self, chain):
        """Evaluate a chain that another search found."""
        node: cython.int = 0
        row: cython.int
        for process, (port, output) in zip(chain["line"], chain["ends"], strict=True):
            row = self.add_node()
            self.parent[row] = node
            self.process[row] = process
            self.port[row] = port
            self.output[row] = output
            self.size[row] = self.size[node] + 1
            node = row
        self.value(node, chain["need"], ALONE)

    def open_rows(self, kind: cython.int, many: cython.int):
        """The best open entries of a kind, so many of each size."""
        rows = np.asarray(self.heap.order)[: self.heap.count]
        rows = rows[np.asarray(self.heap.kind)[rows] == kind]
        size, value = np.asarray(self.heap.size)[rows], np.asarray(self.heap.value)[rows]
        found = []
        for each in range(self.most + 1):
            alike = np.flatnonzero(size == each)
            if len(alike) > many:
                alike = alike[np.argpartition(-value[alike], many)[:many]]
            found.extend(sorted((-value[place], rows[place]) for place in alike))
        return [row for _, row in found]

    def settle(self):
        """Take what has been evaluated when time is up: chains, but perhaps not the best ones."""
        rows = self.open_rows(VALUED, _SETTLED)
        for row in sorted(rows, key=lambda row: -self.heap.value[row]):
            if len(self.taken) < self.wanted:
                self.take(self.heap.node[row], self.heap.need[row], self.heap.more[row])

    @cython.cfunc
    @cython.exceptval(-1)
    def stays(self, node: cython.int) -> cython.int:
        """Bound a line more finely. Returns 0 where it is opened again, or cannot be a chain."""
        bound: cython.double = self.bound(node, self.high[node], 0.0, self.most - self.size[node], 0, True)
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
        if not (self.taken and self.all_alike(self.line_of(node)[0])):
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
    def open_ends(self, node: cython.int) -> cython.int:
        """Open the blocks of needs that a line may end at, or the one need asked for."""
        r = self.region
        each: cython.int
        block: cython.int
        bound: cython.double
        resource: cython.int = r.st_res[self.stream_of(node)]
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
    @cython.exceptval(-1)
    def open_block(self, node: cython.int, block: cython.int) -> cython.int:
        """Open the needs of a block."""
        one: cython.int
        self.ceiling = _LARGE
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
        if bound > -1e29:
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
            row = self.add_node()
            self.parent[row] = node
            self.process[row] = process
            self.port[row] = port
            self.output[row] = output
            self.size[row] = self.size[node] + 1
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
                bound = min(self.ceiling, self.bound(row, self.high[row], 0.0, left, 0, False))
            if bound > -1e29:
                self.open(bound, self.size[row], metres, GROW, row, -1, -1)
            else:
                self.nodes -= 1
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def is_drawn(self, row: cython.int) -> cython.int:
        """Bound a line without feeders by its curve. Returns 1 where it is opened again, or cannot be a chain."""
        r = self.region
        node: cython.int = self.heap.node[row]
        need: cython.int = self.heap.need[row]
        before: cython.double = self.heap.value[row]
        bound: cython.double
        if self.heap.more[row] != ALONE or self.bounds.flat:
            return 0
        r.lane(self.stream_of(node), need, True)
        bound = self.curve_bound(node, need)
        if bound <= -1e29:
            return 1
        if bound + abs(bound) * 1e-9 < before:
            r.lane(self.stream_of(node), need, True)
            row = self.metres[node] + max(0, r.metres)
            self.open(bound, self.size[node], row, WHOLE, node, need, DRAWN)
            return 1
        return 0

    def value(self, node: cython.int, need: cython.int, more: cython.int):
        """Evaluate a wiring; where it is infeasible, open those with one more feeder."""
        if more == DRAWN:
            more = ALONE
        if (node, need, more) in self.done:
            return
        self.done.add((node, need, more))
        line, ends = self.line_of(node)
        feeders = self.beside[more] if more >= 0 else ()
        if more == IF_LACKING:
            if not self.evaluate(line, ends, (), need, True):
                self.feed(node, line, ends, (), need)
            return
        names = tuple(sorted([*line, *(one for one, _ in feeders)]))
        if (
            (more == ALONE or len(feeders) == self.room(len(line)))
            and not self.bounds.flat
            and self.is_like_one_taken(names, need)
        ):
            self.counts["not_different"] += 1
            return
        self.evaluated += 1
        if self.evaluate(line, ends, feeders, need, False):
            self.heap.names.append((names, need))
            self.fed.append(feeders)
            row = len(self.fed) - 1
            self.open(self.wiring.value, len(names), self.wiring.metres, VALUED, node, need, row)
        elif len(feeders) < self.room(len(line)) and (more >= 0 or self.bounds.flat):
            self.feed(node, line, ends, feeders, need)

    def feed(self, node: cython.int, line, ends, feeders, need: cython.int):
        """Open the wirings with one more feeder that could help."""
        r = self.region
        process: cython.int
        output: cython.int
        bound: cython.double
        left: cython.int = self.room(len(line)) - len(feeders) - 1
        r.lane(self.stream_of(node), need, True)
        metres: cython.int = self.metres[node] + max(0, r.metres)
        alone: cython.double = self.bound_at(node, need, left)
        if alone <= -1e29:
            return
        for process, output in self.helpers(line, ends, feeders):
            more = tuple(sorted((*feeders, (process, output))))
            bound = alone
            for each in more:
                bound += self.feeder_worth(node, each[0], each[1], more, left)
            key = (node, more, need)
            if bound > -1e29 and key not in self.seen:
                self.seen.add(key)
                self.beside.append(more)
                self.open(bound, len(line) + len(more), metres, WHOLE, node, need, len(self.beside) - 1)

    def take(self, node: cython.int, need: cython.int, more: cython.int):
        """Take a chain, unless its set was valued before, it is not minimal, or much like one taken."""
        names = self.heap.names[more][0]
        if (names, need, "valued") in self.seen:
            return
        self.seen.add((names, need, "valued"))
        if self.is_like_one_taken(names, need):
            self.counts["not_different"] += 1
        elif not self.minimal(names, need):
            self.counts["not_minimal"] += 1
        elif (names, need) not in self.skip:
            line, ends = self.line_of(node)
            self.keep(names, line, ends, self.fed[more], need)

    def keep(self, names, line, ends, feeders, need):
        """Keep a chain with its wiring and value."""
        self.evaluate(line, ends, feeders, need, False)
        self.taken.append(
            {
                "processes": names,
                "need": need,
                "line": line,
                "ends": ends,
                "feeders": feeders,
                "value": self.wiring.value,
                "metres": self.wiring.metres,
                "members": {*names, ("need", need)},
            }
        )

    def open_bound(self):
        """Most that anything still open can be worth; none when nothing is open."""
        return self.heap.value[self.heap.first()] if self.heap.count else None

    def tally(self):
        """What the search did."""
        return {**self.counts, "grown": self.grown, "evaluated": self.evaluated, "lines": self.nodes}
