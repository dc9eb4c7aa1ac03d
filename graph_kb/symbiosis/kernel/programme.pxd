cdef class Programme:
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
