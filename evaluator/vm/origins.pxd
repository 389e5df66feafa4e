# Where attributes were written. See origins.py.
from evaluator.values cimport AttrSet

cdef object merged(AttrSet left, AttrSet right)
cdef object with_position(AttrSet attrs, str name, object place)
cdef dict laid_open(AttrSet attrs)
cpdef object beginning(AttrSet attrs)
cdef object of_part(AttrSet attrs, int count)
cpdef object position(AttrSet attrs, str name)
