from graph_kb.symbiosis.kernel.sets cimport Sets

cdef class Opening(Sets):
    cdef int stays(self, int node) except? -1
    cdef int grow(self, int node) except? -1
    cdef bint alone_alike
    cdef int are_alike(self, int node) except? -1
    cdef int open_ends(self, int node) except? -1
    cdef double best_end(self, int node)
    cdef int open_block(self, int node, int block) except? -1
    cdef int look_at_end(self, int node, int need) except? -1
    cdef int open_end(self, int node, int need) except? -1
    cdef int open(self, double bound, int size, int metres, int kind, int node, int need, int more) except? -1
    cdef int open_longer(self, int node, int port) except? -1
