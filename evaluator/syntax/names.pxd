# The C side of the table of identifiers.

from cpython.unicode cimport PyUnicode_DecodeLatin1

ctypedef const unsigned char* Text

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8(object text) except NULL

cdef struct Name:
    unsigned int hash
    int length
    int token           # the Token of a keyword, 0 for all others
    const char* bytes   # the characters of `object`
    void* object        # an interned str, owned by the table

cdef Name* table
cdef unsigned int capacity
cdef unsigned int used

cdef int grow(unsigned int wanted) except -1
cdef Name* find_name(Text text, int length, unsigned int hash) except NULL
