from graph_kb.symbiosis.kernel.pools cimport Pools
from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.simplex cimport Simplex

cdef class Line:
    cdef public Region region
    cdef public Pools pools
    cdef public Simplex lp
    cdef public int source, need, size, line, metres, known
    cdef public double min_amount, gain, kilometre, value
    cdef public double[::1] supply
    cdef public int[::1] process, port, output
    cdef public int lanes
    cdef public int[::1] lane_kind, lane_stream, lane_receiver, lane_from, lane_to, lane_column
    cdef public double[::1] lane_factor, lane_cost
    cdef public signed char[::1] lane_blends, lane_open
    cdef public int[:, ::1] column
    cdef public double[:, ::1] base
    cdef public double[::1] factor
    cdef public signed char[:, ::1] before
    cdef int periods, permits
    cdef int[::1] permit_lane, permit_allowance
    cdef int[::1] offer_uses, offer_row, need_uses, need_row, allowance_row
    cdef signed char[::1] stores, leads
    cdef int[::1] driver
    cdef double[::1] leg_cost
    cdef double end_factor, constant, low, high
    cdef bint inner
    cdef bint look_at_line(self) except? 0
    cdef int keep_permits(self, int lane) except? -1
    cdef bint on_line(self, int position, int output)
    cdef bint operates(self, int position, int period)
