# Forcing and calling, for every module that handles values. See forcing.py.
from cpython.object cimport PyTypeObject
from evaluator.values cimport Ref, Fn1, Thunk, raw_decref, raw_incref, refcount, type_of
from evaluator.vm.natives cimport is_int, is_text

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

cdef inline void settle(Ref* place, Ref v, Ref r) noexcept:
    """Put `r`, the value of a thunk `v`, in the place of it if nobody can tell: then the thunk's memory serves the next
    one. Both are held by the caller. Two places hold the same if their references are the same, so only a thunk that
    nobody else holds makes room, for a value that nobody else holds; of numbers and strings nobody asks whether they are
    the same."""
    if is_int(r) or is_text(r) or (refcount(r) == 2 and refcount(v) == 2):
        if (<Thunk>v).code == NULL and place[0] == v and type_of(v) == <PyTypeObject*>Thunk:
            raw_incref(r)
            place[0] = r
            raw_decref(v)

cdef inline Ref force_in(Ref* place) noexcept:
    """As `force_ref`, of what an environment, a set or a list holds in a place."""
    cdef Ref v = place[0]
    cdef Ref r
    raw_incref(v)
    if type_of(v) != <PyTypeObject*>Thunk:
        return v
    r = force_ref(v)
    if r != NULL:
        settle(place, v, r)
    raw_decref(v)
    return r

cpdef object force(object v)
cpdef object call(object function, object arg)
cpdef object call2(object function, object first, object second)
cpdef object call_many(object function, tuple args)
