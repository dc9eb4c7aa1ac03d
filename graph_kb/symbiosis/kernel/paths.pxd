from graph_kb.symbiosis.kernel.region cimport Region

cdef class Walk:
    cdef public Region region
    cdef public int source, need, most_broken, most_kept, kept_broken
    cdef public long long count, steps, most_steps
    cdef public bint stopped, first_only
    cdef public object kept
    cdef public long long[::1] by_mask
    cdef public int[::1] process, port, output, mask, broken, fewest
    cdef int length
    cdef public long long[::1] metres
    cdef public long long[::1] ends
    cpdef reach(self, int most)
    cpdef count_ends(self)
    cdef bint is_needed(self, int resource)
    cpdef long long run(self, int length) except? -1
    cpdef int checks(self, int stream, int receiver, bint on_line) except? -1
    cdef bint is_stopped(self)
    cdef int go_on_by_types(self, int process, int depth) except? -1
    cdef bint look(self, int stream, int receiver, int depth) except? 0
    cdef int step(self, int stream, int depth) except? -1
    cdef int enter(self, int stream, int port, int depth) except? -1
    cdef int leave(self, int stream, int need, int depth) except? -1
    cdef int end(self, int need, int depth) except? -1
