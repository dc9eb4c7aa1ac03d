# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What is open in a search, best first: value, then fewer processes, fewer metres, kind, and names."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.libc.math import floor, log10, pow
else:
    from math import floor, log10, pow


@cython.cclass
class Heap:
    """A binary heap of entries; `more` is the row of `names` or of whatever the caller keeps beside it."""

    def __init__(self):
        self.count = 0
        self.used = 0
        self.free_count = 0
        self.value = np.zeros(1024)
        for name in ("size", "metres", "node", "need", "more", "order", "free"):
            setattr(self, name, np.zeros(1024, dtype=np.int32))
        self.kind = np.zeros(1024, dtype=np.int8)
        self.names = []

    @cython.ccall
    @cython.exceptval(-1)
    def push(
        self,
        value: cython.double,
        size: cython.int,
        metres: cython.int,
        kind: cython.int,
        node: cython.int,
        need: cython.int,
        more: cython.int,
    ) -> cython.int:
        """Open an entry; returns its row."""
        row: cython.int
        place: cython.int
        above: cython.int
        if self.free_count:
            self.free_count -= 1
            row = self.free[self.free_count]
        else:
            if self.used == self.value.shape[0]:
                self.grow()
            row = self.used
            self.used += 1
        self.value[row] = value
        self.size[row] = size
        self.metres[row] = metres
        self.kind[row] = kind
        self.node[row] = node
        self.need[row] = need
        self.more[row] = more
        place = self.count
        self.count += 1
        while place > 0:
            above = (place - 1) // 2
            if not self.goes_before(row, self.order[above]):
                break
            self.order[place] = self.order[above]
            place = above
        self.order[place] = row
        return row

    @cython.ccall
    @cython.exceptval(-1)
    def pop(self) -> cython.int:
        """Row of the first entry, which may be used again by the next push."""
        row: cython.int = self.order[0]
        last: cython.int
        place: cython.int = 0
        below: cython.int
        self.count -= 1
        last = self.order[self.count]
        while True:
            below = 2 * place + 1
            if below >= self.count:
                break
            if below + 1 < self.count and self.goes_before(self.order[below + 1], self.order[below]):
                below += 1
            if not self.goes_before(self.order[below], last):
                break
            self.order[place] = self.order[below]
            place = below
        self.order[place] = last
        self.free[self.free_count] = row
        self.free_count += 1
        return row

    @cython.ccall
    def first(self) -> cython.int:
        """Row of the first entry."""
        return self.order[0]

    @cython.cfunc
    def goes_before(self, one: cython.int, other: cython.int) -> cython.bint:
        """Whether an entry comes before another one."""
        if self.value[one] != self.value[other]:
            return self.value[one] > self.value[other]
        if self.size[one] != self.size[other]:
            return self.size[one] < self.size[other]
        if self.metres[one] != self.metres[other]:
            return self.metres[one] < self.metres[other]
        if self.kind[one] != self.kind[other]:
            return self.kind[one] < self.kind[other]
        if self.kind[one] == 3:
            return self.names[self.more[one]] < self.names[self.more[other]]
        return self.node[one] < self.node[other]

    @cython.cfunc
    @cython.exceptval(-1)
    def grow(self) -> cython.int:
        """Make room for twice as many."""
        for name in ("value", "size", "metres", "node", "need", "more", "order", "free", "kind"):
            setattr(self, name, np.resize(getattr(self, name), 2 * self.used))
        return 0


@cython.ccall
def nine_digits(value: cython.double) -> cython.double:
    """A number rounded to nine digits; larger numbers never become the smaller ones.

    Rounding turns at 0.618..., not at a half: noise would tip numbers of ten digits that end in 5 either way.
    """
    # What sums of ordinary numbers leave is nothing.
    if abs(value) < 1e-9:
        return 0.0
    scale: cython.double = pow(10.0, 8.0 - floor(log10(abs(value))))
    return floor(value * scale + 0.3819660113) / scale
