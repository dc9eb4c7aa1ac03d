from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.prices cimport Prices

cdef class Feeding(Prices):
    cdef public double[:, ::1] feed
    cdef public int slots
    cdef public int[::1] slot_group
    cdef public double[::1] slot_gain
    cdef public double most_gain, self_fed
    cdef int value_makers(self) except? -1
    cdef int value_maker(self, int process, int output, int place, double[:, ::1] unit, int row) except? -1
    cdef double paid_at_most(self, int output)
    cdef int spread_makers(self, double[:, ::1] unit) except? -1
    cdef int take_over(self, double[::1] unit, double[::1] feed, double factor, double way, double price) except? -1
    cdef int add_gains(self, int process, int port, double activity) except? -1
    cdef int slot_of(self, int group)
    cdef double best_gain(self)
