# Attribute sets, where the machine's short cut does not apply. See attributes.py.
from evaluator.values cimport Ref
cdef object select_failed(object value)
cdef object missing_attribute(object attrs, object name)
cdef object not_an_update(object right)
cdef object update(object left, object right)
cdef object attribute_name(object value)
cdef object select_dynamic(object attrs, object name)
cdef object select_path(object value, int* words, int count, bint optional, Ref env, Ref* constants)
cdef object has_dynamic(object attrs, object name)
cdef object define_dynamic(object attrs, object name, object value, object offset, object code)
cdef object apply_overrides(object attrs, object table, object env)
