# Writing XML. See xml_output.py.
from evaluator.values cimport AttrSet

cdef class Printer:
    cdef set context
    cdef bint strict
    cdef bint location
    cdef object write
    cdef list tags
    cdef set seen

    cdef object value(self, object value)
    cdef object set(self, AttrSet attrs)
    cdef object members(self, AttrSet attrs)
