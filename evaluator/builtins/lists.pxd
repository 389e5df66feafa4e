# Compiled; see lists.py.
from evaluator.values cimport Ref
ctypedef bint (*Before)(object, object) except -1
