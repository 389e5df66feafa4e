# Compiled: the path of every output, derivation and source is made here.
cdef extern from "Python.h":
    unsigned char* one_byte_data "PyUnicode_1BYTE_DATA"(object) noexcept
    int kind_of "PyUnicode_KIND"(object) noexcept

cdef bint is_plain_name(str name)
cpdef bytes compress(bytes digest)
cpdef str make_path(str store_dir, str kind, str inner, str name)
cpdef str output_path(str store_dir, str output, str modulo, str name)
cpdef str fixed_output_path(str store_dir, str method, object content, str name, object references=*)
cpdef str text_path(str store_dir, bytes content, object references, str name)
