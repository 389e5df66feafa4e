# Counting TRAPs in C. See counting.py.
from evaluator.vm.frame cimport Frame

cdef void count(Frame* frame, int happening) noexcept
