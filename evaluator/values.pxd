# Field types and the inline allocation of values. The essay on values is in values.py.
cimport cython
from cpython.ref cimport PyObject, Py_INCREF, Py_DECREF, Py_XDECREF
from cpython.object cimport PyTypeObject
from evaluator.shapes cimport Shape, is_interned, place_of

ctypedef PyObject* Ref
ctypedef Ref (*Fn1)(Ref) noexcept
ctypedef Ref (*Fn2)(Ref, Ref) noexcept
ctypedef Ref (*Fn3)(Ref, Ref, Ref) noexcept
ctypedef Ref (*Fn5)(Ref, Ref, Ref, Ref, Ref) noexcept

cdef extern from *:
    """
    static inline PyObject *nixray_take(PyObject *owned) { return owned; }
    static inline PyObject *nixray_give(PyObject *borrowed) { Py_INCREF(borrowed); return borrowed; }
    /* What PyObject_Init does for a type that is not made at run time, without a call. */
    #define nixray_allocate_by(type, function) ((type)->tp_alloc = (allocfunc)(function))
    /* Py_DECREF calls the interpreter's library, which calls the type. */
    #if PY_VERSION_HEX < 0x030C0000 && !defined(Py_REF_DEBUG)
    static inline void nixray_decref(PyObject *o) {
        if (--o->ob_refcnt == 0) Py_TYPE(o)->tp_dealloc(o);
    }
    static inline void nixray_xdecref(PyObject *o) { if (o) nixray_decref(o); }
    #else
    #define nixray_decref Py_DECREF
    #define nixray_xdecref Py_XDECREF
    #endif
    /* Where a call of a Python function begins, its array of arguments not declared const. */
    typedef PyObject *(*nixray_vectorcall)(PyObject *, PyObject **, size_t, PyObject *);
    static inline nixray_vectorcall nixray_vectorcall_of(PyObject *f) {
        vectorcallfunc found = PyVectorcall_Function(f);
        return (nixray_vectorcall)(found ? found : PyObject_Vectorcall);
    }
    /* Nothing can be undone or even told properly when there is no memory, but it need not look like a crash. */
    #include <unistd.h>
    static void nixray_out_of_memory(void) {
        static const char text[] = "error: out of memory\\n";
        if (write(2, text, sizeof text - 1)) {}
        _exit(1);
    }
    #if defined(Py_GIL_DISABLED) || defined(Py_REF_DEBUG) || CYTHON_USE_TYPE_SPECS
    #define nixray_begin(memory, type) PyObject_Init(memory, type)
    #else
    #define nixray_begin(memory, type) (Py_SET_TYPE(memory, type), Py_SET_REFCNT(memory, 1))
    #endif
    /* Types that are made at run time count their objects. */
    #if CYTHON_USE_TYPE_SPECS
    #define nixray_become(o, type) do { Py_INCREF(type); Py_DECREF(Py_TYPE(o)); Py_SET_TYPE(o, type); } while (0)
    #else
    #define nixray_become(o, type) Py_SET_TYPE(o, type)
    #endif
    """
    # An owned reference becomes an object; NULL raises the pending exception.
    object take "nixray_take"(Ref)
    # An object becomes an owned reference.
    Ref give "nixray_give"(object) noexcept
    ctypedef Ref (*Vectorcall "nixray_vectorcall")(Ref, Ref*, size_t, Ref) noexcept
    Vectorcall vectorcall_of "nixray_vectorcall_of"(Ref) noexcept
    void begin_object "nixray_begin"(Ref, PyTypeObject*) noexcept
    void become "nixray_become"(Ref, PyTypeObject*) noexcept
    void raw_decref "nixray_decref"(Ref) noexcept
    void raw_xdecref "nixray_xdecref"(Ref) noexcept
    void allocate_by "nixray_allocate_by"(PyTypeObject*, Ref (*)(PyTypeObject*, Py_ssize_t) noexcept) noexcept
    void out_of_memory "nixray_out_of_memory"() noexcept
    # A second reference to what is borrowed.
    Ref raw_give "nixray_give"(Ref) noexcept

cdef extern from "Python.h":
    void* PyObject_Malloc(size_t) noexcept
    void PyObject_Free(void*) noexcept
    Ref dict_get "PyDict_GetItemWithError"(Ref, Ref) noexcept
    PyTypeObject* type_of "Py_TYPE"(Ref) noexcept
    void raw_incref "Py_INCREF"(Ref) noexcept
    void raw_xincref "Py_XINCREF"(Ref) noexcept
    void intern_in_place "PyUnicode_InternInPlace"(Ref*) noexcept
    Py_ssize_t refcount "Py_REFCNT"(Ref) noexcept

cdef Ref black_hole

# On whose behalf things are made now; see owners in values.py.
cdef int owner

@cython.final
@cython.no_gc
cdef class Env:
    cdef Ref up
    cdef int count
    cdef int owner
    cdef Ref slots[1]

@cython.final
@cython.no_gc
cdef class Thunk:
    cdef Ref code
    cdef Ref payload

@cython.final
@cython.no_gc
cdef class Failure:
    cdef object code
    cdef object payload
    cdef readonly object error

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
    cdef Vectorcall entry

@cython.final
@cython.no_gc
cdef class Arguments:
    cdef short count
    cdef short told
    cdef int owner
    cdef Ref items[1]

@cython.final
@cython.no_gc
cdef class AttrSet:
    cdef Ref shape
    cdef Ref source
    cdef Ref values[4]

@cython.final
@cython.no_gc
cdef class Attributes:
    cdef AttrSet attrs

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

# Lists of free blocks, by their size in words. See values.py.
cdef Ref* spare

cdef Ref more_blocks(size_t words) noexcept

cdef inline Ref new_block(size_t size) noexcept:
    """Memory for an object of so many bytes, a multiple of eight."""
    cdef Ref memory
    if size > 128:
        return <Ref>PyObject_Malloc(size)
    memory = spare[size >> 3]
    if memory == NULL:
        return more_blocks(size >> 3)
    spare[size >> 3] = (<Ref*>memory)[0]
    return memory

cdef inline void drop_block(Ref memory, size_t size) noexcept:
    """Give the memory of an object of so many bytes back."""
    if size > 128:
        PyObject_Free(memory)
    else:
        (<Ref*>memory)[0] = spare[size >> 3]
        spare[size >> 3] = memory

cdef inline Ref new_env(int count, Ref up) noexcept:
    """A new environment with `count` empty slots; takes no reference of `up` away. Owned."""
    cdef Ref memory = new_block((<PyTypeObject*>Env).tp_basicsize + (count - 1) * <Py_ssize_t>sizeof(Ref))
    cdef int i
    begin_object(memory, <PyTypeObject*>Env)
    if up != NULL:
        raw_incref(up)
    (<Env>memory).up = up
    (<Env>memory).count = count
    (<Env>memory).owner = owner
    for i in range(count):
        (<Env>memory).slots[i] = NULL
    return memory

cdef inline Ref new_thunk(Ref code, Ref env) noexcept:
    """A pending thunk. Owned."""
    cdef Ref memory = new_block((<PyTypeObject*>Thunk).tp_basicsize)
    begin_object(memory, <PyTypeObject*>Thunk)
    raw_incref(code)
    if env != NULL:
        raw_incref(env)
    (<Thunk>memory).code = code
    (<Thunk>memory).payload = env
    return memory

cdef inline Ref new_closure(Ref code, Ref env) noexcept:
    """A function value. Owned."""
    cdef Ref memory = new_block((<PyTypeObject*>Closure).tp_basicsize)
    begin_object(memory, <PyTypeObject*>Closure)
    raw_incref(code)
    if env != NULL:
        raw_incref(env)
    (<Closure>memory).code = code
    (<Closure>memory).env = env
    return memory

cdef inline Ref new_arguments(int count) noexcept:
    """Room for arguments, which the caller must fill in before anything else happens. Owned."""
    cdef Ref memory = new_block(
        (<PyTypeObject*>Arguments).tp_basicsize + (count - 1) * <Py_ssize_t>sizeof(Ref)
    )
    begin_object(memory, <PyTypeObject*>Arguments)
    (<Arguments>memory).count = <short>count
    (<Arguments>memory).told = count == 1
    (<Arguments>memory).owner = owner
    return memory

cdef inline Ref new_call(Ref function, Ref arguments) noexcept:
    """A pending thunk that applies `function` to arguments, which it takes over. Owned."""
    cdef Ref memory = new_block((<PyTypeObject*>Thunk).tp_basicsize)
    begin_object(memory, <PyTypeObject*>Thunk)
    raw_incref(function)
    (<Thunk>memory).code = function
    (<Thunk>memory).payload = arguments
    return memory

cdef inline Ref new_call_of_one(Ref function, Ref argument) noexcept:
    """A pending thunk that applies `function` to one argument. Owned."""
    cdef Ref arguments = new_arguments(1)
    raw_incref(argument)
    (<Arguments>arguments).items[0] = argument
    return new_call(function, arguments)

cdef inline Ref new_finished(Ref value) noexcept:
    """A thunk that has a value. Owned."""
    cdef Ref memory = new_block((<PyTypeObject*>Thunk).tp_basicsize)
    begin_object(memory, <PyTypeObject*>Thunk)
    raw_incref(value)
    (<Thunk>memory).code = NULL
    (<Thunk>memory).payload = value
    return memory

cdef inline Ref new_set(Ref shape, Ref origin) noexcept:
    """A set with the names of a shape, whose values the caller must fill in before anything else happens.
    Owned."""
    cdef Ref memory = new_block(
        (<PyTypeObject*>AttrSet).tp_basicsize + ((<Shape>shape).count - 4) * <Py_ssize_t>sizeof(Ref)
    )
    begin_object(memory, <PyTypeObject*>AttrSet)
    raw_incref(shape)
    raw_xincref(origin)
    (<AttrSet>memory).shape = shape
    (<AttrSet>memory).source = origin
    return memory

cdef AttrSet new_attrs(dict d, object origin)
cdef Ref flatten(Ref attrs) noexcept
cdef Ref merge(Ref left, Ref right, Ref origin) noexcept
cdef Ref layer(Ref left, Ref right, Ref origin) noexcept
cdef Ref with_attr(Ref attrs, Ref name, Ref value, Ref origin) noexcept
cdef object MISSING
cdef object get_attr(AttrSet attrs, str name)

cdef inline Ref flat(Ref attrs) noexcept:
    """A set that has its shape and values: `attrs` itself unless it is layered. Borrowed."""
    if (<AttrSet>attrs).shape != NULL:
        return attrs
    return flatten(attrs)

cdef inline Shape shape_in(AttrSet attrs):
    """The shape of a set."""
    return <Shape>(<AttrSet>flat(<Ref>attrs)).shape

cdef inline Ref* values_in(AttrSet attrs) noexcept:
    """The values of a set, in the order of its shape."""
    return (<AttrSet>flat(<Ref>attrs)).values

cdef inline Ref find_attr(Ref attrs, Ref name) noexcept:
    """The attribute of an `AttrSet` under an interned name, or NULL. All borrowed."""
    cdef int place
    while (<AttrSet>attrs).shape == NULL:
        if (<AttrSet>attrs).values[2] != NULL:
            attrs = (<AttrSet>attrs).values[2]
            break
        place = place_of((<AttrSet>(<AttrSet>attrs).values[0]).shape, name)
        if place >= 0:
            return (<AttrSet>(<AttrSet>attrs).values[0]).values[place]
        attrs = (<AttrSet>attrs).values[1]
    place = place_of((<AttrSet>attrs).shape, name)
    return (<AttrSet>attrs).values[place] if place >= 0 else NULL

cdef inline int attr_count(Ref attrs) noexcept:
    """How many attributes a set has."""
    return (<Shape>(<AttrSet>flat(attrs)).shape).count

cdef inline Path new_path(str text):
    cdef Path result = Path.__new__(Path)
    result.path = text
    return result

cdef inline ContextString new_context_string(str s, frozenset context):
    cdef ContextString result = ContextString.__new__(ContextString)
    result.s = s
    result.context = context
    return result
