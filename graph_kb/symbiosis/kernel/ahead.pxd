from graph_kb.symbiosis.kernel.region cimport Region

cdef class Ahead:
    cdef public Region region
    cdef public int need
    cdef public int[::1] fewest
    cdef public long long[::1] needs_of, ends, through, ends_of
    cpdef count_needs(self)
    cpdef count_ends(self)
    cpdef reach(self, int most)
    cdef bint come_nearer(self, int turn, int[::1] of_process, int[::1] of_wanted)
