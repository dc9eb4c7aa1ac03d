from graph_kb.symbiosis.kernel.sharing cimport Sharing
from graph_kb.symbiosis.kernel.blending cimport Pool

cdef class Lanes(Sharing):
    cdef int gather(self) except? -1
    cdef int gather_port(self, int position, int port) except? -1
    cdef int gather_output(self, int position, int output) except? -1
    cdef int add_lane(self, int kind, int stream, int receiver, int start, int end) except? -1
    cdef int keep_lane(self, int kind, int stream, int receiver, int start, int end, double factor, double worth, bint blends) except? -1
    cpdef grow_lanes(self)
    cdef bint acyclic(self)
    cdef bint open_lanes(self)
    cdef bint feeders_lead(self)
