# Versions. See versions.py.
cdef str next_component(str version, Py_ssize_t* at)
cdef long long number(str component) noexcept
cdef int order(str left, str right) noexcept
