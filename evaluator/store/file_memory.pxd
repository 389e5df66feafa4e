# Compiled: one look for each file that is evaluated or copied to the store.
cdef class FileMemory:
    cdef readonly str path
    cdef bytes records
    cdef bytes version
    cdef dict fresh
    cdef set used

    cpdef bytes get(self, bytes key)
    cpdef object note(self, bytes key, bytes value)
