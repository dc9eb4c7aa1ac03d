from graph_kb.symbiosis.kernel.ends cimport Ends

cdef class Sets(Ends):
    cdef int room(self, int size)
