# Field types of the emitter. See compiler.py.
from evaluator.syntax.ast cimport Binary, Lambda, Node, Select
from evaluator.bytecode.code cimport Code, Formals, Unit, Program
from evaluator.bytecode.resolver cimport Binding

cdef class Emitter:
    cdef Code code
    cdef Unit unit
    cdef Program program
    cdef int* ops
    cdef int nops
    cdef Py_ssize_t capacity
    cdef int* spans
    cdef int nspans
    cdef Py_ssize_t span_capacity
    cdef list constants
    cdef dict interned
    cdef int depth
    cdef int max_depth
    cdef set empty
    cdef int word(self, int value) except -1
    cdef int op(self, int opcode, int operand, int effect) except -1
    cdef int mark(self, int start, int end, int pos) except -1
    cdef int constant(self, object value) except -1
    cdef int name(self, str value) except -1
    cdef int level(self, Binding binding) except -1
    cdef Code child(self, int kind, Node node, Unit unit, str name)
    cdef Code function(self, Node node)
    cdef int maker(self, Node node, str name) except -1
    cdef int emit(self, Node node, bint tail) except -1
    cdef int operand(self, Node node, Node whole) except -1
    cdef int variable(self, Node node, bint operand=*) except -1
    cdef int store_all(self, object attrs, bint overridden) except -1
    cdef int attrs(self, object node) except -1
    cdef int select(self, object node) except -1
    cdef int computed_path(self, Select select) except -1
    cdef int binary(self, object node) except -1
    cdef store(self, Binding binding, Node node, str name, bint keep_empty)
    cdef int right_first(self, Binary b) except -1
    cdef Formals formals(self, Lambda function)
    cdef finish(self)
    cdef int patch(self, int at) except -1

cpdef compile_code(Code code)
cpdef Code compile_file(Node node, object source, dict globals, list extra, object listener)
