# The machine's entry points. See machine.py.
from evaluator.values cimport Ref

ctypedef int (*Poll)(void*) noexcept
ctypedef Ref (*Addend)(Ref, int) noexcept
ctypedef Ref (*SelectPath)(Ref, int*, int, bint, Ref, Ref*) noexcept

cdef Ref run(Ref code, Ref env, Ref thunk) noexcept
