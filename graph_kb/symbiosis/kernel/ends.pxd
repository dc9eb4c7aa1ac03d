from graph_kb.symbiosis.kernel.curves cimport Curves

cdef class Ends(Curves):
    cdef public double[::1] grid_start, grid_end, grid_unit, grid_gain
    cdef int parts
    cdef bint ends_short
    cdef int lay_grid(self, int node, int fed) except? -1
    cdef double bound_end(self, int node, int need, bint fed)
    cdef double bound_block(self, int node, int block, double factor)
    cdef double bound_grid(self, int node, double high, double onward, bint fed, int metres)
