from graph_kb.symbiosis.kernel.blending cimport Pool
from graph_kb.symbiosis.kernel.line cimport Line

cdef class Sharing(Line):
    cdef bint suffices(self, Pool pool, int resource, bint supplying)
    cdef double drawn(self, int position, int period, double amount, int one, int other, bint supplying)
    cdef double shares(self, int one, int other, bint supplying)
    cdef double most_active(self, int position, int period)
