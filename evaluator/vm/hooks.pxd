# What a debugger sets, and the machine looks at. See hooks.py.

cdef long long events
cdef long long stop_event
cdef void* stop_frame
cdef void* leave_frame
cdef char* pause_flag

cdef inline bint due(void* frame) noexcept:
    """Count an event; whether the debugger wants to stop at it, in `frame`."""
    global events
    events += 1
    return events >= stop_event or frame >= stop_frame or pause_flag[0] != 0

cdef int trap(bint breakpoint) except -1
cdef int leave(void* frame, object value) except -1
