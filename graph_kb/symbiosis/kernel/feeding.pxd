from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.prices cimport Prices

cdef class Feeding(Prices):
    cdef int value_feeders(self, int feeders) except? -1
    cdef int spread_makers(self, double[:, ::1] makers, int feeders) except? -1
    cpdef double side_fed(self, int process, int port, int output, double low, double high, int feeders)
