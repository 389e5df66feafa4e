# Compiled; see ordering.py.
cdef class Item:
    cdef object value
    cdef object function
cdef class KeySet:
    cdef list keys
    cdef list elements
    cdef set texts
