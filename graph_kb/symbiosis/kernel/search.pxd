from graph_kb.symbiosis.kernel.bounds cimport Bounds
from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.wiring cimport Wiring

cdef class Search:
    cdef public Region region
    cdef public Bounds bounds
    cdef public Wiring wiring
    cdef public int source, only_need, most, wanted
    cdef public double different, deadline, total
    cdef public object skip, heap, taken, feasible, seen, counts
    cdef public bint proved
    cdef long long number
    cdef long long metres
    cdef double worth, fixed, low, high, made
    cdef bint stored
    cdef object push(self, double value, metres, kind, line, ends, feeders, need)
    cdef object grow(self, line, ends)
    cdef object open_longer(self, line, ends, int process, int port, int output, metres)
    cdef bint put_in(self, line, ends) except? 0
    cdef object narrow(self, int process, double activity)
    cdef double after(self, int need)
    cdef double bound(self, double onward)
