# What a debugger sets, and the machine looks at. See hooks.py.

cdef long long events
cdef long long stop_event
cdef void* stop_frame
cdef void* leave_frame
cdef char* pause_flag

cdef struct Moment:
    long long event
    size_t address
    void* code
    void* env
    void* thunk
    int pc
    bint leaving

cdef Moment* history
cdef int record(void* frame, bint leaving) noexcept

cdef inline bint due(void* frame) noexcept:
    """Count an event; whether the debugger wants to stop at it, in `frame`."""
    global events
    events += 1
    if history != NULL:
        record(frame, False)
    return events >= stop_event or frame >= stop_frame or pause_flag[0] != 0

cdef inline bint leaving(void* frame) noexcept:
    """Count the event that `frame` has its value; whether the debugger waits for it."""
    global events
    events += 1
    if history != NULL:
        record(frame, True)
    return events >= stop_event or frame >= leave_frame

cdef int trap(bint breakpoint) except -1
cdef int leave(void* frame, object value) except -1
