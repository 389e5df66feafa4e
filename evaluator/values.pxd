# Field types and the inline allocation of values. The essay on values is in values.py.
cimport cython
from cpython.ref cimport PyObject, Py_INCREF, Py_DECREF, Py_XDECREF
from cpython.object cimport PyTypeObject

ctypedef PyObject* Ref
ctypedef Ref (*Fn0)() noexcept
ctypedef Ref (*Fn1)(Ref) noexcept
ctypedef Ref (*Fn2)(Ref, Ref) noexcept
ctypedef Ref (*Fn3)(Ref, Ref, Ref) noexcept
ctypedef Ref (*Fn5)(Ref, Ref, Ref, Ref, Ref) noexcept

cdef extern from *:
    """
    static inline PyObject *nixray_take(PyObject *owned) { return owned; }
    static inline PyObject *nixray_give(PyObject *borrowed) { Py_INCREF(borrowed); return borrowed; }
    """
    # An owned reference becomes an object; NULL raises the pending exception.
    object take "nixray_take"(Ref)
    # An object becomes an owned reference.
    Ref give "nixray_give"(object) noexcept

cdef extern from "Python.h":
    void* PyObject_Malloc(size_t) noexcept
    void PyObject_Free(void*) noexcept
    Ref dict_get "PyDict_GetItemWithError"(Ref, Ref) noexcept
    Ref PyObject_Init(Ref, PyTypeObject*) noexcept
    PyTypeObject* type_of "Py_TYPE"(Ref) noexcept
    void raw_incref "Py_INCREF"(Ref) noexcept
    void raw_decref "Py_DECREF"(Ref) noexcept
    void raw_xdecref "Py_XDECREF"(Ref) noexcept

cdef Ref black_hole

@cython.final
@cython.no_gc
cdef class Env:
    cdef Ref up
    cdef int count
    cdef Ref slots[1]

@cython.final
@cython.no_gc
cdef class Thunk:
    cdef Ref code
    cdef Ref payload

@cython.final
@cython.no_gc
cdef class Closure:
    cdef Ref code
    cdef Ref env

@cython.final
@cython.no_gc
cdef class PartialCall:
    cdef readonly object function
    cdef readonly tuple args

@cython.final
@cython.no_gc
cdef class Builtin:
    cdef readonly str name
    cdef readonly int arity
    cdef readonly object function
    cdef public bint breakpoint
    cdef Fn1 one
    cdef Fn2 two
    cdef Fn3 three

@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class AttrSet:
    cdef dict table
    cdef dict over
    cdef AttrSet base
    cdef int size
    cdef int depth
    cdef public object origin

@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class Merge:
    cdef readonly object left
    cdef readonly AttrSet right
    cdef readonly int depth

@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class ContextString:
    cdef readonly str s
    cdef readonly frozenset context

@cython.final
@cython.no_gc
@cython.freelist(256)
cdef class Path:
    cdef readonly str path

cdef inline Ref new_env(int count, Ref up) noexcept:
    """A new environment with `count` empty slots; takes no reference of `up` away. Owned."""
    cdef Ref memory = <Ref>PyObject_Malloc((<PyTypeObject*>Env).tp_basicsize + (count - 1) * sizeof(Ref))
    cdef int i
    PyObject_Init(memory, <PyTypeObject*>Env)
    if up != NULL:
        raw_incref(up)
    (<Env>memory).up = up
    (<Env>memory).count = count
    for i in range(count):
        (<Env>memory).slots[i] = NULL
    return memory

cdef inline Ref new_thunk(Ref code, Ref env) noexcept:
    """A pending thunk. Owned."""
    cdef Ref memory = <Ref>PyObject_Malloc((<PyTypeObject*>Thunk).tp_basicsize)
    PyObject_Init(memory, <PyTypeObject*>Thunk)
    raw_incref(code)
    if env != NULL:
        raw_incref(env)
    (<Thunk>memory).code = code
    (<Thunk>memory).payload = env
    return memory

cdef inline Ref new_closure(Ref code, Ref env) noexcept:
    """A function value. Owned."""
    cdef Ref memory = <Ref>PyObject_Malloc((<PyTypeObject*>Closure).tp_basicsize)
    PyObject_Init(memory, <PyTypeObject*>Closure)
    raw_incref(code)
    if env != NULL:
        raw_incref(env)
    (<Closure>memory).code = code
    (<Closure>memory).env = env
    return memory

cdef inline Ref new_call_thunk(Ref function, Ref args) noexcept:
    """A pending thunk that applies `function` to the tuple `args`. Owned."""
    return new_thunk(function, args)

cdef inline AttrSet new_attrs(dict d, object origin):
    """An attribute set over `d`, which it takes over."""
    cdef AttrSet result = AttrSet.__new__(AttrSet)
    result.table = d
    result.origin = origin
    return result

cdef dict flatten(AttrSet attrs)

cdef inline dict entries(AttrSet attrs):
    """All attributes of a set, as a dict that nobody may change."""
    return attrs.table if attrs.table is not None else flatten(attrs)

cdef inline Ref find_attr(Ref attrs, Ref name) noexcept:
    """The attribute of an `AttrSet`, or NULL. All borrowed."""
    cdef Ref found
    while (<AttrSet>attrs).table is None:
        found = dict_get(<Ref>(<AttrSet>attrs).over, name)
        if found != NULL:
            return found
        attrs = <Ref>(<AttrSet>attrs).base
    return dict_get(<Ref>(<AttrSet>attrs).table, name)

cdef inline Py_ssize_t attr_count(Ref attrs) noexcept:
    """How many attributes a set has."""
    if (<AttrSet>attrs).table is None:
        flatten(<AttrSet>attrs)
    return len((<AttrSet>attrs).table)

cdef inline Path new_path(str text):
    cdef Path result = Path.__new__(Path)
    result.path = text
    return result

cdef inline ContextString new_context_string(str s, frozenset context):
    cdef ContextString result = ContextString.__new__(ContextString)
    result.s = s
    result.context = context
    return result
