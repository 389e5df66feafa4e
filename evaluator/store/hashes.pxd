# Compiled: the hash of every fixed output is read here.
cpdef object parse(str text, str algorithm=*, frozenset features=*)
cpdef object parse_or_zero(str text, str algorithm, frozenset features=*)
cdef bytes _decode(str digits, str algorithm, bint sri)
cdef bytes _from_base16(str digits)
cdef bytes _from_base32(str digits)
cdef bytes _from_base64(str digits)
