# Frames and calls. See calls.py.
from evaluator.values cimport Ref
from evaluator.vm.frame cimport Frame

ctypedef int (*Trap)(bint) noexcept
ctypedef int (*Leave)(Frame*, Ref, bint) noexcept

cdef Frame* top_frame
cdef object held
cdef Ref delayed
cdef object keeper

cdef void delay(Ref thunk, Ref function) noexcept
cdef int ensure_compiled(Ref code) noexcept
cdef Ref enter(Ref code, Ref env) noexcept
cdef Ref apply_values(Ref function, Ref* args, int nargs) noexcept
cdef void note(Ref code, int pc, Ref env, Ref* args, int nargs) noexcept
cdef void note_thunk(Ref thunk) noexcept
cdef void note_attribute(Ref attrs, Ref name) noexcept
