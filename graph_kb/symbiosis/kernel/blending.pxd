from graph_kb.symbiosis.kernel.region cimport Region

cdef class Pool:
    cdef public int[::1] members
    cdef public double[::1] worth, cover
    cdef public signed char[::1] blends
    cdef public bint plain, cut

cdef class Blending:
    cdef public Region region
    cdef bint plain
    cdef double[::1] cover, largest
    cdef Pool blended(self, Pool pool, int[::1] who, int port, int output, double amount, int process)
    cdef int look_up_shares(self, int stream, int port, double[:, ::1] shares, int row) except? -1
    cdef bint is_dominated(self, int[::1] kept, int many, double[:, ::1] shares, int port, double amount, int process)
    cdef double worth_of(self, int member, int port, int output)
    cdef void begin_cover(self)
    cdef bint covers(self, int member, bint offers, double amount, int process)
