# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The k best different chains from a source: best first, so that what is taken cannot be bettered by what is open.

The heap holds lines that still grow and blocks of needs (by a bound), whole wirings that are not evaluated (by a bound)
and evaluated ones (by their value). A wiring that is infeasible may need feeders: each that could help becomes a wiring
of its own.
"""

import time

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.opening import Opening
else:
    from graph_kb.symbiosis.kernel.opening import Opening

GROW, ENDS, WHOLE, VALUED = 0, 1, 2, 3
# Whole wirings without feeders; those that get some if they are infeasible.
ALONE, IF_LACKING = -1, -2
_LARGE = cython.declare(cython.double, 1e30)
_DIVED_INTO, _DIVED, _SETTLED = 3, 12, 200


@cython.cclass
class Search(Opening):
    """One question about one source in one region."""

    def begin(self):
        """Open the line without processes."""
        self.ceiling = _LARGE
        self.grow(self.put_root())

    def advance(self, until: cython.double):
        """Search until the chains wanted are found and proved, nothing is open, or it is late.

        Args:
            until: Seconds of `time.perf_counter`.
        """
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
            if kind <= ENDS:
                self.ceiling = self.heap.value[row]
            if kind == GROW:
                node = self.heap.node[row]
                if node not in self.done and (self.refined[node] or self.stays(node)):
                    self.grown += 1
                    self.grow(node)
            elif kind == ENDS:
                self.open_block(self.heap.node[row], self.heap.need[row])
            elif kind == WHOLE:
                self.value(self.heap.node[row], self.heap.need[row], self.heap.more[row])
            else:
                self.take(self.heap.node[row], self.heap.need[row], self.heap.more[row])
        self.proved = True
        self.left = self.open_bound()

    def dive(self):
        """Evaluate the most promising wirings of every length at once, so that there are chains when time is up."""
        self.ceiling = _LARGE
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
        for process, (port, output) in zip(chain["line"], chain["ends"], strict=True):
            node = self.extend(node, process, port, output)
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

    def value(self, node: cython.int, need: cython.int, more: cython.int):
        """Evaluate a wiring; where it is infeasible, open those with one more feeder."""
        if (node, need, more) in self.done:
            return
        self.done.add((node, need, more))
        line, ends = self.line_of(node)
        feeders = self.beside[more] if more >= 0 else ()
        names = tuple(sorted([*line, *(one for one, _ in feeders)]))
        if not self.minimal(names, need):
            self.counts["not_minimal"] += 1
            return
        if more == IF_LACKING:
            if not self.evaluate(line, ends, (), need, True):
                self.feed(node, line, ends, (), need)
            return
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
        alone: cython.double = self.bound_at(node, need)
        if alone <= -1e29:
            return
        if not self.bounds.flat:
            alone += left * self.bounds.most_gain
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
