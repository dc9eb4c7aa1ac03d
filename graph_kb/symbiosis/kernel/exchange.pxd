from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.shortage cimport Shortage

cdef class Exchange(Shortage):
    cdef public int[::1] made_column, taken_column
    cdef public signed char[:, :, ::1] made_after, made_before, taken_after, taken_before
    # what processes of a line that is looked at may feed and take, by port and by output
    cdef public signed char[::1] is_fed, is_taken
    cdef double most_by_offers(self, int process, int port)
    cdef int look_beside(self, int process, int port, int output, int left) except? -1
    cdef bint makes_itself(self, int process, int port, int output)
    cdef bint takes_itself(self, int process, int output, int port)
    cdef bint is_made_after(self, int resource, int port, int most)
    cdef bint is_taken_after(self, int resource, int stream, int most)
    cdef bint is_made_before(self, int start, int port, int most)
    cdef bint is_taken_before(self, int start, int output, int most)
