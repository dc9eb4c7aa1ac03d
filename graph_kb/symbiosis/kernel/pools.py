# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The pools and lanes of one region, made when they are asked for and kept from question to question."""

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.blending import Pool
    from cython.cimports.graph_kb.symbiosis.kernel.gathering import Gathering
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.ways import WaysOn
else:
    from graph_kb.symbiosis.kernel.blending import Pool
    from graph_kb.symbiosis.kernel.gathering import Gathering
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.ways import WaysOn

_LOSS = cython.declare(cython.int, 3)
_MOST_KEPT = 100_000


@cython.cclass
class Pools(Gathering):
    """The pools of one region, made when they are asked for."""

    def __init__(self, region: Region):
        super().__init__(region)
        self.ways_on = WaysOn(region)
        self.forget()

    @cython.ccall
    def forget(self):
        """Forget all pools; they depend on the longest leg."""
        self.max_leg = self.region.max_leg
        self.suppliers = {}
        self.users = {}
        self.feeding = {}

    @cython.ccall
    def makers(self, port: cython.int):
        """Processes and outputs of theirs that have a lane to a port off the line."""
        r = self.region
        each: cython.int
        one: cython.int
        output: cython.int
        if self.max_leg != r.max_leg:
            self.forget()
        if port not in self.feeding:
            found = []
            for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
                for one in range(r.outs_ptr[r.back_res[each]], r.outs_ptr[r.back_res[each] + 1]):
                    output = r.out_list[one]
                    if r.ot_role[output] != _LOSS and r.lane(r.offers + output, r.needs + port, False):
                        found.append((r.ot_proc[output], output))
            self.feeding[port] = found
        return self.feeding[port]

    @cython.ccall
    def supplying(self, port: cython.int) -> Pool:
        """Offers for a port, with what a unit of each costs there as a worth below 0."""
        if self.max_leg != self.region.max_leg:
            self.forget()
        if port not in self.suppliers:
            if len(self.suppliers) >= _MOST_KEPT:
                self.suppliers.clear()
            self.suppliers[port] = self.gather_suppliers(port)
        return self.suppliers[port]

    @cython.ccall
    def using(self, output: cython.int) -> Pool:
        """Needs for an output, with what a unit of it is worth there."""
        if self.max_leg != self.region.max_leg:
            self.forget()
        if output not in self.users:
            if len(self.users) >= _MOST_KEPT:
                self.users.clear()
            self.users[output] = self.gather_users(output)
        return self.users[output]
