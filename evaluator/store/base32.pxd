# Compiled: every store path is written through `encode`, and Python is slow digit by digit.
cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    str new_text "PyUnicode_New"(Py_ssize_t size, unsigned int widest)

cpdef str encode(bytes data)
cpdef bytes decode(str text)
