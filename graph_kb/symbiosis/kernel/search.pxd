from graph_kb.symbiosis.kernel.opening cimport Opening

cdef class Search(Opening):
    pass
