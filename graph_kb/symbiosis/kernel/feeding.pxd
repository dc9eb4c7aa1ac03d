from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.prices cimport Prices

cdef class Feeding(Prices):
    cdef public double[:, :, ::1] feed
    cdef public int slots
    cdef public int[::1] slot_group
    cdef public signed char[::1] slot_counts
    cdef public double[:, ::1] slot_gain
    cdef public double[::1] total_gain
    cdef int value_feeders(self, int feeders) except? -1
    cdef int spread_makers(self, double[:, ::1] unit, double[:, ::1] added, int feeders) except? -1
    cdef int take_over(self, double[::1] unit, double[::1] added, double[::1] feed, double factor, double way, double price) except? -1
    cdef int slot_of(self, int group)
    cdef int add_gains(self, int process, int port, double activity, int feeders) except? -1
    cdef double sum_gains(self, int feeders)
