# Control. See control.py.
cdef object force_deep(object value, set seen)
cdef object force_attribute(object attrs, object name, set seen)
cdef object pending_call(object value)
