# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a unit of a process is worth beside a line.

What goes from process to process has a price of its own, `inside`: whoever makes it earns that, whoever takes it pays
that. The two cancel in every chain, so no chain is worth more than with them, whatever the price; near the price that
offers ask and needs pay nobody gains much by it, and the bounds are close. Where it is known that nothing on a line can
feed a port, or take an output, only offers and needs count there.
"""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.costs import Costs
else:
    from graph_kb.symbiosis.kernel.costs import Costs

APART = cython.declare(cython.int, 0)
INSIDE = cython.declare(cython.int, 1)
_LARGE = cython.declare(cython.double, 1e30)
_ENOUGH = cython.declare(cython.double, 1e29)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Prices(Costs):
    """Tables of one region."""

    @cython.ccall
    def side(
        self,
        process: cython.int,
        port: cython.int,
        output: cython.int,
        activity: cython.double,
        alone: cython.bint,
    ) -> cython.double:
        """Most that a unit of activity is worth beside the line, when there is at least an activity.

        Args:
            process: The process.
            port: Its port on the line, -1 for a feeder.
            output: Its output on the line.
            activity: The activity.
            alone: Whether there are no feeders: then only what `is_fed` and `is_taken` tell goes at the price inside.
        """
        r = self.region
        each: cython.int
        amount: cython.double
        worth: cython.double = r.pr_activity[process]
        unit: cython.double
        for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            amount = r.ot_amount[each]
            if each != output and r.ot_role[each] != _LOSS and amount > 0.0:
                unit = self.earned_at(each, amount * activity, not alone or self.is_taken[each])
                if unit <= -_ENOUGH:
                    return -_LARGE
                worth += amount * unit
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            amount = r.pt_amount[each]
            if each != port and amount > 0.0:
                unit = self.paid_at(each, amount * activity, not alone or self.is_fed[each])
                if unit >= _ENOUGH:
                    return -_LARGE
                worth -= amount * unit
        return worth

    @cython.cfunc
    def earned_at(self, output: cython.int, amount: cython.double, inside: cython.bint) -> cython.double:
        """Most that a unit of an output earns on average."""
        step: cython.int = self.output_first[output] + self.step(amount)
        return -self.output_cost[INSIDE if inside else APART, min(step, self.output_first[output + 1] - 1)]

    @cython.cfunc
    def paid_at(self, port: cython.int, amount: cython.double, inside: cython.bint) -> cython.double:
        """Least that a unit costs a port on average."""
        step: cython.int = self.port_first[port] + self.step(amount)
        return self.port_cost[INSIDE if inside else APART, min(step, self.port_first[port + 1] - 1)]
