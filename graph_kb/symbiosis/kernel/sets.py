# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Sets of processes: which are chains, which further processes could help, which are much like others."""

from itertools import combinations, permutations, product

import cython

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.ends import Ends
else:
    from graph_kb.symbiosis.kernel.ends import Ends

_LOSS = cython.declare(cython.int, 3)


@cython.cclass
class Sets(Ends):
    """What a search asks of whole wirings."""

    def evaluate(self, line, ends, feeders, need, only_feasible):
        """Put a wiring into the linear programme."""
        w = self.wiring
        position: cython.int = 0
        w.line = len(line)
        w.size = len(line) + len(feeders)
        w.need = need
        for process, (port, output) in zip(line, ends, strict=True):
            position += 1
            w.process[position] = process
            w.port[position] = port
            w.output[position] = output
        for process, output in feeders:
            position += 1
            w.process[position] = process
            w.port[position] = -1
            w.output[position] = output
        return w.evaluate(only_feasible)

    def minimal(self, names, need):
        """Whether no smaller set of the processes is a chain to the need."""
        for size in range(len(names)):
            for smaller in combinations(names, size):
                if self.is_feasible(smaller, need):
                    return False
        return True

    def is_feasible(self, names, need):
        """Whether some wiring of exactly these processes is feasible, whatever its value."""
        key = (names, need)
        if key not in self.feasible:
            self.counts["subsets"] += 1
            self.feasible[key] = any(
                self.evaluate(line, ends, feeders, need, True) for line, ends, feeders in self.wirings(names, need)
            )
        return self.feasible[key]

    def wirings(self, names, need):
        """All wirings of a set of processes whose line exists."""
        r = self.region
        for size in range(max(min(1, len(names)), len(names) - self.most_fed), len(names) + 1):
            for line in permutations(names, size):
                rest = [one for one in names if one not in line]
                outputs = [
                    [(one, o) for o in range(r.pr_out_ptr[one], r.pr_out_ptr[one + 1]) if r.ot_role[o] != _LOSS]
                    for one in rest
                ]
                for ends in self.ways(self.source, line, need):
                    for feeders in product(*outputs):
                        yield line, ends, feeders

    def ways(self, stream, line, need):
        """Ports and outputs by which a stream goes through the processes of a line to a need."""
        r = self.region
        if not line:
            if r.lane(stream, need, True):
                yield ()
            return
        for port in range(r.pr_port_ptr[line[0]], r.pr_port_ptr[line[0] + 1]):
            if r.lane(stream, r.needs + port, True):
                for output in range(r.pr_out_ptr[line[0]], r.pr_out_ptr[line[0] + 1]):
                    if r.ot_role[output] != _LOSS:
                        for rest in self.ways(r.offers + output, line[1:], need):
                            yield ((port, output), *rest)

    @cython.cfunc
    def room(self, size: cython.int) -> cython.int:
        """Most feeders of a line with so many processes."""
        return min(self.most - size, self.most_fed)

    def is_like_one_taken(self, names, need):
        """Whether a chain is much like one that was taken before."""
        members = {*names, ("need", need)}
        for other in self.taken:
            shared: cython.double = len(members & other["members"])
            every: cython.double = len(members | other["members"])
            if shared / every > self.different:
                return True
        return False

    def all_alike(self, names, more: cython.int):
        """Whether a set with so many further feeders and any need is much like a chain that was taken before."""
        for other in self.taken:
            shared: cython.double = len(other["members"].intersection(names))
            every: cython.double = len(names) + more + 1 + len(other["members"]) - shared
            if shared / every > self.different:
                return True
        return False

    def helpers(self, line, ends, feeders):
        """Processes outside the wiring, and outputs of theirs that fit one of its ports off the line.

        Where a port has no lane at all, some further process has to feed it: only those that may are helpers.
        """
        pools = self.wiring.pools
        inside = {*line, *(one for one, _ in feeders)}
        ports = self.ports_beside(inside, ends)
        found = set().union(*(pools.makers(port) for port in ports)) if ports else set()
        for port in self.without_lane(inside, ends, ports)[:1]:
            makers = {maker for maker, _ in pools.makers(port)}
            found = {pair for pair in found if pair[0] in makers}.union(*(self.wide(maker) for maker in makers))
        return sorted(pair for pair in found if pair[0] not in inside)

    def ports_beside(self, inside, ends):
        """Ports of processes that are not on the line."""
        r = self.region
        on_line = {port for port, _ in ends}
        return [
            port
            for process in inside
            for port in range(r.pr_port_ptr[process], r.pr_port_ptr[process + 1])
            if port not in on_line
        ]

    def wide(self, maker: cython.int):
        """Outputs of a process that may go into a port of some further feeder."""
        r = self.region
        found = []
        for output in range(r.pr_out_ptr[maker], r.pr_out_ptr[maker + 1]):
            resource = r.st_res[r.offers + output]
            if r.ot_role[output] != _LOSS and any(
                r.ports_ptr[r.fit_res[each]] < r.ports_ptr[r.fit_res[each] + 1]
                for each in range(r.fit_ptr[resource], r.fit_ptr[resource + 1])
            ):
                found.append((maker, output))
        return found

    def without_lane(self, inside, ends, ports):
        """Ports that neither an offer nor an output of the wiring can feed."""
        r = self.region
        outputs = [
            output
            for process in inside
            for output in range(r.pr_out_ptr[process], r.pr_out_ptr[process + 1])
            if r.ot_role[output] != _LOSS and output not in {each for _, each in ends}
        ]
        return [port for port in ports if not self.has_offer(port) and not self.has_maker(port, outputs)]

    def has_offer(self, port: cython.int):
        """Whether an offer has a lane to a port."""
        r = self.region
        pool = self.wiring.pools.supplying(port)
        if pool.plain:
            return len(pool.members) > 0
        for each in range(r.back_ptr[r.rc_res[r.needs + port]], r.back_ptr[r.rc_res[r.needs + port] + 1]):
            for one in range(r.offers_ptr[r.back_res[each]], r.offers_ptr[r.back_res[each] + 1]):
                if r.lane(r.offer_list[one], r.needs + port, False):
                    return True
        return False

    def has_maker(self, port: cython.int, outputs):
        """Whether one of the outputs has a lane to a port."""
        return any(self.region.lane(self.region.offers + output, self.region.needs + port, False) for output in outputs)
