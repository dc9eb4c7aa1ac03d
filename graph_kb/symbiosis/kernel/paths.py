# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Paths from a source, walked on the arrays: what follows what by resource alone, and which checks its legs break.

A path takes any port and any output but losses, and no process twice; so the line of every chain is one of them.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
else:
    from graph_kb.symbiosis.kernel.region import Region

FORM, DISTANCE, COMPOSITION, LAW, OUT, TOTAL = 1, 2, 4, 8, 16, 32
TYPES_ALONE = -1
MOST_PROCESSES = 8
_FAR = cython.declare(cython.int, 127)
_LOSS = cython.declare(cython.int, 3)
_MASKS = cython.declare(cython.int, 64)


@cython.cclass
class Walk:
    """Walks from one source, to one need or (need -1) to all.

    `most_broken` is the most checks that the legs of a path may break; below 0 no check is looked at. With `first_only`
    what follows a broken leg is counted and not looked at.
    """

    def __init__(self, region: Region, source: cython.int, need: cython.int, most_broken: cython.int):
        self.region = region
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
        self.kept = []
        self.by_mask = np.zeros(_MASKS, dtype=np.int64)
        for name in ("process", "port", "output", "mask", "broken"):
            setattr(self, name, np.zeros(MOST_PROCESSES + 2, dtype=np.int32))
        self.metres = np.zeros(MOST_PROCESSES + 2, dtype=np.int64)
        self.reach(MOST_PROCESSES)
        self.count_ends()

    @cython.ccall
    def reach(self, most: cython.int):
        """Fewest processes from each resource to the need, so that a walk goes nowhere in vain."""
        r = self.region
        resource: cython.int
        each: cython.int
        port: cython.int
        output: cython.int
        best: cython.int
        turn: cython.int
        wanted: cython.int
        self.fewest = np.full(r.fit_ptr.shape[0] - 1, _FAR, dtype=np.int32)
        fewest_of_port: cython.int[::1] = np.full(r.pt_proc.shape[0], _FAR, dtype=np.int32)
        for turn in range(most + 1):
            for resource in range(self.fewest.shape[0]):
                best = self.fewest[resource]
                for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                    wanted = r.fit_res[each]
                    if self.is_needed(wanted):
                        best = 0
                    if turn > 0 and best > turn:
                        for port in range(r.ports_ptr[wanted], r.ports_ptr[wanted + 1]):
                            best = min(best, 1 + fewest_of_port[r.ports[port]])
                self.fewest[resource] = best
            for port in range(r.pt_proc.shape[0]):
                best = fewest_of_port[port]
                for output in range(r.pr_out_ptr[r.pt_proc[port]], r.pr_out_ptr[r.pt_proc[port] + 1]):
                    if r.ot_role[output] != _LOSS:
                        best = min(best, self.fewest[r.st_res[r.offers + output]])
                fewest_of_port[port] = best

    @cython.ccall
    def count_ends(self):
        """Needs that the outputs of each process can go to: where checks are not looked at, they are only counted."""
        r = self.region
        output: cython.int
        each: cython.int
        one: cython.int
        self.ends = np.zeros(r.processes, dtype=np.int64)
        for output in range(r.ot_proc.shape[0]):
            one = r.st_res[r.offers + output]
            if r.ot_role[output] == _LOSS:
                continue
            for each in range(r.fit_ptr[one], r.fit_ptr[one + 1]):
                if self.need < 0:
                    self.ends[r.ot_proc[output]] += r.needs_ptr[r.fit_res[each] + 1] - r.needs_ptr[r.fit_res[each]]
                elif r.fit_res[each] == r.rc_res[self.need]:
                    self.ends[r.ot_proc[output]] += 1

    @cython.cfunc
    def is_needed(self, resource: cython.int) -> cython.bint:
        """Whether the need asked for, or any when none is, is of a resource."""
        r = self.region
        if self.need < 0:
            return r.needs_ptr[resource] < r.needs_ptr[resource + 1]
        return r.rc_res[self.need] == resource

    @cython.ccall
    @cython.exceptval(-1)
    def run(self, length: cython.int) -> cython.longlong:
        """Walk all paths of exactly so many processes. Returns how many were found since the walk was made."""
        self.length = length
        self.mask[0] = 0
        self.broken[0] = 0
        self.metres[0] = 0
        if self.fewest[self.region.st_res[self.source]] <= length:
            self.step(self.source, 0)
        return self.count

    @cython.ccall
    @cython.exceptval(-1)
    def checks(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Bits of the checks that a lane violates; its metres are kept by the region."""
        r = self.region
        found: cython.int = 0
        if not r.look_at_form(stream, receiver):
            found |= FORM
        if not r.look_at_distance(stream, receiver, on_line):
            found |= DISTANCE
        if not r.look_at_composition(stream, receiver, on_line):
            found |= COMPOSITION
        if not r.look_at_law(stream, receiver):
            found |= LAW
        if (
            not r.rc_ok[receiver]
            or (stream < r.offers and not r.st_ok[stream])
            or (not on_line and not r.st_ok[stream])
        ):
            found |= OUT
        return found

    @cython.cfunc
    def is_stopped(self) -> cython.bint:
        """Whether enough legs were walked."""
        self.steps += 1
        if self.steps > self.most_steps:
            self.stopped = True
        return self.stopped

    @cython.cfunc
    @cython.exceptval(-1)
    def step(self, stream: cython.int, depth: cython.int) -> cython.int:
        """Go on from a stream after so many processes."""
        r = self.region
        resource: cython.int = r.st_res[stream]
        wanted: cython.int
        each: cython.int
        one: cython.int
        for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
            wanted = r.fit_res[each]
            if depth < self.length:
                for one in range(r.ports_ptr[wanted], r.ports_ptr[wanted + 1]):
                    self.enter(stream, r.ports[one], depth)
            elif self.need >= 0:
                if wanted == r.rc_res[self.need]:
                    self.leave(stream, self.need, depth)
            elif self.most_broken < 0:
                self.count += r.needs_ptr[wanted + 1] - r.needs_ptr[wanted]
            else:
                for one in range(r.needs_ptr[wanted], r.needs_ptr[wanted + 1]):
                    self.leave(stream, r.need_list[one], depth)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def enter(self, stream: cython.int, port: cython.int, depth: cython.int) -> cython.int:
        """Go into a process that is not on the path, and on from each of its outputs that may lead to the need."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        output: cython.int
        each: cython.int
        if self.is_stopped():
            return 0
        for each in range(1, depth + 1):
            if self.process[each] == process:
                return 0
        if self.most_broken < 0 and depth + 1 == self.length:
            self.count += self.ends[process]
            return 0
        if self.most_broken >= 0 and not self.look(stream, r.needs + port, depth):
            return 0
        self.process[depth + 1] = process
        self.port[depth + 1] = port
        if self.first_only and self.most_broken >= 0 and self.mask[depth + 1] != 0:
            return self.go_on_by_types(process, depth)
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] != _LOSS and self.fewest[r.st_res[r.offers + output]] <= self.length - depth - 1:
                self.output[depth + 1] = output
                self.step(r.offers + output, depth + 1)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def go_on_by_types(self, process: cython.int, depth: cython.int) -> cython.int:
        """Count all paths that go on behind a broken leg: that leg is their reason, whatever follows."""
        r = self.region
        output: cython.int
        most: cython.int = self.most_broken
        before: cython.longlong = self.count
        self.most_broken = -1
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if r.ot_role[output] != _LOSS and self.fewest[r.st_res[r.offers + output]] <= self.length - depth - 1:
                self.step(r.offers + output, depth + 1)
        self.most_broken = most
        self.by_mask[self.mask[depth + 1]] += self.count - before
        return 0

    @cython.cfunc
    @cython.exceptval(0)
    def look(self, stream: cython.int, receiver: cython.int, depth: cython.int) -> cython.bint:
        """Look at the checks of a leg; false when the path breaks too many."""
        r = self.region
        found: cython.int = self.checks(stream, receiver, True)
        each: cython.int
        self.mask[depth + 1] = self.mask[depth] | found
        self.broken[depth + 1] = self.broken[depth]
        for each in range(5):
            self.broken[depth + 1] += (found >> each) & 1
        self.metres[depth + 1] = self.metres[depth] + max(0, r.metres)
        return self.broken[depth + 1] <= self.most_broken

    @cython.cfunc
    @cython.exceptval(-1)
    def leave(self, stream: cython.int, need: cython.int, depth: cython.int) -> cython.int:
        """End at a need."""
        if self.most_broken < 0:
            self.count += 1
        elif not self.is_stopped() and self.look(stream, need, depth):
            self.end(need, depth)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def end(self, need: cython.int, depth: cython.int) -> cython.int:
        """Count a path, and keep it where there is room."""
        mask: cython.int = self.mask[depth + 1]
        broken: cython.int = self.broken[depth + 1]
        if self.metres[depth + 1] > self.region.max_total * 1000.0 + 1e-6:
            mask |= TOTAL
            broken += 1
        if broken > self.most_broken:
            return 0
        self.count += 1
        self.by_mask[mask] += 1
        if broken <= self.kept_broken and len(self.kept) < self.most_kept:
            line = tuple([self.process[each] for each in range(1, depth + 1)])
            ends = tuple([(self.port[each], self.output[each]) for each in range(1, depth + 1)])
            self.kept.append((broken, mask, line, ends, need))
        return 0
