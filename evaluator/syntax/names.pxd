# The C side of the table of identifiers.

ctypedef const unsigned char* Text

cdef extern from "Python.h":
    unsigned char* PyUnicode_1BYTE_DATA(void* text)
    Py_ssize_t PyUnicode_GET_LENGTH(void* text)

cdef struct Name:
    unsigned int hash
    int token       # the Token of a keyword, 0 for all others
    void* object    # an interned str of ASCII, owned by the table

cdef Name* table
cdef unsigned int capacity
cdef unsigned int used

cdef int grow(unsigned int wanted) except -1
cdef Name* find_name(Text text, int length, unsigned int hash) except NULL
