# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The k best different chains from a source: best first, so that what is taken cannot be bettered by what is open.

The heap holds lines that still grow (by a bound), whole wirings that are not evaluated (by a bound) and evaluated
ones (by their value). A wiring that is infeasible may need feeders: each that could help becomes a wiring of its own.
"""

import heapq
import math
import time
from itertools import permutations, product

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.bounds import Bounds
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.wiring import Wiring
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.bounds import Bounds
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.wiring import Wiring

GROW, WHOLE, VALUED = 0, 1, 2
_LOSS = cython.declare(cython.int, 3)
_LARGE = cython.declare(cython.double, 1e30)
_CHECKED_EVERY = cython.declare(cython.int, 64)


@cython.cclass
class Search:
    """One question about one source in one region."""

    def __init__(self, region: Region, bounds: Bounds, question: dict):
        self.region = region
        self.bounds = bounds
        self.wiring = Wiring(region)
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
        self.heap = []
        self.taken = []
        self.feasible = {}
        self.seen = set()
        self.counts = {"grown": 0, "evaluated": 0, "subsets": 0, "not_minimal": 0, "not_different": 0}
        self.number = 0
        self.total = float(sum(question["supply"]))
        self.proved = False

    def run(self):
        """Search until the chains wanted are found and proved, nothing is open, or time is up."""
        self.grow((), ())
        turn: cython.int = 0
        while self.heap:
            if len(self.taken) >= self.wanted:
                break
            turn += 1
            if turn % _CHECKED_EVERY == 0 and time.perf_counter() > self.deadline:
                return
            rank, kind, _, line, ends, feeders, need = heapq.heappop(self.heap)
            if kind == GROW:
                self.grow(line, ends)
            elif kind == WHOLE:
                self.value(line, ends, feeders, need)
            else:
                self.take(rank, line, ends, feeders, need)
        self.proved = True

    @cython.cfunc
    def push(self, value: cython.double, metres, kind, line, ends, feeders, need):
        """Open an entry. Values that differ by less than rounding are one: fewer processes and kilometres decide."""
        size = len(line) + len(feeders)
        step = _nine_digits(value if kind == VALUED else value + abs(value) * 1e-11)
        names = (tuple(sorted([*line, *(one for one, _ in feeders)])), need) if kind == VALUED else ()
        self.number += 1
        rank = (-step, size, metres, kind, names)
        heapq.heappush(self.heap, (rank, kind, self.number, line, ends, feeders, need))

    @cython.cfunc
    def grow(self, line, ends):
        """Open what follows a line: needs that it may end at, processes that it may go on with."""
        r = self.region
        each: cython.int
        one: cython.int
        size: cython.int = len(line)
        receiver: cython.int
        process: cython.int
        output: cython.int
        stream: cython.int = r.offers + ends[size - 1][1] if size else self.source
        resource: cython.int = r.st_res[stream]
        self.counts["grown"] += 1
        if not self.put_in(line, ends):
            return
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                receiver = r.need_list[one]
                if (self.only_need < 0 or receiver == self.only_need) and r.lane(stream, receiver, True):
                    metres = self.metres + max(0, r.metres)
                    if metres <= r.max_total * 1000.0 + 1e-6:
                        bound = self.bound(self.after(receiver))
                        self.push(bound, metres, WHOLE, line, ends, (), receiver)
            if size == self.most:
                continue
            for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                receiver = r.needs + r.ports[one]
                process = r.pt_proc[r.ports[one]]
                if process in line or not r.lane(stream, receiver, True):
                    continue
                metres = self.metres + max(0, r.metres)
                if metres > r.max_total * 1000.0 + 1e-6:
                    continue
                for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                    if r.ot_role[output] != _LOSS:
                        self.open_longer(line, ends, process, r.ports[one], output, metres)
                self.put_in(line, ends)

    @cython.cfunc
    def open_longer(self, line, ends, process: cython.int, port: cython.int, output: cython.int, metres):
        """Open a line with one more process."""
        left: cython.int = self.most - len(line) - 1
        bound: cython.double = self.bounds.onward(self.region.st_res[self.region.offers + output], left)
        if bound <= -_LARGE:
            return
        longer, further = (*line, process), (*ends, (port, output))
        if self.put_in(longer, further):
            bound = self.bound(bound)
            if bound > -_LARGE:
                self.push(bound, metres, GROW, longer, further, (), -1)

    @cython.cfunc
    @cython.exceptval(0)
    def put_in(self, line, ends) -> cython.bint:
        """Put a line into the books: worth of each unit of the source so far, bounds of the source's amount."""
        r = self.region
        position: cython.int
        stream: cython.int = self.source
        port: cython.int
        made: cython.double = 1.0
        activity: cython.double = 1.0
        self.metres = 0
        self.worth = self.wiring.gain
        self.fixed = 0.0
        self.low = self.wiring.min_amount
        self.high = min(self.total, 1e9)
        self.stored = False
        for position in range(len(line)):
            port = ends[position][0]
            if not r.lane(stream, r.needs + port, True):
                return False
            self.metres += max(0, r.metres)
            if not isnan(activity * made):
                self.worth -= activity * made * r.res_rate[r.st_res[stream]] * max(0, r.metres) / 1000.0
            activity = activity * made * r.factor / r.pt_amount[port] if r.pt_amount[port] != 0.0 else 0.0
            if activity == 0.0:
                return False
            self.fixed += r.pr_fixed[line[position]]
            if not isnan(activity):
                self.worth += activity * self.bounds.within(line[position], port, ends[position][1])
                self.narrow(line[position], activity)
            made = r.ot_amount[ends[position][1]]
            stream = r.offers + ends[position][1]
        self.made = activity * made
        return self.low <= self.high * (1.0 + 1e-9)

    @cython.cfunc
    def narrow(self, process: cython.int, activity: cython.double):
        """Narrow the source's amount a year to what a process can take."""
        r = self.region
        period: cython.int
        most: cython.double = 0.0
        least: cython.double = 0.0
        self.stored = self.stored or r.pr_storage[process] > 0.0
        for period in range(r.periods):
            if self.stored or self.wiring.supply[period] > 0.0:
                most += min(r.capacity[process, period] / activity, _LARGE)
                least += r.least[process, period] / activity
        self.high = min(self.high, most)
        if not self.stored:
            self.low = max(self.low, least)

    @cython.cfunc
    def after(self, need: cython.int) -> cython.double:
        """Worth of each unit of the last stream at a need, by the lane looked at last."""
        if isnan(self.region.factor):
            return 0.0
        return self.region.nd_weight[need] * self.region.factor

    @cython.cfunc
    def bound(self, onward: cython.double) -> cython.double:
        """Most that the line put in can be worth when each further unit is worth `onward`."""
        each: cython.double = self.worth
        if onward <= -_LARGE:
            return -_LARGE
        if not isnan(self.made):
            each += self.made * onward
        return each * (self.high if each >= 0.0 else self.low) - self.fixed - self.wiring.kilometre * self.metres / 1e3

    def value(self, line, ends, feeders, need):
        """Evaluate a wiring; where it is infeasible, open those with one more feeder."""
        self.counts["evaluated"] += 1
        if self.evaluate(line, ends, feeders, need, False):
            self.push(self.wiring.value, self.wiring.metres, VALUED, line, ends, feeders, need)
        elif len(line) + len(feeders) < self.most:
            self.feed(line, ends, feeders, need)

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

    def feed(self, line, ends, feeders, need):
        """Open the wirings with one more feeder that could help."""
        bound = self.feeding_bound(line, ends, need)
        metres = self.metres
        for process, output in self.helpers(line, ends, feeders):
            more = tuple(sorted((*feeders, (process, output))))
            key = (line, ends, more, need)
            if key not in self.seen:
                self.seen.add(key)
                self.push(bound, metres, WHOLE, line, ends, more, need)

    def feeding_bound(self, line, ends, need):
        """Bound of a whole line with feeders: what they cost is part of what ports cost."""
        r = self.region
        if not self.put_in(line, ends):
            return -_LARGE
        stream = r.offers + ends[len(ends) - 1][1] if line else self.source
        r.lane(stream, need, True)
        self.metres += max(0, r.metres)
        return self.bound(self.after(need))

    def helpers(self, line, ends, feeders):
        """Processes outside the wiring with an output that fits one of its ports off the line."""
        r = self.region
        inside = {*line, *(one for one, _ in feeders)}
        on_line = {port for port, _ in ends}
        found = set()
        for process in inside:
            for port in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                if port in on_line:
                    continue
                for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
                    for one in range(r.outs_ptr[r.back_res[each]], r.outs_ptr[r.back_res[each] + 1]):
                        output = r.out_list[one]
                        maker = r.ot_proc[output]
                        if maker not in inside and r.ot_role[output] != _LOSS:
                            if r.lane(r.offers + output, r.needs + port, False):
                                found.add((maker, output))
                                found.update((maker, other) for other in self.looping(maker))
        return sorted(found)

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

    def take(self, rank, line, ends, feeders, need):
        """Take a chain, unless its set was valued before, it is not minimal, or much like one taken."""
        names = rank[4][0]
        if (names, need, "valued") in self.seen:
            return
        self.seen.add((names, need, "valued"))
        if (names, need) in self.skip:
            return
        members = {*names, ("need", need)}
        for other in self.taken:
            likeness: cython.double = float(len(members & other["members"])) / float(len(members | other["members"]))
            if likeness > self.different:
                self.counts["not_different"] += 1
                return
        if not self.minimal(names, need):
            self.counts["not_minimal"] += 1
            return
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
                "members": members,
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
        return -self.heap[0][0][0] if self.heap else None


def _nine_digits(value: cython.double) -> cython.double:
    """A number rounded to nine digits; larger numbers never become the smaller ones."""
    if value == 0.0:
        return 0.0
    scale: cython.double = 10.0 ** (8 - math.floor(math.log10(abs(value))))
    return math.floor(value * scale + 0.5) / scale


def _subsets(names, size):
    from itertools import combinations

    return combinations(names, size)
