# Depth, time and stack limits. See limits.py.

cdef struct Counters:
    long long thunks
    long long forced
    long long avoided
    long long calls
    long long builtin_calls
    long long lookups
    long long updates
    long long copied

cdef Counters counters

cdef class Flag:
    cdef bint up

cdef int depth
cdef int max_depth
cdef int countdown
cdef char* stack_limit

cdef inline bint tick(void* here) noexcept:
    """Whether `poll` has to be called: it is time to, or the C stack is nearly used up."""
    global countdown
    countdown -= 1
    return countdown < 0 or <char*>here < stack_limit

cdef inline int check() except -1:
    """Raise EvalError if calls are nested too deep."""
    if depth > max_depth:
        too_deep()
    return 0

cdef inline int descend() except -1:
    """One level of nesting more, in natives that recurse as the reference counts calls: equality, coercion,
    JSON. Returns the depth to put back into `depth` afterwards; after a failure the next activation
    further out does so. Raises EvalError when it is too deep."""
    global depth
    check()
    depth += 1
    return depth - 1

cdef int too_deep() except -1
cdef int poll(void* here) except -1
