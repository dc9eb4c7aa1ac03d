from graph_kb.symbiosis.kernel.line cimport Line
from graph_kb.symbiosis.kernel.gathering cimport Pool

cdef class Lanes(Line):
    cdef bint gather(self) except? 0
    cdef int gather_port(self, int position, int port) except? -1
    cdef int gather_output(self, int position, int output) except? -1
    cdef int add_lane(self, int kind, int stream, int receiver, int start, int end) except? -1
    cdef int add_plain(self, int kind, int stream, int receiver, int start, int end, double worth) except? -1
    cpdef grow_lanes(self)
    cdef bint suffices(self, Pool pool, int resource, bint supplying)
    cdef double drawn(self, int position, int period, double amount, int one, int other, bint supplying)
    cdef double shares(self, int one, int other, bint supplying)
    cdef double most_active(self, int position, int period)
    cdef bint acyclic(self)
    cdef bint open_lanes(self)
    cdef bint feeders_lead(self)
