from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.shortage cimport Shortage

cdef class Prices(Shortage):
    cdef public double[::1] inside
    cdef public signed char[::1] made_inside
    cdef public double[:, :, ::1] price, revenue
    cpdef double side(self, int process, int port, int output, double activity, bint alone)
