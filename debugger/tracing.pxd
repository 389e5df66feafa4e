# Timing frames in C. See tracing.py.
from evaluator.vm.frame cimport Frame

cdef extern from "<time.h>":
    cdef struct timespec:
        long long tv_sec
        long tv_nsec
    int clock_gettime(int, timespec*) noexcept
    int CLOCK_MONOTONIC

cdef struct Running:
    size_t address
    void* code
    long long start

cdef struct Stretch:
    void* code
    long long start
    long long end
    int depth

cdef void note(Frame* frame, int happening) noexcept
