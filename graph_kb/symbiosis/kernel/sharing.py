# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What the processes of a wiring may take of pools that they share."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.blending import Pool
    from cython.cimports.graph_kb.symbiosis.kernel.line import Line
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.blending import Pool
    from graph_kb.symbiosis.kernel.line import Line


@cython.cclass
class Sharing(Line):
    """The line of a wiring, and how much its processes may share."""

    @cython.cfunc
    def suffices(self, pool: Pool, resource: cython.int, supplying: cython.bint) -> cython.bint:
        """Whether all that may share the members of a cut pool take no more than it covers, in every period."""
        r = self.region
        position: cython.int
        period: cython.int
        each: cython.int
        process: cython.int
        total: cython.double
        for period in range(self.periods):
            total = 0.0
            for position in range(1, self.size + 1):
                process = self.process[position]
                if supplying:
                    for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                        if each != self.port[position]:
                            total += self.drawn(
                                position, period, r.pt_amount[each], r.rc_res[r.needs + each], resource, True
                            )
                else:
                    for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                        total += self.drawn(
                            position, period, r.ot_amount[each], r.st_res[r.offers + each], resource, False
                        )
            if not total <= pool.cover[period]:
                return False
        return True

    @cython.cfunc
    def drawn(
        self,
        position: cython.int,
        period: cython.int,
        amount: cython.double,
        one: cython.int,
        other: cython.int,
        supplying: cython.bint,
    ) -> cython.double:
        """Most that a port or output takes of the suppliers or users that its resource has in common with another."""
        factor: cython.double = self.shares(one, other, supplying)
        if factor == 0.0 or isnan(amount):
            return 0.0
        return amount * self.most_active(position, period) * factor

    @cython.cfunc
    def shares(self, one: cython.int, other: cython.int, supplying: cython.bint) -> cython.double:
        """Most units of a supplier (or user) in common that a unit of the first resource takes; 0 without one."""
        r = self.region
        each: cython.int
        more: cython.int
        found: cython.double = 0.0
        factor: cython.double
        if supplying:
            for each in range(r.back_ptr[one], r.back_ptr[one + 1]):
                for more in range(r.back_ptr[other], r.back_ptr[other + 1]):
                    if r.back_res[each] == r.back_res[more]:
                        factor = 1.0 if isnan(r.back_factor[each]) else r.back_factor[each]
                        found = max(found, 1.0 / max(factor, 1e-30))
        else:
            for each in range(r.fit_ptr[one], r.fit_ptr[one + 1]):
                for more in range(r.fit_ptr[other], r.fit_ptr[other + 1]):
                    if r.fit_res[each] == r.fit_res[more]:
                        found = max(found, 1.0 if isnan(r.fit_factor[each]) else r.fit_factor[each])
        return found

    @cython.cfunc
    def most_active(self, position: cython.int, period: cython.int) -> cython.double:
        """Most that a position can do in a period, as far as capacities and the source tell."""
        most: cython.double = self.region.capacity[self.process[position], period]
        if position <= self.line and self.driver[position] == 0:
            most = min(most, self.factor[position] * self.supply[period])
        return most
