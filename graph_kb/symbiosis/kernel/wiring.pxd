from graph_kb.symbiosis.kernel.activities cimport Activities

cdef class Wiring(Activities):
    cpdef int evaluate(self, bint only_feasible) except? -1
    cdef int solve(self, bint only_feasible) except? -1
    cdef int write_lanes(self) except? -1
    cdef double most(self, int lane, int period)
    cdef bint rests(self, int position, int period)
    cdef int write_port(self, int position, int port) except? -1
    cdef int write_blend(self, int port, int substance, double limit) except? -1
    cdef int write_output(self, int position, int output) except? -1
    cdef int write_shared(self) except? -1
    cdef int write_permits(self) except? -1
