# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The k best different chains from a source: best first, so that what is taken cannot be bettered by what is open.

The heap holds lines that still grow (by a bound), whole wirings that are not evaluated (by a bound) and evaluated
ones (by their value). A wiring that is infeasible may need feeders: each that could help becomes a wiring of its own.
"""

import time
from itertools import permutations, product

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.bounds import Bounds
    from cython.cimports.graph_kb.symbiosis.kernel.heap import Heap, nine_digits
    from cython.cimports.graph_kb.symbiosis.kernel.pools import Pools
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.wiring import Wiring
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.bounds import Bounds
    from graph_kb.symbiosis.kernel.heap import Heap, nine_digits
    from graph_kb.symbiosis.kernel.pools import Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.wiring import Wiring

GROW, WHOLE, VALUED = 0, 1, 2
TIGHT, LOOSE, SHORT = 0, 1, 2
_LOSS = cython.declare(cython.int, 3)
_LARGE = cython.declare(cython.double, 1e30)
_CHECKED_EVERY = cython.declare(cython.int, 64)


@cython.cclass
class Search:
    """One question about one source in one region."""

    def __init__(self, region: Region, bounds: Bounds, pools: Pools, question: dict):
        self.region = region
        self.bounds = bounds
        self.wiring = Wiring(region, pools)
        self.source = question["source"]
        self.only_need = question["need"]
        self.most = question["max_processes"]
        self.wiring.source = self.source
        self.wiring.supply = question["supply"]
        self.wiring.min_amount = question["min_amount"]
        self.wiring.gain = question["gain"]
        self.wiring.kilometre = question["kilometre"]
        self.wanted = question["k"]
        self.different = question["different"]
        self.skip = question["skip"]
        self.deadline = time.perf_counter() + question["seconds"]
        self.heap = Heap()
        self.taken = []
        self.beside = []
        self.fed = []
        self.feasible = {}
        self.seen = set()
        self.counts = {"subsets": 0, "not_minimal": 0, "not_different": 0}
        self.grown = 0
        self.evaluated = 0
        self.total = float(sum(question["supply"]))
        self.proved = False
        self.nodes = 0
        for name in ("parent", "process", "port", "output", "size", "metres"):
            setattr(self, name, np.zeros(1024, dtype=np.int32))
        for name in ("made", "active", "worth", "fixed", "low", "high"):
            setattr(self, name, np.zeros(1024))
        self.stored = np.zeros(1024, dtype=np.int8)
        self.refined = np.zeros(1024, dtype=np.int8)

    def run(self):
        """Search until the chains wanted are found and proved, nothing is open, or time is up."""
        turn: cython.int = 0
        row: cython.int
        node: cython.int
        kind: cython.int
        self.ceiling = _LARGE
        self.always_short = self.region.max_leg < 1e29 or self.total < 12.0 * self.wiring.min_amount
        self.grow(self.put_root())
        while self.heap.count and len(self.taken) < self.wanted:
            turn += 1
            if turn % _CHECKED_EVERY == 0 and time.perf_counter() > self.deadline:
                return
            row = self.heap.pop()
            kind = self.heap.kind[row]
            if kind == GROW:
                node = self.heap.node[row]
                self.ceiling = self.heap.value[row]
                if self.refined[node] or self.stays(node):
                    self.grown += 1
                    self.grow(node)
            elif kind == WHOLE:
                self.value(self.heap.node[row], self.heap.need[row], self.heap.more[row])
            else:
                self.take(self.heap.node[row], self.heap.need[row], self.heap.more[row])
        self.proved = True

    @cython.cfunc
    @cython.exceptval(-1)
    def add_node(self) -> cython.int:
        """Row of a new line that grows."""
        row: cython.int = self.nodes
        if row == self.parent.shape[0]:
            for name in ("parent", "process", "port", "output", "size", "metres"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            for name in ("made", "active", "worth", "fixed", "low", "high"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            self.stored = np.resize(self.stored, 2 * row)
            self.refined = np.resize(self.refined, 2 * row)
        self.nodes = row + 1
        self.refined[row] = 0
        return row

    @cython.cfunc
    @cython.exceptval(-1)
    def put_root(self) -> cython.int:
        """The line without processes."""
        row: cython.int = self.add_node()
        self.parent[row] = -1
        self.process[row] = -1
        self.port[row] = -1
        self.output[row] = -1
        self.size[row] = 0
        self.metres[row] = 0
        self.made[row] = 1.0
        self.active[row] = 1.0
        self.worth[row] = self.wiring.gain
        self.fixed[row] = 0.0
        self.low[row] = self.wiring.min_amount
        self.high[row] = min(self.total, 1e9)
        self.stored[row] = 0
        return row

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
    def stream_of(self, node: cython.int) -> cython.int:
        """The stream at the end of a line."""
        return self.region.offers + self.output[node] if self.size[node] else self.source

    @cython.cfunc
    @cython.exceptval(-1)
    def grow(self, node: cython.int) -> cython.int:
        """Open what follows a line: needs that it may end at, processes that it may go on with."""
        r = self.region
        each: cython.int
        one: cython.int
        receiver: cython.int
        stream: cython.int = self.stream_of(node)
        resource: cython.int = r.st_res[stream]
        most: cython.double = r.max_total * 1000.0 + 1e-6
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                receiver = r.need_list[one]
                if (self.only_need < 0 or receiver == self.only_need) and r.lane(stream, receiver, True):
                    if self.metres[node] + max(0, r.metres) <= most:
                        self.open_end(node, receiver)
            if self.size[node] == self.most:
                continue
            for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                receiver = r.needs + r.ports[one]
                if self.is_new(node, r.pt_proc[r.ports[one]]) and r.lane(stream, receiver, True):
                    if self.metres[node] + max(0, r.metres) <= most:
                        self.open_longer(node, r.ports[one])
        return 0

    @cython.cfunc
    def is_new(self, node: cython.int, process: cython.int) -> cython.bint:
        """Whether a process is not on a line."""
        while node >= 0:
            if self.process[node] == process:
                return False
            node = self.parent[node]
        return True

    @cython.cfunc
    @cython.exceptval(-1)
    def open_end(self, node: cython.int, need: cython.int) -> cython.int:
        """Open a whole line by the lane looked at last."""
        bound: cython.double = self.bound_at(node, need, 0)
        metres: cython.int = self.metres[node] + max(0, self.region.metres)
        if bound <= -1e29:
            return 0
        return self.open(bound, self.size[node], metres, WHOLE, node, need, -1)

    @cython.cfunc
    def bound_at(self, node: cython.int, need: cython.int, fed: cython.int) -> cython.double:
        """Most that a line can be worth that ends at a need, by the lane looked at last; `fed` with feeders."""
        r = self.region
        onward: cython.double = 0.0
        high: cython.double = self.high[node]
        most: cython.double = 0.0
        period: cython.int
        if not isnan(r.factor):
            onward = r.nd_weight[need] * r.factor
            onward -= r.res_rate[r.st_res[self.stream_of(node)]] * max(0, r.metres) / 1000.0
            if not isnan(self.made[node]):
                for period in range(r.periods):
                    if self.stored[node] or self.wiring.supply[period] > 0.0:
                        most += r.demand[need, period]
                high = min(high, most / (self.made[node] * r.factor))
        if self.low[node] > high * (1.0 + 1e-9):
            return -_LARGE
        return self.bound(node, high, onward, -1, fed, True)

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
    def narrow(self, node: cython.int, process: cython.int, activity: cython.double) -> cython.int:
        """Narrow the source's amount a year to what a process can take."""
        r = self.region
        period: cython.int
        most: cython.double = 0.0
        least: cython.double = 0.0
        if r.pr_storage[process] > 0.0:
            self.stored[node] = 1
        for period in range(r.periods):
            if self.stored[node] or self.wiring.supply[period] > 0.0:
                most += min(r.capacity[process, period] / activity, _LARGE)
                least += r.least[process, period] / activity
        self.high[node] = min(self.high[node], most)
        if not self.stored[node]:
            self.low[node] = max(self.low[node], least)
        return 0

    @cython.cfunc
    def bound(
        self,
        node: cython.int,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        fed: cython.int,
        fine: cython.bint,
    ) -> cython.double:
        """Most that a line can be worth.

        Args:
            node: The line.
            high: Most of the source a year.
            onward: Worth of a further unit where the line ends at a need.
            left: Most further processes where it goes on, -1 where it ends.
            fed: Number of its feeders where it ends.
            fine: Whether amounts are looked at in several parts.
        """
        low: cython.double = self.low[node]
        start: cython.double
        best: cython.double = -_LARGE
        if self.bounds.flat:
            best = self.worth[node] * (max(low, high) if self.worth[node] >= 0.0 else low)
            return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0
        short: cython.bint = self.always_short or fed > 0 or self.is_short(node)
        turn: cython.int
        feeders: cython.int
        kind: cython.int = LOOSE if short else SHORT
        if high < low:
            high = low
        for turn in range(12):
            start = high * 0.6 if fine and turn < 11 else low
            if start < low * 1.0001:
                start = low
            if left < 0:
                if fed == 0:
                    best = max(best, self.bound_within(node, start, high, onward, left, TIGHT, 0))
                if short:
                    best = max(best, self.bound_within(node, start, high, onward, left, LOOSE, fed))
            else:
                best = max(best, self.bound_within(node, start, high, onward, left, TIGHT, 0))
                for feeders in range(left + 1):
                    best = max(
                        best,
                        self.bound_within(node, start, high, onward, left - feeders, kind + 2 * feeders, feeders),
                    )
            if start <= low:
                break
            high = start
        return best - self.fixed[node] - self.wiring.kilometre * self.metres[node] / 1000.0

    @cython.cfunc
    def is_short(self, node: cython.int) -> cython.bint:
        """Whether some process of a line may need a feeder at the least amount of the source."""
        low: cython.double = self.low[node]
        while self.size[node]:
            if isnan(self.active[node]):
                if self.bounds.may_be_short(self.process[node], self.port[node], self.output[node], 0.0):
                    return True
            elif self.bounds.may_be_short(
                self.process[node], self.port[node], self.output[node], self.active[node] * low
            ):
                return True
            node = self.parent[node]
        return False

    @cython.cfunc
    def bound_within(
        self,
        node: cython.int,
        low: cython.double,
        high: cython.double,
        onward: cython.double,
        left: cython.int,
        kind: cython.int,
        feeders: cython.int,
    ) -> cython.double:
        """Most that a line can be worth for amounts of the source from low to high."""
        each: cython.int = node
        worth: cython.double = self.worth[node]
        side: cython.double
        further: cython.double = 0.0
        while self.size[each]:
            if not isnan(self.active[each]):
                if kind != TIGHT:
                    side = self.bounds.side_fed(
                        self.process[each],
                        self.port[each],
                        self.output[each],
                        self.active[each] * low,
                        self.active[each] * high,
                        feeders,
                    )
                    further += side
                else:
                    side = self.bounds.side(
                        self.process[each], self.port[each], self.output[each], self.active[each] * low
                    )
                    worth += self.active[each] * side
                if side <= -_LARGE:
                    return -_LARGE
            each = self.parent[each]
        if left < 0:
            if not isnan(self.made[node]):
                worth += self.made[node] * onward
        elif not isnan(self.made[node]):
            further += self.bounds.onward(
                self.output[node], left, self.made[node] * low, self.made[node] * high, kind
            )
        return further + worth * (high if worth >= 0.0 else low)

    def line_of(self, node: cython.int):
        """Processes of a line, and their ports and outputs."""
        line, ends = [], []
        while self.size[node]:
            line.append(self.process[node])
            ends.append((self.port[node], self.output[node]))
            node = self.parent[node]
        return tuple(reversed(line)), tuple(reversed(ends))

    def value(self, node: cython.int, need: cython.int, more: cython.int):
        """Evaluate a wiring; where it is infeasible, open those with one more feeder."""
        self.evaluated += 1
        line, ends = self.line_of(node)
        feeders = self.beside[more] if more >= 0 else ()
        if self.evaluate(line, ends, feeders, need, False):
            self.heap.names.append((tuple(sorted([*line, *(one for one, _ in feeders)])), need))
            self.fed.append(feeders)
            size = len(line) + len(feeders)
            row = len(self.fed) - 1
            self.open(self.wiring.value, size, self.wiring.metres, VALUED, node, need, row)
        elif len(line) + len(feeders) < self.most:
            self.feed(node, line, ends, feeders, need)

    def evaluate(self, line, ends, feeders, need, only_feasible):
        """Put a wiring into the linear programme."""
        w = self.wiring
        position: cython.int = 0
        w.line = len(line)
        w.size = len(line) + len(feeders)
        w.need = need
        for process, (port, output) in zip(line, ends):
            position += 1
            w.process[position] = process
            w.port[position] = port
            w.output[position] = output
        for process, output in feeders:
            position += 1
            w.process[position] = process
            w.port[position] = -1
            w.output[position] = output
        return w.evaluate(only_feasible)

    def feed(self, node: cython.int, line, ends, feeders, need: cython.int):
        """Open the wirings with one more feeder that could help."""
        r = self.region
        r.lane(self.stream_of(node), need, True)
        bound: cython.double = self.bound_at(node, need, len(feeders) + 1)
        metres: cython.int = self.metres[node] + max(0, r.metres)
        if bound <= -1e29:
            return
        for process, output in self.helpers(line, ends, feeders):
            more = tuple(sorted((*feeders, (process, output))))
            key = (node, more, need)
            if key not in self.seen:
                self.seen.add(key)
                self.beside.append(more)
                self.open(bound, len(line) + len(more), metres, WHOLE, node, need, len(self.beside) - 1)

    def helpers(self, line, ends, feeders):
        """Processes outside the wiring with an output that fits one of its ports off the line.

        Where a port has no lane at all, some further process has to feed it: only those that may are helpers.
        """
        r = self.region
        inside = {*line, *(one for one, _ in feeders)}
        on_line = {port for port, _ in ends}
        found = set()
        ports = [
            port
            for process in inside
            for port in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1])
            if port not in on_line
        ]
        lacking = self.without_lane(inside, ends, ports)[:1]
        for port in lacking or ports:
            for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
                for one in range(r.outs_ptr[r.back_res[each]], r.outs_ptr[r.back_res[each] + 1]):
                    output = r.out_list[one]
                    maker = r.ot_proc[output]
                    if maker not in inside and r.ot_role[output] != _LOSS:
                        if r.lane(r.offers + output, r.needs + port, False):
                            found.add((maker, output))
                            found.update((maker, other) for other in self.choices(maker, ports, bool(lacking)))
        return sorted(found)

    def without_lane(self, inside, ends, ports):
        """Ports that neither an offer nor an output of the wiring can feed."""
        r = self.region
        outputs = [
            output
            for process in inside
            for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1])
            if r.ot_role[output] != _LOSS and output not in {each for _, each in ends}
        ]
        return [port for port in ports if not self.has_offer(port) and not self.has_maker(port, outputs)]

    def has_offer(self, port: cython.int):
        """Whether an offer has a lane to a port."""
        r = self.region
        pool = self.wiring.pools.supplying(port)
        if pool.plain:
            return len(pool.members) > 0
        for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
            for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                if r.lane(r.offer_list[one], r.needs + port, False):
                    return True
        return False

    def has_maker(self, port: cython.int, outputs):
        """Whether one of the outputs has a lane to a port."""
        return any(self.region.lane(self.region.offers + output, self.region.needs + port, False) for output in outputs)

    def choices(self, maker: cython.int, ports, wide):
        """Outputs for which a process may be there: those that fit a port, feed a loop or, if wide, any other feeder."""
        r = self.region
        found = set(self.looping(maker))
        for output in range(r.pr_out_ptr[maker], r.pr_out_ptr[maker + 1]):
            if r.ot_role[output] == _LOSS:
                continue
            if any(r.lane(r.offers + output, r.needs + port, False) for port in ports):
                found.add(output)
            resource = r.st_res[r.offers + output]
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                if wide and r.ports_ptr[r.fit_res[each]] < r.ports_ptr[r.fit_res[each] + 1]:
                    found.add(output)
        return found

    def looping(self, maker: cython.int):
        """Outputs of a process that may feed a loop which is started from stock, and by that alone the wiring."""
        r = self.region
        found = []
        for output in range(r.pr_out_ptr[maker], r.pr_out_ptr[maker + 1]):
            resource = r.st_res[r.offers + output]
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                    if r.ot_role[output] != _LOSS and (r.pr_start_up[maker] or r.pr_start_up[r.pt_proc[r.ports[one]]]):
                        found.append(output)
        return found

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

    def is_like_one_taken(self, names, need):
        """Whether a chain is much like one that was taken before."""
        members = {*names, ("need", need)}
        for other in self.taken:
            shared: cython.double = len(members & other["members"])
            every: cython.double = len(members | other["members"])
            if shared / every > self.different:
                return True
        return False

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

    def minimal(self, names, need):
        """Whether no smaller set of the processes is a chain to the need."""
        for size in range(len(names)):
            for smaller in _subsets(names, size):
                if self.is_feasible(smaller, need):
                    return False
        return True

    def is_feasible(self, names, need):
        """Whether some wiring of exactly these processes is feasible, whatever its value."""
        key = (names, need)
        if key not in self.feasible:
            self.counts["subsets"] += 1
            self.feasible[key] = any(
                self.evaluate(line, ends, feeders, need, True) for line, ends, feeders in self.wirings(names, need)
            )
        return self.feasible[key]

    def wirings(self, names, need):
        """All wirings of a set of processes whose line exists."""
        r = self.region
        for size in range(0 if not names else 1, len(names) + 1):
            for line in permutations(names, size):
                rest = [one for one in names if one not in line]
                outputs = [
                    [(one, o) for o in range(r.pr_out_ptr[one], r.pr_out_ptr[one + 1]) if r.ot_role[o] != _LOSS]
                    for one in rest
                ]
                for ends in self.ways(self.source, line, need):
                    for feeders in product(*outputs):
                        yield line, ends, feeders

    def ways(self, stream, line, need):
        """Ports and outputs by which a stream goes through the processes of a line to a need."""
        r = self.region
        if not line:
            if r.lane(stream, need, True):
                yield ()
            return
        for port in range(r.pr_port_ptr[line[0]], r.pr_port_ptr[line[0] + 1]):
            if r.lane(stream, r.needs + port, True):
                for output in range(r.pr_out_ptr[line[0]], r.pr_out_ptr[line[0] + 1]):
                    if r.ot_role[output] != _LOSS:
                        for rest in self.ways(r.offers + output, line[1:], need):
                            yield ((port, output), *rest)

    def open_bound(self):
        """Most that anything still open can be worth; none when nothing is open."""
        return self.heap.value[self.heap.first()] if self.heap.count else None

    def tally(self):
        """What the search did."""
        return {**self.counts, "grown": self.grown, "evaluated": self.evaluated, "lines": self.nodes}


def _subsets(names, size):
    from itertools import combinations

    return combinations(names, size)
