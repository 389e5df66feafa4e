# Compiled: every function of a file that is met for the first time is written.
cimport cython
from evaluator.bytecode.code cimport Code

@cython.final
@cython.no_gc
cdef class Words:
    cdef int* data
    cdef Py_ssize_t size
    cdef Py_ssize_t room

    cdef int push(self, int word) except -1
    cdef int some(self, const int* words, Py_ssize_t count) except -1

@cython.final
cdef class Writer:
    cdef list strings
    cdef dict string_index
    cdef list units
    cdef Words places
    cdef Words words
    cdef Words extra
    cdef Words fixes
    cdef dict global_names

    cdef int string(self, str text) except -1
    cdef int name(self, object text) except -1
    cdef int record(self, Code code) except -1
    cdef int function(self, object node) except -1
    cdef int constant(self, object value) except -1
    cdef int pushed(self, int tag, int low, int high) except -1
    cdef int apart(self, int tag) except -1
    cdef bytes image(self)
