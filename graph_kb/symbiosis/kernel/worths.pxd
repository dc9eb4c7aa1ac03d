from graph_kb.symbiosis.kernel.sides cimport Sides

cdef class Worths(Sides):
    cdef double alone
    cdef double bound_at(self, int node, int need)
    cdef double most_at(self, int node, int need)
    cdef double end_worth(self, int node, int need)
    cdef double bound(self, int node, double high, double onward, int left, bint fine)
    cdef bint is_short(self, int node, bint ended, double amount)
    cdef bint is_short_here(self, int node, int each, double active)
    cdef int sharing(self, int node, int group)
    cdef double bound_within(self, int node, double low, double high, double onward, int left, bint short)
    cdef double gains(self, int node, double high, int feeders)
    cdef double bound_on(self, int node, double low, double high, double unit, int left, int kind)
