# Depth, time and stack limits. See limits.py.

cdef struct Counters:
    long long thunks
    long long forced
    long long calls
    long long builtin_calls
    long long lookups
    long long updates
    long long copied

cdef Counters counters
cdef int depth
cdef int max_depth
cdef int countdown
cdef char* stack_limit

cdef inline bint tick(void* here) noexcept:
    """Whether `poll` has to be called: it is time to, or the C stack is nearly used up."""
    global countdown
    countdown -= 1
    return countdown < 0 or <char*>here < stack_limit

cdef int poll(void* here) except -1
