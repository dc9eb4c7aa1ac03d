from graph_kb.symbiosis.kernel.helping cimport Helping

cdef class Curve:
    cdef public bint there
    cdef public double free
    cdef public double[::1] low, length, slope
    cdef public int[::1] last

cdef class Curves(Helping):
    cdef Curve curve
    cdef dict curves
    cdef list sides
    cdef Curve curve_of(self, int node)
    cdef Curve drawn(self, int node)
    cdef bint gather_sides(self, int node)
    cdef double merge(self, int node, int period, list lengths, list slopes)
    cdef double earned(self, int node)
    cdef int open_part(self, int place, int period, int[::1] at, double[::1] left, double[::1] earns) except? -1
    cdef double by_curve(self, int node, double onward, double taken, int metres, double[:, ::1] demand, int row)
