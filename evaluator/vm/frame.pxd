# What a call is while it runs. By itself, so that C sees it before every type that speaks of it.
from evaluator.values cimport Ref

cdef struct Frame:
    Frame* up
    Ref code
    Ref env
    int* pc
    Ref thunk
    Ref* args
    int nargs
