from graph_kb.symbiosis.kernel.curves cimport Curves

cdef class Sets(Curves):
    cdef int room(self, int size)
