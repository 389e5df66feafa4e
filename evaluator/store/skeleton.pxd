# Compiled: the text of every derivation is written here, three times.
cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    int kind_of "PyUnicode_KIND"(object) noexcept

cdef class Text:
    cdef char* buffer
    cdef Py_ssize_t size
    cdef Py_ssize_t room

    cdef int room_for(self, Py_ssize_t more) except -1
    cdef int raw(self, str text) except -1
    cdef int some(self, const char* data, Py_ssize_t size) except -1
    cdef int quoted(self, str text) except -1
    cdef int names(self, object texts) except -1
    cdef int inputs(self, object used) except -1
    cdef bytes content(self)

cdef class Skeleton:
    cdef str head
    cdef Text tail
    cdef list places

    cpdef object fill(self, object values)
    cpdef bytes content(self, object outputs, object inputs)
