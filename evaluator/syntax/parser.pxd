# The state of the parser. Its functions are described in parser.py.

cimport cython

from evaluator.syntax.ast cimport Attrs, Node
from evaluator.syntax.sets cimport Sets

@cython.final
cdef class Parser(Sets):
    cdef Node pending
    cdef Node legacy

    cdef Node whole(self)
    cdef Node pipes(self, Node left, int start)
    cdef Node operation(self, int least, int start)
    cdef Node call(self, Node function, list args, int start, int pos)
    cdef Node application(self, int start)
    cdef Node selection(self)
    cdef Node argument(self)
    cdef Node legacy_or(self, Node function, int start)
    cdef Node simple(self)
    cdef Node list_items(self)
    cdef Node assertion(self)
    cdef Node with_scope(self)
    cdef Node condition(self)
    cdef Node let_in(self, int start)


# Of each token: how tightly it binds as a binary operator (0: it is none), how it groups, its Operator.
cdef enum Binding:
    BINDS_PIPES = 0
    BINDS_NOT = 7
    BINDS_QUESTION = 11
    BINDS_NEGATE = 12

cdef enum Grouping:
    GROUPS_LEFT
    GROUPS_RIGHT
    GROUPS_NOT

cdef unsigned char[80] PRECEDENCE
cdef unsigned char[80] GROUPING
cdef unsigned char[80] OPERATION

cpdef bint is_call(Node node)
cdef int fill_operators() except -1
