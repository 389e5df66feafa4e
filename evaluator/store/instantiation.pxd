# Compiled: every derivation is made here.
cdef int _check_drv_suffix(object request) except -1
cdef str _set_fixed_output(object registry, object request, object drv, list warnings, frozenset features)
cdef str _content_path(str store_dir, str method, object content, str name)
cdef object _input_addressed(object registry, object request, object drv)
cdef dict _shown_outputs(str drv_path, object drv)
