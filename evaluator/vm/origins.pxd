# Where attributes were written. See origins.py.
from evaluator.values cimport AttrSet

cdef object merged(AttrSet left, AttrSet right)
cdef object with_position(AttrSet attrs, str name, object place)
cpdef object position(AttrSet attrs, str name)
