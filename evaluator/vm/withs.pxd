# Looking names up in the sets of `with`. See withs.py.
from evaluator.values cimport Ref

cdef Ref look_up(int* where, int count, Ref name, Ref env, Ref code) noexcept
