# Field types of code objects. The meaning of each field is documented in code.py.
cimport cython
from cpython.ref cimport PyObject
from evaluator.shapes cimport Shape
from evaluator.syntax.ast cimport Node

@cython.final
@cython.no_gc
cdef class Unit:
    cdef Unit parent
    cdef int slots
    cdef list names
    cdef tuple scope

@cython.final
@cython.no_gc
cdef class Formals:
    cdef readonly tuple names
    cdef readonly tuple starts
    cdef readonly bint ellipsis
    cdef int* defaults
    cdef int count
    cdef PyObject* shape
    cdef int* places

@cython.final
@cython.no_gc
cdef class Template:
    cdef readonly Shape shape
    cdef int* starts
    cdef readonly int start
    cdef readonly object source

@cython.final
@cython.no_gc
cdef class Program:
    cdef readonly object source
    cdef readonly dict sugar
    cdef readonly dict globals
    cdef readonly object listener
    cdef public int owner

@cython.final
@cython.no_gc
cdef class Code:
    cdef int* ops
    cdef PyObject** constants
    cdef int nslots
    cdef int arity
    cdef Formals formals
    cdef int max_stack
    cdef int nops
    cdef int nspans
    cdef int* spans
    cdef list keep
    cdef Unit unit
    cdef readonly Node node
    cdef readonly int start
    cdef readonly int end
    cdef readonly Program program
    cdef readonly Code parent
    cdef readonly str name
    cdef readonly int kind
    cdef readonly list functions
    cdef public bint skipped
    cdef int* hits
    cdef object image
    cdef int index

cdef enum CodeKind:
    FILE = 1
    THUNK
    FUNCTION
