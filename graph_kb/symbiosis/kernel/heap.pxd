cdef class Heap:
    cdef public int count, used
    cdef public double[::1] value
    cdef public int[::1] size, metres, node, need, more
    cdef public signed char[::1] kind
    cdef public int[::1] order, free
    cdef public int free_count
    cdef public list names
    cpdef int push(self, double value, int size, int metres, int kind, int node, int need, int more) except? -1
    cpdef int pop(self) except? -1
    cdef bint goes_before(self, int one, int other)
    cdef int grow(self) except? -1
    cpdef int first(self)
cpdef double nine_digits(double value)
