from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.grid cimport Grid

cdef class Shortage(Grid):
    cdef public double[::1] port_supply, port_total
    cdef public int[::1] group, sharers
    cdef public int[::1] made_column, taken_column
    cdef public signed char[:, :, ::1] made_after, made_before, taken_after, taken_before
    # what processes of a line that is looked at may feed and take, by port and by output
    cdef public signed char[::1] is_fed, is_taken
    cdef int count_supply(self) except? -1
    cdef int add_offer(self, int port, int offer, double[::1] covered, double[::1] largest) except? -1
    cpdef bint may_be_short(self, int process, int port, int output, double activity)
    cdef double most_by_offers(self, int process, int port)
    cdef int look_beside(self, int process, int port, int output, int left) except? -1
    cdef bint makes_itself(self, int process, int port, int output)
    cdef bint takes_itself(self, int process, int output, int port)
    cdef bint is_made_after(self, int resource, int port, int most)
    cdef bint is_taken_after(self, int resource, int stream, int most)
    cdef bint is_made_before(self, int start, int port, int most)
    cdef bint is_taken_before(self, int start, int output, int most)
    cdef bint lacks(self, int port, double activity, int sharers)
    cdef bint has_output_without_use(self, int process, int output)
