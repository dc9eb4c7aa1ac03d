from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.feeding cimport Feeding

cdef class Bounds(Feeding):
    cdef public float[:, :, :, ::1] table
    cdef public int kinds
    cpdef double onward(self, int output, int left, double low, double high, int kind)
    cdef double onward_unit(self, int output, int left, double low, double high, int kind)
    cdef int value_level(self, int left) except? -1
    cdef int value_needs(self, float[:, :, ::1] users) except? -1
    cdef int value_port(self, int port, int left, double[:, ::1] found) except? -1
    cdef int value_range(self, int port, int output, int left, int place, double low, double high, double alone, double[:, ::1] found) except? -1
    cdef int spread(self, int left, float[:, :, ::1] users) except? -1
    cdef int take_from(self, float[:, ::1] users, float[:, ::1] streams, double factor, float way) except? -1
    cdef int offer(self, double[:, ::1] found, int kind, int place, double side, double onward, double taken) except? -1
    cdef double gain_of_unit(self, int process, int port, double low, double high)
