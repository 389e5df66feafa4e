# Control. See control.py.
cdef object force_deep(object value, set seen)
