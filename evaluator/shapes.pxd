# The names of attribute sets, shared by all sets that have the same ones. See shapes.py.
cimport cython
from cpython.ref cimport PyObject

cdef extern from *:
    """
    #include <stdint.h>
    /* Names are interned: their addresses tell them apart. */
    static inline unsigned int nixray_slot(void *name, unsigned int mask) {
        return (unsigned int)(((uintptr_t)name * 0x9E3779B97F4A7C15ull) >> 32) & mask;
    }
    static inline uintptr_t nixray_mix(uintptr_t sum, void *next) {
        return (sum ^ (uintptr_t)next) * 0x9E3779B97F4A7C15ull + (sum >> 29);
    }
    #define nixray_items(t) (((PyTupleObject *)(t))->ob_item)
    """
    unsigned int slot_of "nixray_slot"(void*, unsigned int) noexcept
    size_t mixed "nixray_mix"(size_t, void*) noexcept
    PyObject** tuple_items "nixray_items"(PyObject*) noexcept
    bint is_interned "PyUnicode_CHECK_INTERNED"(PyObject*) noexcept

@cython.final
@cython.no_gc
cdef class Shape:
    cdef readonly tuple names
    cdef int count
    cdef unsigned int mask
    cdef PyObject** keys
    cdef unsigned char* near
    cdef unsigned int* far
    cdef tuple alphabet
    cdef int* places

cdef struct Transition:
    PyObject* left
    PyObject* right
    PyObject* result
    int* moves

cdef inline int place_of(PyObject* shape, PyObject* name) noexcept:
    """The place of an interned name in a shape, or -1."""
    cdef PyObject** keys = (<Shape>shape).keys
    cdef unsigned int slot
    cdef int i
    if (<Shape>shape).near != NULL:
        slot = slot_of(name, (<Shape>shape).mask)
        while True:
            i = (<Shape>shape).near[slot]
            if i == 0:
                return -1
            if keys[i - 1] == name:
                return i - 1
            slot = (slot + 1) & (<Shape>shape).mask
    if (<Shape>shape).far != NULL:
        slot = slot_of(name, (<Shape>shape).mask)
        while True:
            i = <int>(<Shape>shape).far[slot]
            if i == 0:
                return -1
            if keys[i - 1] == name:
                return i - 1
            slot = (slot + 1) & (<Shape>shape).mask
    for i in range((<Shape>shape).count):
        if keys[i] == name:
            return i
    return -1

cdef Shape shape_of(tuple names)
cdef Shape shape_of_keys(PyObject** keys, int count)
cdef Shape shape_of_pairs(PyObject** keys, PyObject** row, int count)
cdef Transition* transition(PyObject* left, PyObject* right)
cdef void forget(Transition* step) noexcept
cdef tuple alphabetical(Shape shape)
