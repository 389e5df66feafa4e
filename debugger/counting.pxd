# Counting TRAPs in C. See counting.py.
from evaluator.vm.calls cimport Frame

cdef void count(Frame* frame, int happening) noexcept
