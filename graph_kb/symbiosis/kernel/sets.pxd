from graph_kb.symbiosis.kernel.helping cimport Helping

cdef class Sets(Helping):
    cdef int room(self, int size)
