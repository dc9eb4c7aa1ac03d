from graph_kb.symbiosis.kernel.region cimport Region

cdef class Prices:
    cdef public Region region
    cdef public int most, cells, buckets
    cdef public bint flat
    cdef public int[::1] cell
    cdef public double[:, ::1] apart
    cdef public double[::1] edge
    cdef public double[:, :, ::1] feed
    cdef public signed char[::1] inner
    # rows of tables by resource and cell
    cdef public int[:, ::1] pool_row, out_row, user_row
    cdef public double[:, ::1] price, revenue
    cdef public double[::1] port_supply
    cdef public float[:, :, :, ::1] table
    cdef public double[::1] year_capacity, year_least
    cdef int bucket(self, double amount)
    cdef int count_supply(self) except? -1
    cpdef bint may_be_short(self, int process, int port, int output, double activity)
    cdef double way(self, int resource, int cell, int other)
    cpdef double price_of(self, int port, int cell, double amount)
    cpdef double revenue_of(self, int output, int cell, double amount)
    cpdef double side(self, int process, int port, int output, double activity)
