from graph_kb.symbiosis.kernel.region cimport Region

cdef class Pool:
    cdef public int[::1] members
    cdef public double[::1] worth, cover
    cdef public bint plain, cut

cdef class Pools:
    cdef public Region region
    cdef dict suppliers, users, feeding
    cdef double max_leg
    cpdef makers(self, int port)
    cpdef Pool supplying(self, int port)
    cpdef Pool using(self, int output)
    cdef Pool gather_suppliers(self, int port)
    cdef Pool gather_users(self, int output)
    cdef Pool shortened(self, list members, list worth, double amount, int process, bint offers, double enough)
    cdef object forget(self)
