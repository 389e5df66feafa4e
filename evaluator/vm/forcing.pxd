# Forcing and calling, for every module that handles values. See forcing.py.
from cpython.object cimport PyTypeObject
from evaluator.values cimport Ref, Fn1, Thunk, raw_incref, type_of

ctypedef Ref (*Apply)(Ref, Ref*, int) noexcept

ctypedef Ref (*Run)(Ref, Ref, Ref) noexcept

cdef Fn1 force_thunk
cdef Run run_code
cdef Apply apply_refs

cdef inline Ref force_ref(Ref v) noexcept:
    """The value of a value or thunk (borrowed). Owned; NULL with an exception set on failure."""
    if type_of(v) != <PyTypeObject*>Thunk:
        raw_incref(v)
        return v
    if (<Thunk>v).code == NULL:
        v = (<Thunk>v).payload
        raw_incref(v)
        return v
    return force_thunk(v)

cpdef object force(object v)
cpdef object call(object function, object arg)
cpdef object call2(object function, object first, object second)
cpdef object call_many(object function, tuple args)
