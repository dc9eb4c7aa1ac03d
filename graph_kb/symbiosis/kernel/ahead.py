# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What lies ahead of each resource when no check is looked at: how far the needs are, and how many come next."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
else:
    from graph_kb.symbiosis.kernel.region import Region

MOST_PROCESSES = 8
_FAR = cython.declare(cython.int, 127)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Ahead:
    """One need, or (need -1) all of them, seen from the resources and processes of a region.

    Attributes:
        fewest: Fewest processes from each resource to a need, so that a walk goes nowhere in vain.
        needs_of: Needs that a stream of each resource can go to.
        ends: Needs that the outputs of each process can go to.
        through: Needs behind each port, 0 where it is not listed.
        ends_of: Needs behind all ports that a stream of each resource can go to.
    """

    def __init__(self, region: Region, need: cython.int):
        self.region = region
        self.need = need
        self.count_needs()
        self.count_ends()
        self.reach(MOST_PROCESSES)

    @cython.ccall
    def count_needs(self):
        """Needs of each resource."""
        r = self.region
        resource: cython.int
        each: cython.int
        wanted: cython.int
        self.needs_of = np.zeros(r.fit_ptr.shape[0] - 1, dtype=np.int64)
        for resource in range(self.needs_of.shape[0]):
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                wanted = r.fit_res[each]
                if self.need < 0:
                    self.needs_of[resource] += r.needs_ptr[wanted + 1] - r.needs_ptr[wanted]
                elif wanted == r.rc_res[self.need]:
                    self.needs_of[resource] += 1

    @cython.ccall
    def count_ends(self):
        """Needs behind each process and port, and behind all ports that take a resource; not all ports are listed."""
        r = self.region
        row: cython.int
        each: cython.int
        self.ends = np.zeros(r.processes, dtype=np.int64)
        self.through = np.zeros(r.pt_proc.shape[0], dtype=np.int64)
        self.ends_of = np.zeros(self.needs_of.shape[0], dtype=np.int64)
        of_wanted: cython.longlong[::1] = np.zeros(r.ports_ptr.shape[0], dtype=np.int64)
        for row in range(r.ot_proc.shape[0]):
            if r.ot_role[row] != _LOSS:
                self.ends[r.ot_proc[row]] += self.needs_of[r.st_res[r.offers + row]]
        for row in range(r.ports.shape[0]):
            self.through[r.ports[row]] = self.ends[r.pt_proc[r.ports[row]]]
            of_wanted[r.rc_res[r.needs + r.ports[row]]] += self.through[r.ports[row]]
        for row in range(self.ends_of.shape[0]):
            for each in range(r.fit_ptr[row], r.fit_ptr[row + 1]):
                self.ends_of[row] += of_wanted[r.fit_res[each]]

    @cython.ccall
    def reach(self, most: cython.int):
        """Find the fewest processes, one more in each turn, until no resource comes nearer."""
        r = self.region
        resource: cython.int
        turn: cython.int
        self.fewest = np.full(self.needs_of.shape[0], _FAR, dtype=np.int32)
        of_process: cython.int[::1] = np.full(r.processes, _FAR, dtype=np.int32)
        of_wanted: cython.int[::1] = np.full(r.ports_ptr.shape[0], _FAR, dtype=np.int32)
        for resource in range(self.fewest.shape[0]):
            if self.needs_of[resource] > 0:
                self.fewest[resource] = 0
        for turn in range(1, most + 1):
            if not self.come_nearer(turn, of_process, of_wanted):
                break

    @cython.cfunc
    def come_nearer(self, turn: cython.int, of_process: cython.int[::1], of_wanted: cython.int[::1]) -> cython.bint:
        """Resources from which a need is just so many processes away; false when there are none."""
        r = self.region
        row: cython.int
        each: cython.int
        port: cython.int
        found: cython.bint = False
        for row in range(r.ot_proc.shape[0]):
            if r.ot_role[row] != _LOSS:
                each = r.ot_proc[row]
                of_process[each] = min(of_process[each], self.fewest[r.st_res[r.offers + row]])
        for row in range(r.ports.shape[0]):
            port = r.ports[row]
            each = r.rc_res[r.needs + port]
            of_wanted[each] = min(of_wanted[each], of_process[r.pt_proc[port]])
        for row in range(self.fewest.shape[0]):
            for each in range(r.fit_ptr[row], r.fit_ptr[row + 1]):
                if self.fewest[row] > turn and of_wanted[r.fit_res[each]] < turn:
                    self.fewest[row] = turn
                    found = True
        return found
