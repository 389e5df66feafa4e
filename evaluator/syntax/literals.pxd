# The state of the literals' layer of the parser. Its functions are described in literals.py.

from evaluator.syntax.ast cimport Node
from evaluator.syntax.lexer cimport Lexer

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

cdef enum Limits:
    # Bytes kept free on the stack for whoever walks or frees the tree.
    STACK_RESERVE = 262144
    # Bytes that walking one level of the tree may take.
    LINK_BYTES = 512

cdef class Literals(Lexer):
    cdef object options
    cdef bytes base
    cdef str home
    cdef bint lints_urls
    cdef bint lints_paths
    cdef char* stack_end

    cdef int configure(self, object options, str base_dir, str home) except -1
    cdef Node expression(self)
    cdef int check_stack(self, long links) except -1
    cdef Node constant(self, int kind, object value)
    cdef Node integer(self)
    cdef Node floating(self)
    cdef Node uri(self)
    cdef int lint(self, str severity, str message) except -1
    cdef int lint_path(self) except -1
    cdef Node interpolation(self)
    cdef Node quoted(self)
    cdef Node interpolated(self, int kind, list parts, list starts, int start, int end)
    cdef Node indented(self)
    cdef int advance_from_path(self, int last, int end) except -1
    cdef Node path(self)
