from graph_kb.symbiosis.kernel.bounds cimport Bounds
from graph_kb.symbiosis.kernel.heap cimport Heap
from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.wiring cimport Wiring

cdef class Lines:
    cdef public Region region
    cdef public Bounds bounds
    cdef public Wiring wiring
    cdef public Heap heap
    cdef public int source, only_need, most, most_fed, wanted, nodes, grown, evaluated
    cdef public double different, total, own_price
    cdef public object skip, taken, beside, fed, feasible, seen, counts, done, left
    cdef public bint proved
    cdef public int[::1] parent, process, port, output, size, metres
    cdef public double[::1] made, active, worth, fixed, low, high
    cdef public signed char[::1] stored, refined
    cdef public double ceiling
    cdef public bint always_short
    cdef double alone
    cdef int add_node(self) except? -1
    cdef int put_root(self) except? -1
    cdef int stream_of(self, int node)
    cdef bint is_new(self, int node, int process)
    cdef int narrow(self, int node, int process, double activity) except? -1
    cdef double bound_at(self, int node, int need, int fed)
    cdef double most_at(self, int node, int need)
    cdef double end_worth(self, int node, int need)
    cdef double free_of(self, double low)
    cdef double bound(self, int node, double high, double onward, int left, int fed, bint fine)
    cdef double most_by_pools(self, int node, int left)
    cdef bint feeds_itself(self, int node, int port)
    cdef bint is_short(self, int node, bint ended)
    cdef bint is_short_here(self, int node, int each, double active)
    cdef int sharing(self, int node, int group)
    cdef double bound_within(self, int node, double low, double high, double onward, int left, int fed, bint short)
    cdef double unit_beside(self, int node, double low)
    cdef double gains(self, int node, double high, int feeders)
    cdef double bound_on(self, int node, double low, double high, double unit, int left, int kind)
