# Compiled: a derivation takes six digests, each of a few hundred bytes.
cimport cython
from libc.stdint cimport uint32_t

@cython.final
cdef class Sha256:
    cdef uint32_t state[8]
    cdef unsigned char waiting[64]
    cdef unsigned long long size

    cdef int take(self, const unsigned char* data, size_t size) except -1
    cdef int finish(self, unsigned char* out) except -1
    cpdef str hexdigest(self)

cpdef bytes digest_of(bytes data)
cdef bytes digest_of_some(const char* data, size_t size)
cpdef str hex_digest_of(bytes data)
