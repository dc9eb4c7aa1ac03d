from graph_kb.symbiosis.kernel.worths cimport Worths

cdef class Helping(Worths):
    cdef double taken_in, paid
    cdef int look_at_ports(self, int process, int output, int taker, int port, double activity) except? -1
    cdef double best_activity(self, int process, int output)
