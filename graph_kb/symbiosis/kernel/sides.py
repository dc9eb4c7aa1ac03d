# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What the processes of a line take and give beside it, and what of it may go from one of them to another.

Without feeders a process takes what an earlier one makes beside the line; what it or a later one makes only where a
stock starts it.
"""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.lines import Lines
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.lines import Lines

_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Sides(Lines):
    """Lines, and what is beside them."""

    @cython.cfunc
    @cython.exceptval(-1)
    def look_beside(self, node: cython.int, left: cython.int) -> cython.int:
        """Tell what a line alone may feed and take beside itself, with at most so many further processes."""
        r = self.region
        b = self.bounds
        each: cython.int
        one: cython.int = node
        resource: cython.int = r.st_res[self.stream_of(node)]
        while self.size[one]:
            for each in range(r.pr_port_ptr[self.process[one]], r.pr_port_ptr[self.process[one] + 1]):
                b.is_fed[each] = self.is_fed_by(node, one, each) or (
                    r.pr_start_up[self.process[one]] and b.is_made_after(resource, each, left)
                )
            for each in range(r.pr_out_ptr[self.process[one]], r.pr_out_ptr[self.process[one] + 1]):
                b.is_taken[each] = (
                    b.is_taken_after(resource, r.offers + each, left) or self.paid_by(node, one, each) > -_LARGE
                )
            one = self.parent[one]
        self.serves_alone = self.serves and (b.is_taken_after(resource, self.source, left) or self.serves_itself(node))
        return 0

    @cython.cfunc
    def is_fed_by(self, node: cython.int, one: cython.int, port: cython.int) -> cython.bint:
        """Whether a line may feed a port of one of its processes."""
        r = self.region
        output: cython.int
        if self.bounds.made_column[r.rc_res[r.needs + port]] < 0:
            return False
        if not r.pr_start_up[self.process[one]]:
            node = self.parent[one]
        while self.size[node]:
            for output in range(r.pr_out_ptr[self.process[node]], r.pr_out_ptr[self.process[node] + 1]):
                if output != self.output[node] and r.ot_role[output] != _LOSS:
                    if r.fits(r.offers + output, r.needs + port):
                        return True
            node = self.parent[node]
        return False

    @cython.cfunc
    def paid_by(self, node: cython.int, one: cython.int, output: cython.int) -> cython.double:
        """Best price inside that ports of a line pay for an output of one of its processes; -1e30 without any."""
        r = self.region
        port: cython.int
        later: cython.bint = True
        found: cython.double = -_LARGE
        if self.bounds.taken_column[r.st_res[r.offers + output]] < 0:
            return found
        while self.size[node]:
            later = later and node != one
            if later or r.pr_start_up[self.process[node]]:
                for port in range(r.pr_port_ptr[self.process[node]], r.pr_port_ptr[self.process[node] + 1]):
                    if port != self.port[node] and r.fits(r.offers + output, r.needs + port):
                        found = max(
                            found, self.bounds.inside[r.rc_res[r.needs + port]] * (1.0 if isnan(r.factor) else r.factor)
                        )
            node = self.parent[node]
        return found

    @cython.cfunc
    def serves_itself(self, node: cython.int) -> cython.bint:
        """Whether the source fits a port off its line."""
        r = self.region
        port: cython.int
        while self.size[node]:
            for port in range(r.pr_port_ptr[self.process[node]], r.pr_port_ptr[self.process[node] + 1]):
                if port != self.port[node] and r.fits(self.source, r.needs + port):
                    return True
            node = self.parent[node]
        return False

    @cython.cfunc
    def free_of(self, low: cython.double, alone: cython.bint) -> cython.double:
        """Most that the source saves at other ports, where the tables charge its price for what is free."""
        served: cython.bint = self.serves_alone if alone else self.serves
        return self.own_price * max(0.0, min(self.total, 1e15) - low) if served else 0.0

    @cython.cfunc
    def most_by_pools(self, node: cython.int) -> cython.double:
        """Most of the source that a line can take by what offers give to ports that it was not seen to feed itself."""
        r = self.region
        port: cython.int
        taken: cython.double
        most: cython.double = _LARGE
        while self.size[node]:
            for port in range(r.pr_port_ptr[self.process[node]], r.pr_port_ptr[self.process[node] + 1]):
                taken = self.active[node] * r.pt_amount[port]
                if port != self.port[node] and not self.bounds.is_fed[port] and taken > 0.0:
                    most = min(most, self.bounds.port_total[port] / taken)
            node = self.parent[node]
        return most

    @cython.cfunc
    def unit_beside(self, node: cython.int, low: cython.double, alone: cython.bint) -> cython.double:
        """Most that a unit of the source earns on a line, without what follows; `alone` where it was looked at."""
        unit: cython.double = self.worth[node]
        side: cython.double
        while self.size[node]:
            if not isnan(self.active[node]):
                side = self.bounds.side(
                    self.process[node], self.port[node], self.output[node], self.active[node] * low, alone
                )
                if side <= -_LARGE:
                    return -_LARGE
                unit += self.active[node] * side
            node = self.parent[node]
        return unit
