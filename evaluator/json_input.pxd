# Reading JSON. See json_input.py.
cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    str substring "PyUnicode_Substring"(object, Py_ssize_t, Py_ssize_t)

ctypedef const unsigned char* Bytes

cdef enum Token:
    LITERAL
    STRING
    NUMBER
    OPEN_LIST
    CLOSE_LIST
    OPEN_OBJECT
    CLOSE_OBJECT
    COLON
    COMMA
    END_OF_INPUT

cdef enum Where:
    AT_VALUE
    AT_END
    AT_KEY
    AT_COLON
    IN_OBJECT
    IN_LIST

cpdef object read(str text)

cdef class Reader:
    cdef str source
    cdef Bytes text
    cdef Py_ssize_t size
    cdef Py_ssize_t at
    cdef Py_ssize_t noted
    cdef object value
    cdef Where where

    cdef object document(self)
    cdef str key(self)
    cdef Token token(self) except *
    cdef object string(self)
    cdef Py_ssize_t character(self, Py_ssize_t at) except -1
    cdef str unescaped(self, Py_ssize_t start)
    cdef int code_unit(self, Py_ssize_t at) except -1
    cdef object number(self)
    cdef Py_ssize_t digits(self, Py_ssize_t at, str fault) except -1
    cdef object fail(self, str fault, Py_ssize_t read)
    cdef object unexpected(self, Token token, str expected, str context)
