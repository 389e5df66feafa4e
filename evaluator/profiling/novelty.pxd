# Noting what happens for the first time. See novelty.py.
from evaluator.values cimport Ref
from evaluator.vm.frame cimport Frame

cdef extern from "Python.h":
    int is_ascii "PyUnicode_IS_ASCII"(Ref) noexcept
    Py_ssize_t string_length "PyUnicode_GET_LENGTH"(Ref) noexcept

cdef struct Call:
    Ref function
    unsigned int sorts

cdef void note(Frame* frame, int happening) noexcept
