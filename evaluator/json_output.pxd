# Writing JSON. See json_output.py.
cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    str latin_1 "PyUnicode_DecodeLatin1"(const char*, Py_ssize_t, const char*)

cdef class Writer

cpdef str to_json(object value, set context, bint copy=*, object place=*)

cdef Writer filled(object value, set context, bint copy, object place)

cdef class Writer:
    cdef set context
    cdef bint copy
    cdef object place
    cdef str name
    cdef char* buffer
    cdef Py_ssize_t size
    cdef Py_ssize_t room
    cdef object fault

    cdef str text(self)
    cdef int add(self, Writer other) except -1
    cdef int value(self, object v) except -1
    cdef int integer(self, long long v) except -1
    cdef int number(self, double v) except -1
    cdef int items(self, tuple v) except -1
    cdef int attributes(self, object v) except -1
    cdef int string(self, str text) except -1
    cdef int raw(self, str text) except -1
    cdef int byte(self, char c) except -1
    cdef int reserve(self, Py_ssize_t more) except -1
