from graph_kb.symbiosis.kernel.pools cimport Pool, Pools
from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.simplex cimport Simplex

cdef class Wiring:
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
    cdef signed char[::1] stores
    cdef int[::1] driver
    cdef double[::1] leg_cost
    cdef double end_factor, constant, low, high
    cdef bint inner

    cpdef grow_lanes(self)
    cpdef int evaluate(self, bint only_feasible) except? -1
    cdef bint look_at_line(self) except? 0
    cdef int keep_permits(self, int lane) except? -1
    cdef int add_lane(self, int kind, int stream, int receiver, int start, int end) except? -1
    cdef int add_plain(self, int kind, int stream, int receiver, int start, int end, double worth) except? -1
    cdef bint suffices(self, Pool pool, int resource, bint supplying)
    cdef bint shares(self, int one, int other, bint supplying)
    cdef double most_active(self, int position, int period)
    cdef bint gather(self) except? 0
    cdef int gather_port(self, int position, int port) except? -1
    cdef int gather_output(self, int position, int output) except? -1
    cdef bint on_line(self, int position, int output)
    cdef bint operates(self, int position, int period)
    cdef bint acyclic(self)
    cdef int solve(self, bint only_feasible) except? -1
    cdef bint open_lanes(self)
    cdef bint write_activities(self) except? 0
    cdef bint write_driver(self, int position, int period) except? 0
    cdef int narrow(self, int position, int period, double factor) except? -1
    cdef int write_store(self, int position) except? -1
    cdef int use(self, int row, int position, int period, double factor) except? -1
    cdef int earn(self, int position, double weight) except? -1
    cdef int write_lanes(self) except? -1
    cdef double most(self, int lane, int period)
    cdef int write_port(self, int position, int port) except? -1
    cdef int write_blend(self, int port, int substance, double limit) except? -1
    cdef int write_output(self, int position, int output) except? -1
    cdef int write_line(self) except? -1
    cdef int write_shared(self) except? -1
    cdef int write_permits(self) except? -1
