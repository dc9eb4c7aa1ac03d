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
    cdef public bint proved, serves
    cdef public int[::1] parent, process, port, output, size, metres
    cdef public double[::1] made, active, worth, fixed, low, high
    cdef public signed char[::1] stored, refined
    cdef public double ceiling
    cdef int add_node(self) except? -1
    cdef int extend(self, int node, int process, int port, int output) except? -1
    cdef int put_root(self) except? -1
    cdef int stream_of(self, int node)
    cdef bint is_new(self, int node, int process)
    cdef int narrow(self, int node, int process, double activity) except? -1
