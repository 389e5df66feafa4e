# C functions the machine uses directly.
from evaluator.values cimport Ref, dict_get

cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030D0000
    #define nixray_presized(n) PyDict_New()
    #else
    #define nixray_presized(n) ((n) > 5 ? _PyDict_NewPresized(n) : PyDict_New())
    #endif
    #if PY_VERSION_HEX < 0x030C0000
    #define nixray_compact(v) ((size_t)(Py_SIZE(v) + 1) < 3)
    #define nixray_compact_value(v) (Py_SIZE(v) * (long long)((PyLongObject *)(v))->ob_digit[0])
    #else
    #define nixray_compact(v) PyUnstable_Long_IsCompact((PyLongObject *)(v))
    #define nixray_compact_value(v) ((long long)PyUnstable_Long_CompactValue((PyLongObject *)(v)))
    #endif
    /* The value of an int object that is known to fit. */
    static inline long long nixray_as_int64(PyObject *v) {
        return nixray_compact(v) ? nixray_compact_value(v) : PyLong_AsLongLong(v);
    }
    /* PyLong_FromLong is the quicker one. */
    static inline PyObject *nixray_from_int64(long long v) {
        return sizeof(long) == sizeof(long long) ? PyLong_FromLong((long)v) : PyLong_FromLongLong(v);
    }
    /* a + b, a - b or a * b as an int object; NULL without an exception if it leaves 64 bits. */
    static inline PyObject *nixray_arithmetic(long long a, long long b, int how) {
        long long r;
        int bad = how == 0 ? __builtin_add_overflow(a, b, &r)
                : how == 1 ? __builtin_sub_overflow(a, b, &r)
                : __builtin_mul_overflow(a, b, &r);
        return bad ? NULL : nixray_from_int64(r);
    }
    /* Whether two strings of bytes are equal. */
    static inline int nixray_same_text(PyObject *a, PyObject *b) {
        Py_ssize_t n = PyUnicode_GET_LENGTH(a);
        return a == b || (n == PyUnicode_GET_LENGTH(b) && PyUnicode_KIND(a) == PyUnicode_KIND(b)
            && memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), n * PyUnicode_KIND(a)) == 0);
    }
    /* Strings of bytes put together. NULL if one is not such, or with an exception. */
    static inline PyObject *nixray_joined(PyObject **parts, Py_ssize_t count) {
        Py_ssize_t i, size = 0;
        int ascii = 1;
        PyObject *result;
        char *to;
        for (i = 0; i < count; i++) {
            if (PyUnicode_KIND(parts[i]) != PyUnicode_1BYTE_KIND) return NULL;
            size += PyUnicode_GET_LENGTH(parts[i]);
            ascii &= PyUnicode_IS_ASCII(parts[i]);
        }
        if (count == 1) { Py_INCREF(parts[0]); return parts[0]; }
        result = PyUnicode_New(size, ascii ? 127 : 255);
        if (result == NULL) return NULL;
        to = (char *)PyUnicode_DATA(result);
        for (i = 0; i < count; i++) {
            size = PyUnicode_GET_LENGTH(parts[i]);
            memcpy(to, PyUnicode_DATA(parts[i]), size);
            to += size;
        }
        return result;
    }
    #define nixray_error_pending() (PyErr_Occurred() != NULL)
    #define nixray_items(t) (((PyTupleObject *)(t))->ob_item)
    """
    Ref new_dict "nixray_presized"(Py_ssize_t) noexcept
    long long as_int64 "nixray_as_int64"(Ref) noexcept
    Ref from_int64 "nixray_from_int64"(long long) noexcept
    bint error_pending "nixray_error_pending"() noexcept
    int same_text "nixray_same_text"(Ref, Ref) noexcept
    Ref joined "nixray_joined"(Ref*, Py_ssize_t) noexcept
    Ref add_numbers "nixray_arithmetic"(long long, long long, int) noexcept
    Ref* tuple_items "nixray_items"(Ref) noexcept

cdef extern from "Python.h":
    Ref PyTuple_New(Py_ssize_t) noexcept
    void PyTuple_SET_ITEM(Ref, Py_ssize_t, Ref) noexcept
    Py_ssize_t tuple_size "PyTuple_GET_SIZE"(Ref) noexcept
    int dict_set "PyDict_SetItem"(Ref, Ref, Ref) noexcept
    Py_ssize_t dict_size "PyDict_GET_SIZE"(Ref) noexcept
    bint is_tuple "PyTuple_CheckExact"(Ref) noexcept
    bint is_text "PyUnicode_CheckExact"(Ref) noexcept
    bint is_int "PyLong_CheckExact"(Ref) noexcept
    Ref true "Py_True"
    Ref false "Py_False"
    void PyErr_Fetch(Ref*, Ref*, Ref*) noexcept
    void PyErr_NormalizeException(Ref*, Ref*, Ref*) noexcept
    void PyErr_Restore(Ref, Ref, Ref) noexcept
