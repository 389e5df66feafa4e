from evaluator.syntax.ast cimport AttrDef, AttrName, Attrs, Node
from evaluator.syntax.lexer cimport Lexer

cdef list NOTHING

cdef AttrDef new_definition(int definition, str name, Node expr, int start, int source)
cdef AttrName new_step(str name)
cdef Attrs new_attrs(int start, int end, bint recursive)
cdef Attrs implied_attrs(int start, int end)
cdef int bind(Lexer lexer, Attrs attrs, list path, Node value, int start) except -1
cdef int define_dynamic(Attrs attrs, Node name, Node value, int start) except -1
cdef int add_source(Attrs attrs, Node source) except -1
cdef int define(Lexer lexer, Attrs attrs, str name, Node value, int start, list path, int depth) except -1
cdef int define_inherited(Lexer lexer, Attrs attrs, AttrDef fresh, list path, int depth) except -1
cdef int merge(Lexer lexer, Attrs into, Attrs fresh, list path, int depth) except -1
cdef int name_function(Node node, str name) except -1
cdef str show_place(Lexer lexer, int offset)
cdef object already_defined(Lexer lexer, str shown, int before, int start)
cdef str shown_path(list path, int depth)
