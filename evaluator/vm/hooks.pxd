# What a debugger sets, and the machine looks at. See hooks.py.
from evaluator.bytecode.code cimport Code
from evaluator.values cimport Builtin
from evaluator.vm.frame cimport Frame

cdef enum Happening:
    TRAPPED
    LEFT
    CALLED

ctypedef void (*Recorder)(Frame* frame, int happening) noexcept

cdef long long events
cdef long long stop_event
cdef Frame* stop_frame
cdef Frame* leave_frame
cdef bint watching
cdef bint skipping
cdef char* pause_flag
cdef Recorder recorder

cdef struct Moment:
    long long event
    size_t address
    void* code
    void* env
    void* base
    void* thunk
    int pc
    int happening

cdef inline bint due(Frame* frame) noexcept:
    """Count an event; whether the debugger wants to stop at it, in `frame`."""
    global events
    events += 1
    if recorder != NULL:
        recorder(frame, TRAPPED)
    if frame >= stop_frame and not (skipping and (<Code>frame.code).skipped):
        return True
    return events >= stop_event or pause_flag[0] != 0

cdef inline bint called(Frame* frame) noexcept:
    """Count the event that a builtin is called, in `frame`; whether the debugger wants to stop at it."""
    global events
    events += 1
    if recorder != NULL:
        recorder(frame, CALLED)
    return events >= stop_event or pause_flag[0] != 0 or (<Builtin>frame.code).breakpoint

cdef inline bint leaving(Frame* frame) noexcept:
    """Count the event that `frame` has its value; whether the debugger waits for it."""
    global events
    events += 1
    if recorder != NULL:
        recorder(frame, LEFT)
    return events >= stop_event or frame >= leave_frame

cdef int trap(bint breakpoint) except -1
cdef int leave(Frame* frame, object value, bint breakpoint) except -1
