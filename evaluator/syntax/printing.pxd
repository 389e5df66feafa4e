# The state of the printer. Its functions are described in printing.py.

cimport cython

from evaluator.syntax.ast cimport Attrs, Binary, Call, Lambda, Node, Select
from evaluator.syntax.names cimport Text

cdef enum What:
    TEXT    # a C string
    NAME    # a str, printed as an attribute name
    EXPRESSION
    FUNCTION    # a node that further arguments are added to: printed without its last parenthesis

# Something still to be printed; what it points to is held by the tree, or is constant.
cdef struct Item:
    int what
    const void* it

@cython.final
cdef class Printer:
    cdef unsigned char* written
    cdef Py_ssize_t used
    cdef Py_ssize_t room
    cdef Item* waiting
    cdef Py_ssize_t count
    cdef Py_ssize_t space

    cdef int write(self, const char* text) except -1
    cdef int write_bytes(self, const unsigned char* text, Py_ssize_t length) except -1
    cdef int write_str(self, str text) except -1
    cdef int write_string(self, str value) except -1
    cdef int write_name(self, str name) except -1
    cdef int push(self, int what, const void* it) except -1
    cdef int push_text(self, const char* text) except -1
    cdef int push_node(self, Node node) except -1
    cdef int run(self, Node tree) except -1
    cdef int expression(self, Node node, bint close) except -1
    cdef int constant(self, Node node, bint close) except -1
    cdef int parts(self, list parts) except -1
    cdef int path(self, list path) except -1
    cdef int select(self, Select node) except -1
    cdef int call(self, Call node) except -1
    cdef int function(self, Lambda node) except -1
    cdef int bindings(self, Attrs node) except -1
    cdef int binary(self, Binary node, bint close) except -1

cdef const char* infix(int operator) noexcept
cpdef str show(Node node)
