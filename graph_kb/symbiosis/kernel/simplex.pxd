from graph_kb.symbiosis.kernel.programme cimport Programme

cdef class Simplex(Programme):
    cpdef int solve(self, bint only_feasible) except? -1
    cdef double size_of(self, int row)
    cpdef double objective(self)
    cpdef double value_of(self, int column)
    cdef int lay_out(self) except? -1
    cdef void price(self, bint feasibility)
    cdef int run(self)
    cdef int entering(self, bint careful)
    cdef int leaving(self, int column)
    cdef void flip_column(self, int column)
    cdef void flip_row(self, int row)
    cdef void pivot(self, int row, int column)
