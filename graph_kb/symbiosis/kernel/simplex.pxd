cdef class Simplex:
    cdef public int columns, rows, pivots
    cdef public int entries, total
    cdef public double[::1] cost, upper, right, factor
    cdef public int[::1] sense, entry_row, entry_column
    cdef double[:, ::1] table
    cdef double[::1] bound, reduced, level
    cdef int[::1] basis
    cdef signed char[::1] flipped
    cpdef clear(self)
    cpdef int add_column(self, double cost, double upper) except? -1
    cpdef int add_row(self, int sense, double right) except? -1
    cpdef int put(self, int row, int column, double factor) except? -1
    cpdef int solve(self, bint only_feasible) except? -1
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
