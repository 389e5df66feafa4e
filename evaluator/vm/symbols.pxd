# Compiled: equality asks for the order of the names of sets.
cdef class Symbols:
    cdef readonly list texts
    cdef dict _numbers
    cdef Py_ssize_t _looked_at
    cdef dict _orders
    cdef Py_ssize_t _ordered_with

    cpdef tuple known_first(self, tuple names)

cpdef tuple known_first(tuple names)
