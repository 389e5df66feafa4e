# The sets' layer of the parser. Its functions are described in sets.py.

from evaluator.syntax.ast cimport AttrDef, AttrName, Attrs, Node
from evaluator.syntax.literals cimport Literals

cdef str CUR_POS
cdef str OR
cdef str BODY

cdef class Sets(Literals):
    cdef Node variable(self, str name, int start)
    cdef AttrName attr_name(self)
    cdef list attr_path(self)
    cdef Node braces(self, bint lambda_allowed)
    cdef Node legacy_let(self, int start)
    cdef Attrs recursive_set(self, int start)
    cdef int bindings(self, Attrs attrs) except -1
    cdef int binding(self, Attrs attrs, str name, int start) except -1
    cdef int inherit(self, Attrs attrs) except -1
    cdef Node pattern(self, str arg, str first, int first_start, int start)
    cdef Node after_pattern(self, str arg, list formals, bint ellipsis, int start)
    cdef int check_formals(self, list formals, str arg, int start) except -1
    cdef Node function(self, str arg, list formals, bint ellipsis, int start)
