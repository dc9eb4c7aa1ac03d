from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.feeding cimport Feeding

cdef class Bounds(Feeding):
    cpdef double onward(self, int output, int left, double low, double high, int kind)
    cdef int value_level(self, int left) except? -1
    cdef int value_port(self, int port, int left, double[:, ::1] found) except? -1
    cdef int spread(self, int left, double[:, :, ::1] users) except? -1
