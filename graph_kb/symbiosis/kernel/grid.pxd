from graph_kb.symbiosis.kernel.region cimport Region

cdef class Grid:
    cdef public Region region
    cdef public int most, most_fed, cells, buckets
    cdef public bint flat
    cdef public int[::1] cell
    cdef public double[:, ::1] apart
    cdef public double[::1] edge
    cdef public int[::1] block_ptr, block_cell, block_start, block_need
    cdef public double[::1] block_weight, block_demand
    cdef public double[:, ::1] block_room
    # rows of tables by resource and cell
    cdef public int[:, ::1] pool_row, out_row, user_row
    cdef public double[::1] year_capacity, period_least
    cdef int bucket(self, double amount)
    cdef double way(self, int resource, int cell, int other)
