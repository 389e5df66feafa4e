# Builtins on strings. See strings.py.
cdef extern from "Python.h":
    str substring_of "PyUnicode_Substring"(object, Py_ssize_t, Py_ssize_t)
    Py_ssize_t text_length "PyUnicode_GET_LENGTH"(object) noexcept
    int starts_with "PyUnicode_Tailmatch"(object, object, Py_ssize_t, Py_ssize_t, int) except -1
