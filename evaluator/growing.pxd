# Memory that grows as it is filled, in line where it is filled: there is no growing.py.
from cpython.mem cimport PyMem_Realloc

cdef inline void* grown(void* memory, Py_ssize_t* room, Py_ssize_t more, size_t size) except NULL:
    """`memory` (of PyMem_Malloc, or NULL) moved to where it has room for `more` items of `size` bytes beyond `room`, and for
    as many again. After a MemoryError it is where it was."""
    cdef Py_ssize_t larger = 2 * room[0] + more + 64
    cdef void* moved = PyMem_Realloc(memory, larger * size)
    if moved == NULL:
        raise MemoryError
    room[0] = larger
    return moved
