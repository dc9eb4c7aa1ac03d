from graph_kb.symbiosis.kernel.region cimport Region

cdef class Bounds:
    cdef public Region region
    cdef public int most
    cdef public double[::1] best_need, sink, cost, base
    cdef public int[::1] dead
    cdef public double[:, ::1] table
    cdef bint made_once
    cdef bint dead_but_for(self, int port)
    cdef int value_needs(self) except? -1
    cdef int value_sinks(self) except? -1
    cdef int value_costs(self) except? -1
    cdef double making(self, int output)
    cdef int value_processes(self) except? -1
    cpdef double within(self, int process, int port, int output)
    cdef int value_lines(self, int left) except? -1
    cdef double through(self, int port, int left)
    cpdef double onward(self, int resource, int left)
    cpdef double of_source(self, int source)
