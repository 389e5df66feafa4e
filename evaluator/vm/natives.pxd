# C functions the machine uses directly.
from evaluator.values cimport Ref, dict_get

cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030D0000
    #define nixray_presized(n) PyDict_New()
    #else
    #define nixray_presized(n) ((n) > 5 ? _PyDict_NewPresized(n) : PyDict_New())
    #endif
    /* a + b, a - b or a * b as an int object; NULL without an exception if it leaves 64 bits. */
    static inline PyObject *nixray_arithmetic(long long a, long long b, int how) {
        long long r;
        int bad = how == 0 ? __builtin_add_overflow(a, b, &r)
                : how == 1 ? __builtin_sub_overflow(a, b, &r)
                : __builtin_mul_overflow(a, b, &r);
        return bad ? NULL : PyLong_FromLongLong(r);
    }
    #define nixray_items(t) (((PyTupleObject *)(t))->ob_item)
    """
    Ref new_dict "nixray_presized"(Py_ssize_t) noexcept
    Ref add_numbers "nixray_arithmetic"(long long, long long, int) noexcept
    Ref* tuple_items "nixray_items"(Ref) noexcept

cdef extern from "Python.h":
    Ref PyObject_Vectorcall(Ref, Ref*, size_t, Ref) noexcept
    Ref PyTuple_New(Py_ssize_t) noexcept
    void PyTuple_SET_ITEM(Ref, Py_ssize_t, Ref) noexcept
    Py_ssize_t tuple_size "PyTuple_GET_SIZE"(Ref) noexcept
    long long as_int64 "PyLong_AsLongLong"(Ref) noexcept
    int dict_set "PyDict_SetItem"(Ref, Ref, Ref) noexcept
    Py_ssize_t dict_size "PyDict_GET_SIZE"(Ref) noexcept
    bint is_text "PyUnicode_CheckExact"(Ref) noexcept
    bint is_int "PyLong_CheckExact"(Ref) noexcept
    Ref true "Py_True"
    Ref false "Py_False"
    void PyErr_Fetch(Ref*, Ref*, Ref*) noexcept
    void PyErr_NormalizeException(Ref*, Ref*, Ref*) noexcept
    void PyErr_Restore(Ref, Ref, Ref) noexcept
    bint error_pending "PyErr_Occurred"() noexcept
