from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.grid cimport Grid

cdef class Shortage(Grid):
    cdef public double[::1] port_supply, port_total
    cdef public int[::1] group, sharers
    cdef public int[::1] column
    cdef public signed char[:, :, ::1] after, before
    cdef int count_supply(self) except? -1
    cdef int add_offer(self, int port, int offer, double[::1] covered, double[::1] largest) except? -1
    cpdef bint may_be_short(self, int process, int port, int output, double activity)
    cdef double most_by_offers(self, int process, int port, int output, int left)
    cdef bint makes_itself(self, int process, int port, int output)
    cdef bint is_made_before(self, int port, int column, int most)
    cdef bint lacks(self, int port, double activity, int sharers)
    cdef bint has_output_without_use(self, int process, int output)
