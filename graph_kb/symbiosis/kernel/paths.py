# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Paths from a source, walked on the arrays: what follows what by resource alone, and which checks its legs break.

A path takes any port and any output but losses, and no process twice; so the line of every chain is one of them.
"""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.ahead import MOST_PROCESSES
from graph_kb.symbiosis.kernel.legs import COMPOSITION, DISTANCE, FORM, LAW, OUT, TOTAL

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.legs import Legs, how_many
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
else:
    from graph_kb.symbiosis.kernel.legs import Legs, how_many
    from graph_kb.symbiosis.kernel.region import Region

__all__ = ("COMPOSITION", "DISTANCE", "FORM", "LAW", "OUT", "TOTAL", "TYPES_ALONE", "Walk")

TYPES_ALONE = -1
_LOSS = cython.declare(cython.int, 3)
_MASKS = cython.declare(cython.int, 64)
_TOTAL = cython.declare(cython.int, TOTAL)
_UNLIMITED = cython.declare(cython.double, 1e29)


@cython.cclass
class Walk:
    """Walks from one source, to one need or (need -1) to all.

    `most_broken` is the most checks that the legs of a path may break; below 0 no check is looked at. With `first_only`
    what follows a broken leg is counted and not looked at. `legs` are those that earlier walks to the same need have
    looked at; they hold the legs that break as many checks. `steps` counts legs, and where no check is looked at the
    streams gone on from.
    """

    def __init__(
        self, region: Region, source: cython.int, need: cython.int, most_broken: cython.int, legs: Legs = None
    ):
        if legs is None:
            legs = Legs(region, need, most_broken)
        if legs.region is not region or legs.need != need or most_broken not in (legs.most_broken, TYPES_ALONE):
            told = "these legs are of another region or need, or of walks that break more or fewer checks"
            raise ValueError(f"{told}: make new ones")
        self.region = region
        self.legs = legs
        self.ahead = legs.ahead
        self.fewest = legs.ahead.fewest
        self.source = source
        self.need = need
        self.most_broken = most_broken
        self.most_kept = 0
        self.kept_broken = most_broken
        self.first_only = False
        self.most_steps = 2**62
        self.count = 0
        self.steps = 0
        self.stopped = False
        self.many = 0
        self.written = 0
        self.read = 0
        self.listed = []
        self.paths = np.empty(1_000, dtype=np.int32)
        self.by_mask = np.zeros(_MASKS, dtype=np.int64)
        for name in ("process", "port", "output", "mask", "broken"):
            setattr(self, name, np.zeros(MOST_PROCESSES + 2, dtype=np.int32))
        self.metres = np.zeros(MOST_PROCESSES + 2, dtype=np.int64)

    @cython.ccall
    @cython.exceptval(-1)
    def run(self, length: cython.int) -> cython.longlong:
        """Walk all paths of exactly so many processes. Returns how many were found since the walk was made."""
        self.length = length
        self.mask[0] = 0
        self.broken[0] = 0
        self.metres[0] = 0
        self.legs.renew()
        if self.fewest[self.region.st_res[self.source]] <= length:
            if self.most_broken < 0:
                self.count += self.by_types(self.source, 0)
            else:
                self.step(self.source, 0)
        return self.count

    @cython.ccall
    @cython.exceptval(-1)
    def checks(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Bits of the checks that a lane violates, looked at now."""
        return self.legs.checks(stream, receiver, on_line)

    @cython.cfunc
    def go_on(self, steps: cython.longlong) -> cython.bint:
        """Whether to walk so many steps more: those of a stream are walked all together, or not at all."""
        if steps > 0 and self.steps >= self.most_steps:
            self.stopped = True
        elif steps > 0:
            self.steps += steps
        return not self.stopped

    @cython.cfunc
    def is_passed(self, process: cython.int, depth: cython.int) -> cython.bint:
        """Whether a process is on the path."""
        each: cython.int
        for each in range(1, depth + 1):
            if self.process[each] == process:
                return True
        return False

    @cython.cfunc
    @cython.exceptval(-1)
    def step(self, stream: cython.int, depth: cython.int) -> cython.int:
        """Go on from a stream after so many processes."""
        if depth < self.length:
            return self.enter_all(stream, depth)
        return self.leave_all(stream, depth)

    @cython.cfunc
    @cython.exceptval(-1)
    def enter_all(self, stream: cython.int, depth: cython.int) -> cython.int:
        """Go into all processes that a stream has a leg to."""
        row: cython.int = self.legs.row(stream, False)
        # The legs may be moved while the walk is deeper, so this holds those of now.
        kept: cython.int[:, ::1] = self.legs.kept
        each: cython.int
        past: cython.int = self.legs.past[row]
        if self.go_on(self.legs.looked[row]):
            for each in range(self.legs.first[row], past):
                self.enter(kept[each, 0] - self.region.needs, kept[each, 1], kept[each, 2], depth)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def enter(self, port: cython.int, found: cython.int, metres: cython.int, depth: cython.int) -> cython.int:
        """Go into a process that is not on the path, and on from each of its outputs that may lead to the need."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        output: cython.int
        before: cython.longlong = self.count
        if self.is_passed(process, depth) or self.come_to(depth + 1, found, metres) > self.most_broken:
            return 0
        self.process[depth + 1] = process
        self.port[depth + 1] = port
        if self.first_only and self.mask[depth + 1] != 0:
            self.count += self.behind(process, depth + 1)
            self.by_mask[self.mask[depth + 1]] += self.count - before
            return 0
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] != _LOSS and self.fewest[r.st_res[r.offers + output]] <= self.length - depth - 1:
                self.output[depth + 1] = output
                self.step(r.offers + output, depth + 1)
        return 0

    @cython.cfunc
    def come_to(self, depth: cython.int, found: cython.int, metres: cython.int) -> cython.int:
        """Add what a leg breaks, and its metres, to what the path had before. Returns how many checks are broken."""
        self.mask[depth] = self.mask[depth - 1] | found
        self.broken[depth] = self.broken[depth - 1] + how_many(found)
        self.metres[depth] = self.metres[depth - 1] + metres
        return self.broken[depth]

    @cython.cfunc
    @cython.exceptval(-1)
    def leave_all(self, stream: cython.int, depth: cython.int) -> cython.int:
        """End at all needs that a stream has a leg to. Where nothing may be broken or kept they are only counted."""
        row: cython.int = self.legs.row(stream, True)
        kept: cython.int[:, ::1] = self.legs.kept
        each: cython.int
        past: cython.int = self.legs.past[row]
        if not self.go_on(self.legs.looked[row]):
            return 0
        if self.most_broken == 0 and self.most_kept == 0 and self.region.max_total > _UNLIMITED:
            self.count += past - self.legs.first[row]
            self.by_mask[0] += past - self.legs.first[row]
            return 0
        for each in range(self.legs.first[row], past):
            if self.come_to(depth + 1, kept[each, 1], kept[each, 2]) <= self.most_broken:
                self.end(kept[each, 0], depth)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def end(self, need: cython.int, depth: cython.int) -> cython.int:
        """Count a path, and keep it where there is room."""
        mask: cython.int = self.mask[depth + 1]
        broken: cython.int = self.broken[depth + 1]
        if self.metres[depth + 1] > self.region.max_total * 1000.0 + 1e-6:
            mask |= _TOTAL
            broken += 1
        if broken > self.most_broken:
            return 0
        self.count += 1
        self.by_mask[mask] += 1
        if broken <= self.kept_broken and self.many < self.most_kept:
            self.keep(broken, mask, need, depth)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def keep(self, broken: cython.int, mask: cython.int, need: cython.int, depth: cython.int) -> cython.int:
        """Write down the path that has come to a need: its size, what it breaks, the need; what it goes through."""
        at: cython.longlong = self.written
        each: cython.int
        if at + 4 + 3 * depth > self.paths.shape[0]:
            self.paths = np.concatenate([self.paths, np.empty_like(self.paths)])
        self.paths[at] = depth
        self.paths[at + 1] = broken
        self.paths[at + 2] = mask
        self.paths[at + 3] = need
        for each in range(1, depth + 1):
            self.paths[at + 3 * each + 1] = self.process[each]
            self.paths[at + 3 * each + 2] = self.port[each]
            self.paths[at + 3 * each + 3] = self.output[each]
        self.written = at + 4 + 3 * depth
        self.many += 1
        return 0

    @property
    def kept(self):
        """Paths that were kept: how many checks are broken and which, processes, port and output of each, the need."""
        numbers: list = np.asarray(self.paths[self.read : self.written]).tolist()
        at: cython.Py_ssize_t = 0
        while at < len(numbers):
            through: list = numbers[at + 4 : at + 4 + 3 * cython.cast(cython.Py_ssize_t, numbers[at])]
            ends = tuple(zip(through[1::3], through[2::3], strict=True))
            self.listed.append((numbers[at + 1], numbers[at + 2], tuple(through[::3]), ends, numbers[at + 3]))
            at += 4 + len(through)
        self.read = self.written
        return self.listed

    @cython.cfunc
    @cython.exceptval(-1)
    def behind(self, process: cython.int, depth: cython.int) -> cython.longlong:
        """Paths that go on from a process by resource alone, which is the last of so many."""
        r = self.region
        output: cython.int
        found: cython.longlong = 0
        self.process[depth] = process
        if depth == self.length:
            return self.ahead.ends[process]
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] != _LOSS and self.fewest[r.st_res[r.offers + output]] <= self.length - depth:
                found += self.by_types(r.offers + output, depth)
        return found

    @cython.cfunc
    @cython.exceptval(-1)
    def by_types(self, stream: cython.int, depth: cython.int) -> cython.longlong:
        """Paths that go on from a stream by resource alone; the last two legs are counted by arithmetic."""
        r = self.region
        resource: cython.int = r.st_res[stream]
        each: cython.int
        one: cython.int
        found: cython.longlong = 0
        if depth == self.length:
            return self.ahead.needs_of[resource]
        if not self.go_on(1):
            return 0
        if depth + 1 == self.length:
            return self.behind_last(resource, depth)
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                if not self.is_passed(r.pt_proc[r.ports[one]], depth):
                    found += self.behind(r.pt_proc[r.ports[one]], depth + 1)
        return found

    @cython.cfunc
    def behind_last(self, resource: cython.int, depth: cython.int) -> cython.longlong:
        """Paths with one process more: those through all ports but the ones of processes on the path."""
        r = self.region
        each: cython.int
        position: cython.int
        port: cython.int
        found: cython.longlong = self.ahead.ends_of[resource]
        for position in range(1, depth + 1):
            for port in range(r.pr_port_ptr[self.process[position]], r.pr_port_ptr[self.process[position] + 1]):
                for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                    if r.fit_res[each] == r.rc_res[r.needs + port]:
                        found -= self.ahead.through[port]
        return found
