from graph_kb.symbiosis.kernel.region cimport Region

cdef class Ways:
    cdef public int[::1] port, metres
    cdef public double[::1] factor

cdef class WaysOn:
    cdef public Region region
    cdef dict found
    cdef double max_leg
    cdef bint limited
    cpdef Ways of(self, int stream)
    cdef Ways looked_up(self, int stream)
