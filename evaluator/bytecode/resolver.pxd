# Field types of the resolver. See resolver.py.
cimport cython
from evaluator.syntax.ast cimport Node, Select
from evaluator.bytecode.code cimport Unit

@cython.final
@cython.no_gc
cdef class Binding:
    cdef readonly Unit unit
    cdef readonly int slot
    cdef readonly str name

cdef class Resolver:
    cdef dict names
    cdef dict globals
    cdef tuple withs
    cdef tuple snapshot
    cdef object source
    cdef readonly dict sugar
    cdef Binding bind(self, Unit unit, str name, int slot, int start, int end)
    cdef int visit(self, Node node, Unit unit) except -1
    cdef int delay(self, Node node, Unit unit) except -1
    cdef int variable(self, object node, Unit unit) except -1
    cdef tuple scope(self)
    cdef int enter_function(self, object node, Unit inner) except -1
    cdef int function(self, object node, Unit unit) except -1
    cdef int attrs(self, object node, Unit unit) except -1
    cdef int bindings(self, object attrs, Unit unit, list saved, int start, int end) except -1
    cdef int path(self, Select select, Unit unit) except -1
    cdef int operator_call(self, Node node, str name, list args, Unit unit) except -1
    cdef void restore(self, list saved)

cpdef resolve_unit(Node node, Unit unit, object source, dict globals, dict sugar)
