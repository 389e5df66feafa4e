# Field types of file images. See image.py.
cimport cython
from cpython.ref cimport PyObject
from evaluator.bytecode.code cimport Code, Program
from evaluator.store.file_content cimport FileContent

cdef extern from "Python.h":
    object decoded "PyUnicode_DecodeLatin1"(const char* text, Py_ssize_t size, const char* errors)

@cython.final
cdef class Image:
    cdef FileContent file
    cdef const int* words
    cdef const char* blob
    cdef int size
    cdef int nstrings
    cdef int nunits
    cdef int strings_at
    cdef int units_at
    cdef PyObject** strings
    cdef Program program
    cdef readonly str path
    cdef str string(self, int index)
    cdef object constant(self, int at, Code code)
    cdef Code stub(self, int index, Code parent)
    cpdef list variables(self, Code code)
    cpdef object fill(self, Code code)

# What a constant is.
cdef enum:
    NULL_TAG
    FALSE_TAG
    TRUE_TAG
    INT_TAG
    FLOAT_TAG
    STRING_TAG
    PATH_TAG
    TEMPLATE_TAG
    CODE_TAG
    GLOBAL_TAG
    EMPTY_TAG
    POSITION_TAG
    SLOTS_TAG

cdef int MAGIC
cdef int VERSION
cdef int HEADER

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    /* Four independent lanes of multiply and xor: about as quick as reading memory. */
    static unsigned int nixray_checksum(const char *data, size_t size) {
        const uint64_t prime = 0x9E3779B97F4A7C15ull;
        uint64_t lane[4] = {1, 2, 3, 4}, word;
        size_t at = 0, i;
        for (; at + 32 <= size; at += 32)
            for (i = 0; i < 4; i++) {
                memcpy(&word, data + at + 8 * i, 8);
                lane[i] = (lane[i] ^ word) * prime;
                lane[i] ^= lane[i] >> 29;
            }
        for (; at < size; at++)
            lane[at & 3] = (lane[at & 3] ^ (unsigned char)data[at]) * prime;
        word = size;
        for (i = 0; i < 4; i++)
            word = (word ^ (lane[i] >> 7) ^ lane[i]) * prime;
        return (unsigned int)(word >> 32);
    }
    """
    unsigned int nixray_checksum(const char*, size_t) noexcept
