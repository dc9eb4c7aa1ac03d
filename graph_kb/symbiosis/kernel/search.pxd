from graph_kb.symbiosis.kernel.opening cimport Opening

cdef class Search(Opening):
    cdef int is_drawn(self, int row) except? -1
