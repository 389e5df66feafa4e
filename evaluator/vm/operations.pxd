# The instructions' slow halves. See operations.py.
from cpython.object cimport PyTypeObject
from evaluator.values cimport Ref

cdef object select_failed(object value)
cdef object missing_attribute(object attrs, object name)
cdef object not_a_boolean(object value)
cdef object with_needs_set(object value)
cpdef object add(object a, object b)
cpdef object subtract(object a, object b)
cpdef object multiply(object a, object b)
cpdef object divide(object a, object b)
cdef object negate(object a)
cdef object less(object a, object b)
cdef object not_an_update(object right)
cpdef object update(object left, object right)
cpdef object concat(object left, object right)
cdef object part_to_string(object value)
cdef object join(object parts)
cdef object join_path(object parts)
cdef object attribute_name(object value)
cdef object select_dynamic(object attrs, object name)
cdef object has_dynamic(object attrs, object name)
cdef object add_dynamic(object attrs, object name, object value, object offset, object source)
