from graph_kb.symbiosis.kernel.ahead cimport Ahead
from graph_kb.symbiosis.kernel.region cimport Region

cdef class Legs:
    cdef public Region region
    cdef public int need, most_broken, most_kept, size
    cdef public Ahead ahead
    cdef int streams
    cdef int[::1] first, past, looked
    cdef int[:, ::1] kept
    cdef double max_leg, x, y, z, chord
    cdef bint limited
    cpdef renew(self)
    cpdef forget(self)
    cdef int row(self, int stream, bint to_needs) except? -1
    cdef int look_up(self, int stream, int row, bint to_needs) except? -1
    cdef int add(self, int stream, int receiver) except? -1
    cpdef grow(self)
    cdef int stand_at(self, int stream) except? -1
    cdef bint is_far(self, int receiver)
    cpdef int checks(self, int stream, int receiver, bint on_line) except? -1

cdef int how_many(int mask)
