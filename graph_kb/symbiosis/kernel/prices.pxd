from graph_kb.symbiosis.kernel.costs cimport Costs

cdef class Prices(Costs):
    cpdef double side(self, int process, int port, int output, double activity, bint alone)
    cdef double earned_at(self, int output, double amount, bint inside)
    cdef double paid_at(self, int port, double amount, bint inside)
