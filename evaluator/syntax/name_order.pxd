# Which names a text has first. See name_order.py.
from evaluator.syntax.ast cimport Attrs, Lambda, Node

cdef int meet(list met, int offset, int rank, str name) except -1
cdef int in_attrs(Attrs attrs, list met, list pending, int depth) except -1
cdef int in_function(Lambda function, list met, list pending) except -1
cdef int in_node(Node node, list met, list pending) except -1
