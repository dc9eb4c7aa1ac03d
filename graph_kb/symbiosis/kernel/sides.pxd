from graph_kb.symbiosis.kernel.lines cimport Lines

cdef class Sides(Lines):
    cdef bint serves_alone
    cdef int look_beside(self, int node, int left) except? -1
    cdef bint is_fed_by(self, int node, int one, int port)
    cdef double paid_by(self, int node, int one, int output)
    cdef bint serves_itself(self, int node)
    cdef double free_of(self, double low, bint alone)
    cdef double most_by_pools(self, int node)
    cdef double unit_beside(self, int node, double low, bint alone)
