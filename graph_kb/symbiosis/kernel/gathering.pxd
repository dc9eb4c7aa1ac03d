from graph_kb.symbiosis.kernel.blending cimport Blending, Pool

cdef class Gathering(Blending):
    cdef Pool gather_suppliers(self, int port)
    cdef Pool gather_users(self, int output)
    cdef Pool shortened(self, rows, about, int port, int output, double amount, int process, double enough)
    cdef Pool filled(self, Pool pool, list members, list worth)
