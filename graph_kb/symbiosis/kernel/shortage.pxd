from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.grid cimport Grid

cdef class Shortage(Grid):
    cdef public double[::1] port_supply, port_total
    cdef public int[::1] group, sharers
    cdef int count_supply(self) except? -1
    cdef int add_offer(self, int port, int offer, double[::1] covered, double[::1] largest) except? -1
    cpdef bint may_be_short(self, int process, int port, int output, double activity)
    cdef bint lacks(self, int port, double activity, int sharers)
    cdef bint has_output_without_use(self, int process, int output)
