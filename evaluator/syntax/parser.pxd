# The state of the parser. Its functions are described in parser.py.

from evaluator.syntax.ast cimport AttrDef, Attrs, AttrName, Lambda, Node
from evaluator.syntax.lexer cimport Lexer

cdef class Parser(Lexer):
    cdef object options
    cdef bytes base
    cdef str home
    cdef Node pending
    cdef Node legacy
    cdef bint lints_urls
    cdef bint lints_paths
    cdef char* stack_end

    cdef Node whole(self)
    cdef int check_stack(self, long links) except -1
    cdef int expect(self, int token, str expected) except -1
    cdef Node expression(self)
    cdef Node pipes(self, Node left, int start)
    cdef Node operation(self, int least, int start)
    cdef Node call(self, Node function, list args, int start, int pos)
    cdef Node application(self, int start)
    cdef Node selection(self)
    cdef Node argument(self)
    cdef Node legacy_or(self, Node function, int start)
    cdef Node simple(self)
    cdef Node constant(self, int kind, object value)
    cdef Node variable(self, str name, int start)
    cdef Node integer(self)
    cdef Node floating(self)
    cdef Node uri(self)
    cdef int lint(self, str severity, str message) except -1
    cdef int lint_path(self) except -1
    cdef Node interpolation(self)
    cdef Node quoted(self)
    cdef Node interpolated(self, int kind, list parts, list starts, int start, int end)
    cdef Node indented(self)
    cdef Node path(self)
    cdef Node list_items(self)
    cdef Node braces(self, bint lambda_allowed)
    cdef Node legacy_let(self, int start)
    cdef AttrName attr_name(self)
    cdef list attr_path(self)
    cdef int bindings(self, Attrs attrs) except -1
    cdef int binding(self, Attrs attrs, str name, int start) except -1
    cdef int inherit(self, Attrs attrs) except -1
    cdef Node pattern(self, str arg, str first, int first_start, int start)
    cdef Node after_pattern(self, str arg, list formals, bint ellipsis, int start)
    cdef int check_formals(self, list formals, str arg, int start) except -1
    cdef Node function(self, str arg, list formals, bint ellipsis, int start)
    cdef Node assertion(self)
    cdef Node with_scope(self)
    cdef Node condition(self)
    cdef Node let_in(self, int start)

cdef extern from *:
    """
    #include <pthread.h>
    /* The lowest address of this thread's stack. */
    static char *nixray_stack_limit(void) {
        static __thread char *limit;
        if (!limit) {
            pthread_attr_t attributes;
            void *base = 0;
            size_t size = 0;
            if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
                pthread_attr_getstack(&attributes, &base, &size);
                pthread_attr_destroy(&attributes);
            }
            limit = (char *)base;
        }
        return limit;
    }
    #define nixray_stack_now() ((char *)__builtin_frame_address(0))
    """
    char* nixray_stack_limit()
    char* nixray_stack_now()

# Of each token: how tightly it binds as a binary operator (0: it is none), how it groups, its Operator.
cdef enum Binding:
    BINDS_PIPES = 0
    BINDS_NOT = 7
    BINDS_QUESTION = 11
    BINDS_NEGATE = 12

cdef enum Limits:
    # Bytes kept free on the stack for whoever walks or frees the tree.
    STACK_RESERVE = 262144
    # Bytes that walking one level of the tree may take.
    LINK_BYTES = 512

cdef str CUR_POS
cdef str OR
cdef str BODY

cdef enum Grouping:
    GROUPS_LEFT
    GROUPS_RIGHT
    GROUPS_NOT

cdef unsigned char[80] PRECEDENCE
cdef unsigned char[80] GROUPING
cdef unsigned char[80] OPERATION

cpdef bint is_call(Node node)
cdef int fill_operators() except -1
