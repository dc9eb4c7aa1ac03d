from graph_kb.symbiosis.kernel.ends cimport Ends

cdef class Curve:
    cdef public bint there
    cdef public double free
    cdef public double[::1] low, length, slope
    cdef public int[::1] last

cdef class Curves(Ends):
    cdef dict curves
    cdef list sides
    cdef Curve curve_of(self, int node)
    cdef Curve drawn(self, int node)
    cdef bint serves_itself(self, int node)
    cdef bint gather_sides(self, int node)
    cdef double rest_of(self, int node, int output)
    cdef double merge(self, int node, int period, list lengths, list slopes)
    cdef double earned(self, int node)
    cdef int open_part(self, int place, int period, int[::1] at, double[::1] left, double[::1] earns) except? -1
    cdef double curve_bound(self, int node, int need)
