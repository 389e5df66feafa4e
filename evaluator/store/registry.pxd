# Compiled: the inputs of every derivation are looked up here.
cdef class Registry:
    cdef readonly str store_dir
    cdef readonly bint read_only
    cdef readonly dict elements
    cdef public object locate
    cdef dict _made
    cdef dict _on_disk
    cdef dict _modulos

    cpdef object add(self, str drv_path, object drv, object modulo)
    cpdef object replaced_inputs(self, dict input_drvs, str name)
