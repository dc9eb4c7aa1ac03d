from graph_kb.symbiosis.kernel.region cimport Region
from graph_kb.symbiosis.kernel.exchange cimport Exchange

cdef class Costs(Exchange):
    cdef public double[::1] inside
    # steps of each port and output, and what they cost
    cdef public int[::1] port_first, output_first
    cdef public float[:, ::1] port_cost, output_cost
    # members in the order of what they cost at least, and those of them that have a lane
    cdef public int[::1] who
    cdef public double[::1] about, yearly, cost, amount
    cdef int count
    cdef double factor
    cdef int step(self, double amount)
    cdef int look_at(self, int one, bint takes, double apart, double within) except? -1
    cdef double walk(self, int one, bint takes, double most)
    cdef double cost_of(self, int member, int one, bint takes)
    cdef double insert(self, double cost, double yearly)
    cdef int fill(self, float[::1] row, double rest) except? -1
