from graph_kb.symbiosis.kernel.lines cimport Lines

cdef class Sets(Lines):
    pass
