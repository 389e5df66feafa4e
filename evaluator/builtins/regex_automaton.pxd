# The state tables of a regular expression and the state of a search. See regex_automaton.py.
cimport cython

cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    str substring "PyUnicode_Substring"(object, Py_ssize_t, Py_ssize_t)

ctypedef const unsigned char* Bytes

cdef enum:
    CHAR
    CHARSET
    RUN
    REPEAT
    BRANCH
    OPEN
    CLOSE
    BEGIN
    END
    ACCEPT

cdef struct State:
    int op
    int argument
    int next
    int other

@cython.final
cdef class Automaton:
    cdef readonly str literal
    cdef readonly int groups
    cdef State* states
    cdef int count
    cdef int start
    cdef bytes tables
    cdef Bytes table
    cdef bytes first
    cdef bint filtered
    # The search under way.
    cdef Bytes text
    cdef Py_ssize_t length
    cdef Py_ssize_t origin
    cdef bint exact
    cdef bint not_empty
    cdef bint found
    cdef bint settled
    cdef bint stopped
    cdef unsigned int steps
    cdef Py_ssize_t depth
    cdef Py_ssize_t found_end
    cdef Py_ssize_t* visited
    cdef int* visits
    cdef Py_ssize_t* opened
    cdef Py_ssize_t* closed
    cdef Py_ssize_t* best

    cdef void walk(self, int state, Py_ssize_t at) noexcept
    cdef bint interrupted(self) noexcept
    cdef bint too_deep(self) noexcept
    cdef void begin(self, str text) noexcept
    cdef bint run(self, Py_ssize_t at) except -1
    cdef bint search(self, Py_ssize_t at) except -1
    cdef tuple captures(self, str text)
    cpdef object match(self, str text)
    cpdef tuple split(self, str text)
