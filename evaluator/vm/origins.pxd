# Where attributes were written. See origins.py.
from evaluator.values cimport AttrSet
cdef object merged(AttrSet left, AttrSet right)
cpdef object position(AttrSet attrs, str name)
