# Compiled: every attribute of every derivation passes through.
cimport cython

@cython.final
cdef class Variables:
    cdef readonly list names
    cdef readonly list texts

    cdef int append(self, str name, str text) except -1
    cpdef object put(self, str name, str text)
