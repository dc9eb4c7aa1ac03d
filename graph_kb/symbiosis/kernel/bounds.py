# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a unit of a stream can be worth at most, whatever follows: tables for the bounds of the search.

Distances, capacities and competition are left out, a port costs at least what its cheapest offer or maker costs, and an
output is worth at most its best use: so no chain is worth more than its bound.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import isnan
else:
    from math import isnan

    from graph_kb.symbiosis.kernel.region import Region

_LARGE = cython.declare(cython.double, 1e30)
_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Bounds:
    """Tables of one region, for lines of at most `most` processes."""

    def __init__(self, region: Region, most: cython.int):
        self.region = region
        self.most = most
        resources = region.fit_ptr.shape[0] - 1
        self.best_need = np.full(resources, -_LARGE)
        self.sink = np.full(region.ot_proc.shape[0], -_LARGE)
        self.cost = np.full(region.pt_proc.shape[0], _LARGE)
        self.base = np.zeros(region.processes)
        self.dead = np.zeros(region.processes, dtype=np.int32)
        self.table = np.full((most + 1, resources), -_LARGE)
        self.value_needs()
        self.value_sinks()
        self.made_once = False
        for _ in range(most):
            self.value_costs()
            self.value_processes()
            self.made_once = True
        for left in range(1, most + 1):
            self.value_lines(left)

    @cython.cfunc
    @cython.exceptval(-1)
    def value_needs(self) -> cython.int:
        """Best need for each resource, per unit of it."""
        r = self.region
        resource: cython.int
        each: cython.int
        one: cython.int
        factor: cython.double
        for resource in range(self.best_need.shape[0]):
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                factor = 1.0 if isnan(r.fit_factor[each]) else r.fit_factor[each]
                for one in range(r.needs_ptr[r.fit_res[each]], r.needs_ptr[r.fit_res[each] + 1]):
                    self.best_need[resource] = max(self.best_need[resource], r.nd_weight[r.need_list[one]] * factor)
            self.table[0, resource] = self.best_need[resource]
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def value_sinks(self) -> cython.int:
        """Best use of each output off the line, per unit: a need, disposal, or a port that it saves an offer for."""
        r = self.region
        output: cython.int
        resource: cython.int
        each: cython.int
        for output in range(self.sink.shape[0]):
            resource = r.st_res[r.offers + output]
            self.sink[output] = self.best_need[resource]
            if r.res_disposed[resource]:
                self.sink[output] = max(self.sink[output], r.res_disposal[resource])
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                if r.ports_ptr[r.fit_res[each]] < r.ports_ptr[r.fit_res[each] + 1]:
                    self.sink[output] = max(self.sink[output], 0.0)
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def value_costs(self) -> cython.int:
        """Least cost of a unit at each port: the cheapest offer, an inner flow, or what its cheapest maker costs."""
        r = self.region
        port: cython.int
        wanted: cython.int
        each: cython.int
        one: cython.int
        factor: cython.double
        cost: cython.double
        for port in range(self.cost.shape[0]):
            wanted = r.rc_res[r.needs + port]
            for each in range(r.back_ptr[wanted], r.back_ptr[wanted + 1]):
                factor = r.back_factor[each]
                if isnan(factor):
                    factor = 1.0
                if factor <= 0.0:
                    continue
                for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                    cost = -r.of_weight[r.offer_list[one]] / factor - r.pt_weight[port]
                    self.cost[port] = min(self.cost[port], cost)
                for one in range(r.outs_ptr[r.back_res[each]], r.outs_ptr[r.back_res[each] + 1]):
                    self.cost[port] = min(self.cost[port], 0.0)
                    if self.made_once:
                        self.cost[port] = min(self.cost[port], self.making(r.out_list[one]) / factor)
        return 0

    @cython.cfunc
    def making(self, output: cython.int) -> cython.double:
        """Least cost of a unit of an output whose process runs for it alone."""
        r = self.region
        process: cython.int = r.ot_proc[output]
        amount: cython.double = r.ot_amount[output]
        if self.dead[process] or isnan(amount) or amount <= 0.0:
            return _LARGE
        return -(self.base[process] - amount * self.sink[output]) / amount

    @cython.cfunc
    @cython.exceptval(-1)
    def value_processes(self) -> cython.int:
        """Worth of a unit of activity when all outputs are off the line and all inputs are bought."""
        r = self.region
        process: cython.int
        each: cython.int
        for process in range(self.base.shape[0]):
            self.base[process] = r.pr_activity[process]
            self.dead[process] = 0 if r.pr_ok[process] else 1
            for each in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
                if r.ot_role[each] != _LOSS and r.ot_amount[each] > 0.0 and self.sink[each] > -_LARGE:
                    self.base[process] += r.ot_amount[each] * self.sink[each]
            for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
                if self.cost[each] >= _LARGE:
                    self.dead[process] = 1
                elif r.pt_amount[each] > 0.0:
                    self.base[process] -= r.pt_amount[each] * self.cost[each]
        return 0

    @cython.ccall
    def within(self, process: cython.int, port: cython.int, output: cython.int) -> cython.double:
        """Worth of a unit of activity on a line, the line's own port and output left out."""
        r = self.region
        worth: cython.double = self.base[process]
        if r.pt_amount[port] > 0.0 and self.cost[port] < _LARGE:
            worth += r.pt_amount[port] * self.cost[port]
        if r.ot_amount[output] > 0.0 and self.sink[output] > -_LARGE:
            worth -= r.ot_amount[output] * self.sink[output]
        return worth

    @cython.cfunc
    @cython.exceptval(-1)
    def value_lines(self, left: cython.int) -> cython.int:
        """Best worth of a unit of each resource with at most `left` further processes."""
        r = self.region
        resource: cython.int
        each: cython.int
        one: cython.int
        factor: cython.double
        passing = np.full(self.cost.shape[0], -_LARGE)
        worth: cython.double[::1] = passing
        for one in range(self.cost.shape[0]):
            if not self.dead_but_for(one):
                worth[one] = self.through(one, left)
        for resource in range(self.best_need.shape[0]):
            self.table[left, resource] = self.table[left - 1, resource]
            for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1]):
                factor = 1.0 if isnan(r.fit_factor[each]) else r.fit_factor[each]
                for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                    if worth[r.ports[one]] > -_LARGE:
                        self.table[left, resource] = max(self.table[left, resource], worth[r.ports[one]] * factor)
                        if isnan(r.fit_factor[each]):
                            self.table[left, resource] = max(self.table[left, resource], 0.0)
        return 0

    @cython.cfunc
    def dead_but_for(self, port: cython.int) -> cython.bint:
        """Whether another port than this one of its process can be fed by nothing."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        each: cython.int
        if not r.pr_ok[process]:
            return True
        for each in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1]):
            if each != port and self.cost[each] >= _LARGE:
                return True
        return False

    @cython.cfunc
    def through(self, port: cython.int, left: cython.int) -> cython.double:
        """Best worth of a unit at a port that goes on along the line."""
        r = self.region
        process: cython.int = r.pt_proc[port]
        output: cython.int
        onward: cython.double
        best: cython.double = -_LARGE
        if r.pt_amount[port] == 0.0:
            return best
        for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1]):
            onward = self.table[left - 1, r.st_res[r.offers + output]]
            if r.ot_role[output] == _LOSS or onward <= -_LARGE:
                continue
            if isnan(r.ot_amount[output]):
                onward = 0.0
            else:
                onward *= r.ot_amount[output]
            if isnan(r.pt_amount[port]):
                best = max(best, 0.0)
            else:
                best = max(best, (self.within(process, port, output) + onward) / r.pt_amount[port])
        return best

    @cython.ccall
    def onward(self, resource: cython.int, left: cython.int) -> cython.double:
        """Most that a unit of a resource is worth with at most `left` further processes."""
        return self.table[left, resource]

    @cython.ccall
    def of_source(self, source: cython.int) -> cython.double:
        """Most that a unit of a source is worth."""
        return self.table[self.most, self.region.st_res[source]]
