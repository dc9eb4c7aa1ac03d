from graph_kb.symbiosis.kernel.lanes cimport Lanes

cdef class Activities(Lanes):
    cdef bint write_activities(self) except? 0
    cdef bint write_driver(self, int position, int period) except? 0
    cdef int narrow(self, int position, int period, double factor) except? -1
    cdef int write_store(self, int position) except? -1
    cdef int write_line(self) except? -1
    cdef int use(self, int row, int position, int period, double factor) except? -1
    cdef int earn(self, int position, double weight) except? -1
