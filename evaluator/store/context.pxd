# Compiled: the context of every derivation is sorted here.
cpdef tuple split_output(str element)
cpdef tuple inputs_of(object elements, dict known)
cdef object _inputs_named(tuple names)
