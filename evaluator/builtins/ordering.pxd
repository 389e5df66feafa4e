# Compiled; see ordering.py.
cdef class KeySet:
    cdef list keys
    cdef list elements
    cdef set texts
