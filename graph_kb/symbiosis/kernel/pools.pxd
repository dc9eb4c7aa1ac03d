from graph_kb.symbiosis.kernel.blending cimport Pool
from graph_kb.symbiosis.kernel.gathering cimport Gathering
from graph_kb.symbiosis.kernel.ways cimport WaysOn

cdef class Pools(Gathering):
    cdef public WaysOn ways_on
    cdef dict suppliers, users, feeding
    cdef double max_leg
    cpdef makers(self, int port)
    cpdef Pool supplying(self, int port)
    cpdef Pool using(self, int output)
    cpdef forget(self)
