# What is active in the machine, for those who look at it. See activations.py.

cdef class Activation:
    cdef readonly object code
    cdef readonly object env
    cdef readonly object thunk
    cdef readonly tuple args
    cdef readonly int pc
    cdef readonly size_t address
