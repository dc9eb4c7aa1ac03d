# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What the processes of a line may give each other beside it.

A process takes what an earlier one makes beside the line; what it or a later one makes only where a stock starts it.
"""

import cython
import numpy as np

from graph_kb.symbiosis.kernel.makers import beside, made_columns, taken_columns

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.shortage import Shortage
else:
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.shortage import Shortage

_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Exchange(Shortage):
    """Resources that so many processes make and take before and after a stream, and what that says of one process."""

    def __init__(self, region: Region, most: cython.int, fed: cython.int):
        super().__init__(region, most, fed)
        if self.flat:
            return
        self.made_column, self.taken_column = made_columns(region), taken_columns(region)
        self.made_after, self.made_before, self.taken_after, self.taken_before = beside(
            region, np.asarray(self.made_column), np.asarray(self.taken_column), max(1, most)
        )
        self.is_fed = np.ones(region.pt_proc.shape[0], dtype=np.int8)
        self.is_taken = np.ones(region.ot_proc.shape[0], dtype=np.int8)

    @cython.cfunc
    def most_by_offers(self, process: cython.int, port: cython.int) -> cython.double:
        """Most that a process of a line can do by what offers give to ports that no process of the line feeds."""
        r = self.region
        each: cython.int
        taken: cython.double
        most: cython.double = self.year_capacity[process]
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            taken = r.pt_amount[each]
            if each != port and not self.is_fed[each] and taken > 0.0 and most * taken > self.port_total[each]:
                most = self.port_total[each] / taken
        return most

    @cython.cfunc
    @cython.exceptval(-1)
    def look_beside(self, process: cython.int, port: cython.int, output: cython.int, left: cython.int) -> cython.int:
        """Tell which ports of a process any line of processes alone may feed, and which outputs it may take.

        Args:
            process: The process.
            port: Its port on the line.
            output: Its output on the line.
            left: Most further processes.
        """
        r = self.region
        each: cython.int
        resource: cython.int = r.st_res[r.offers + output]
        before: cython.int = self.most - left - 1
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            self.is_fed[each] = self.is_made_before(port, each, before) or (
                r.pr_start_up[process]
                and (self.makes_itself(process, each, output) or self.is_made_after(resource, each, left))
            )
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            self.is_taken[each] = (
                self.is_taken_after(resource, r.offers + each, left)
                or self.is_taken_before(port, each, before)
                or (r.pr_start_up[process] and self.takes_itself(process, each, port))
            )
        return 0

    @cython.cfunc
    def makes_itself(self, process: cython.int, port: cython.int, output: cython.int) -> cython.bint:
        """Whether a process makes what one of its ports takes, beside an output."""
        r = self.region
        each: cython.int
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            if each != output and r.ot_role[each] != _LOSS and r.fits(r.offers + each, r.needs + port):
                return True
        return False

    @cython.cfunc
    def takes_itself(self, process: cython.int, output: cython.int, port: cython.int) -> cython.bint:
        """Whether a process takes what one of its outputs is, beside a port."""
        r = self.region
        each: cython.int
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each != port and r.fits(r.offers + output, r.needs + each):
                return True
        return False

    @cython.cfunc
    def is_made_after(self, resource: cython.int, port: cython.int, most: cython.int) -> cython.bint:
        """Whether one of so many processes after a stream of a resource may feed a port."""
        column: cython.int = self.made_column[self.region.rc_res[self.region.needs + port]]
        return column >= 0 and self.made_after[most, resource, column]

    @cython.cfunc
    def is_taken_after(self, resource: cython.int, stream: cython.int, most: cython.int) -> cython.bint:
        """Whether one of so many processes after a stream of a resource may take another stream."""
        column: cython.int = self.taken_column[self.region.st_res[stream]]
        return column >= 0 and self.taken_after[most, resource, column]

    @cython.cfunc
    def is_made_before(self, start: cython.int, port: cython.int, most: cython.int) -> cython.bint:
        """Whether one of so many processes before a port of a line may feed a port."""
        r = self.region
        each: cython.int
        resource: cython.int = r.rc_res[r.needs + start]
        column: cython.int = self.made_column[r.rc_res[r.needs + port]]
        if column >= 0:
            for each in range(r.back_ptr[resource], r.back_ptr[resource + 1]):
                if self.made_before[most, r.back_res[each], column]:
                    return True
        return False

    @cython.cfunc
    def is_taken_before(self, start: cython.int, output: cython.int, most: cython.int) -> cython.bint:
        """Whether one of so many processes before a port of a line may take an output that is made later."""
        r = self.region
        each: cython.int
        resource: cython.int = r.rc_res[r.needs + start]
        column: cython.int = self.taken_column[r.st_res[r.offers + output]]
        if column >= 0:
            for each in range(r.back_ptr[resource], r.back_ptr[resource + 1]):
                if self.taken_before[most, r.back_res[each], column]:
                    return True
        return False
