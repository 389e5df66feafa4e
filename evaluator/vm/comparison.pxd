# Equality and order. See comparison.py.
from evaluator.values cimport Ref
ctypedef int (*Compare)(Ref, Ref) noexcept
ctypedef int (*Test)(Ref) noexcept
ctypedef int (*Check)() noexcept

cpdef bint equal(object a, object b) except -1
cpdef bint less_than(object a, object b) except -1
cdef int equal_refs(Ref a, Ref b) noexcept
cdef bint equal_inside(object x, object y) except -1
