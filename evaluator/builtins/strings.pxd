# Builtins on strings. See strings.py.
cdef extern from *:
    """
    /* An int object, known to fit, as text. */
    static PyObject *nixray_decimal(PyObject *number) {
        char digits[24], *at = digits + sizeof digits;
        long long value = PyLong_AsLongLong(number);
        unsigned long long rest = value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value;
        PyObject *text;
        do { *--at = (char)('0' + rest % 10); rest /= 10; } while (rest);
        if (value < 0) *--at = '-';
        text = PyUnicode_New(digits + sizeof digits - at, 127);
        if (text != NULL) memcpy(PyUnicode_DATA(text), at, digits + sizeof digits - at);
        return text;
    }
    """
    str decimal "nixray_decimal"(object)

cdef extern from "Python.h":
    str substring_of "PyUnicode_Substring"(object, Py_ssize_t, Py_ssize_t)
    Py_ssize_t text_length "PyUnicode_GET_LENGTH"(object) noexcept
    unsigned char* bytes_of "PyUnicode_1BYTE_DATA"(object) noexcept
    str text_from "PyUnicode_FromKindAndData"(int, void*, Py_ssize_t)

# Bytes that are being put together, in memory of their own once there are many.
cdef struct Bytes:
    unsigned char* data
    Py_ssize_t used
    Py_ssize_t room
    unsigned char small[512]
