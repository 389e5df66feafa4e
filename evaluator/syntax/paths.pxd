from evaluator.syntax.names cimport Text

cdef str absolute_path(bytes base, Text text, int length)
