# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Lines that grow from the source."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.heap import Heap
    from cython.cimports.graph_kb.symbiosis.kernel.pools import Pools
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.graph_kb.symbiosis.kernel.wiring import Wiring
else:
    from graph_kb.symbiosis.kernel.heap import Heap
    from graph_kb.symbiosis.kernel.pools import Pools
    from graph_kb.symbiosis.kernel.region import Region
    from graph_kb.symbiosis.kernel.wiring import Wiring

_LARGE = cython.declare(cython.double, 1e30)


@cython.cclass
class Lines:
    """Lines of one question, each a row of arrays that names the line it goes on from."""

    def __init__(self, region: Region, bounds, pools: Pools, question: dict):
        self.region = region
        self.bounds = bounds
        self.wiring = Wiring(region, pools)
        self.source = question["source"]
        self.only_need = question["need"]
        self.most = question["max_processes"]
        self.most_fed = min(question["max_feeders"], max(0, self.most - 1))
        self.wiring.source = self.source
        self.wiring.supply = question["supply"]
        self.wiring.min_amount = question["min_amount"]
        self.wiring.gain = question["gain"]
        self.wiring.kilometre = question["kilometre"]
        self.wanted = question["k"]
        self.different = question["different"]
        self.skip = question["skip"]
        self.heap = Heap()
        self.taken = []
        self.beside = []
        self.fed = []
        self.feasible = {}
        self.seen = set()
        self.done = set()
        self.left = None
        self.counts = {"subsets": 0, "not_minimal": 0, "not_different": 0}
        self.grown = 0
        self.evaluated = 0
        self.total = float(sum(question["supply"]))
        owner = range(region.fit_ptr[region.st_res[self.source]], region.fit_ptr[region.st_res[self.source] + 1])
        self.serves = any(
            region.ports_ptr[region.fit_res[each]] < region.ports_ptr[region.fit_res[each] + 1] for each in owner
        )
        self.own_price = max(0.0, -region.of_weight[self.source])
        self.proved = False
        self.nodes = 0
        for name in ("parent", "process", "port", "output", "size", "metres"):
            setattr(self, name, np.zeros(1024, dtype=np.int32))
        for name in ("made", "active", "worth", "fixed", "low", "high"):
            setattr(self, name, np.zeros(1024))
        self.stored = np.zeros(1024, dtype=np.int8)
        self.refined = np.zeros(1024, dtype=np.int8)

    @cython.cfunc
    @cython.exceptval(-1)
    def add_node(self) -> cython.int:
        """Row of a new line that grows."""
        row: cython.int = self.nodes
        if row == self.parent.shape[0]:
            for name in ("parent", "process", "port", "output", "size", "metres"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            for name in ("made", "active", "worth", "fixed", "low", "high"):
                setattr(self, name, np.resize(getattr(self, name), 2 * row))
            self.stored = np.resize(self.stored, 2 * row)
            self.refined = np.resize(self.refined, 2 * row)
        self.nodes = row + 1
        self.refined[row] = 0
        return row

    @cython.cfunc
    @cython.exceptval(-1)
    def extend(self, node: cython.int, process: cython.int, port: cython.int, output: cython.int) -> cython.int:
        """Row of a line with one more process; its amounts and worth are the caller's to tell."""
        row: cython.int = self.add_node()
        self.parent[row] = node
        self.process[row] = process
        self.port[row] = port
        self.output[row] = output
        self.size[row] = self.size[node] + 1
        return row

    @cython.cfunc
    @cython.exceptval(-1)
    def put_root(self) -> cython.int:
        """The line without processes."""
        row: cython.int = self.add_node()
        self.parent[row] = -1
        self.process[row] = -1
        self.port[row] = -1
        self.output[row] = -1
        self.size[row] = 0
        self.metres[row] = 0
        self.made[row] = 1.0
        self.active[row] = 1.0
        self.worth[row] = self.wiring.gain
        self.fixed[row] = 0.0
        self.low[row] = self.wiring.min_amount
        self.high[row] = min(self.total, 1e9)
        self.stored[row] = 0
        return row

    @cython.cfunc
    def stream_of(self, node: cython.int) -> cython.int:
        """The stream at the end of a line."""
        return self.region.offers + self.output[node] if self.size[node] else self.source

    @cython.cfunc
    def is_new(self, node: cython.int, process: cython.int) -> cython.bint:
        """Whether a process is not on a line."""
        while node >= 0:
            if self.process[node] == process:
                return False
            node = self.parent[node]
        return True

    def line_of(self, node: cython.int):
        """Processes of a line, and their ports and outputs."""
        line, ends = [], []
        while self.size[node]:
            line.append(self.process[node])
            ends.append((self.port[node], self.output[node]))
            node = self.parent[node]
        return tuple(reversed(line)), tuple(reversed(ends))

    @cython.cfunc
    @cython.exceptval(-1)
    def narrow(self, node: cython.int, process: cython.int, activity: cython.double) -> cython.int:
        """Narrow the source's amount a year to what a process can take."""
        r = self.region
        period: cython.int
        most: cython.double = 0.0
        least: cython.double = 0.0
        if r.pr_storage[process] > 0.0:
            self.stored[node] = 1
        for period in range(r.periods):
            if self.stored[node] or self.wiring.supply[period] > 0.0:
                most += min(r.capacity[process, period] / activity, _LARGE)
                least += r.least[process, period] / activity
        self.high[node] = min(self.high[node], most)
        if not self.stored[node]:
            self.low[node] = max(self.low[node], least)
        return 0
