from graph_kb.symbiosis.kernel.ahead cimport Ahead
from graph_kb.symbiosis.kernel.legs cimport Legs
from graph_kb.symbiosis.kernel.region cimport Region

cdef class Walk:
    cdef public Region region
    cdef public Legs legs
    cdef public int source, need, most_broken, most_kept, kept_broken
    cdef public long long count, steps, most_steps
    cdef public bint stopped, first_only
    cdef public long long many
    cdef long long written, read
    cdef list listed
    cdef int[::1] paths
    cdef public long long[::1] by_mask
    cdef public int[::1] process, port, output, mask, broken, fewest
    cdef int length
    cdef long long[::1] metres
    cdef Ahead ahead
    cpdef long long run(self, int length) except? -1
    cpdef int checks(self, int stream, int receiver, bint on_line) except? -1
    cdef bint go_on(self, long long steps)
    cdef bint is_passed(self, int process, int depth)
    cdef int step(self, int stream, int depth) except? -1
    cdef int enter_all(self, int stream, int depth) except? -1
    cdef int enter(self, int port, int found, int metres, int depth) except? -1
    cdef int come_to(self, int depth, int found, int metres)
    cdef int leave_all(self, int stream, int depth) except? -1
    cdef int end(self, int need, int depth) except? -1
    cdef int keep(self, int broken, int mask, int need, int depth) except? -1
    cdef long long behind(self, int process, int depth) except? -1
    cdef long long by_types(self, int stream, int depth) except? -1
    cdef long long behind_last(self, int resource, int depth)
