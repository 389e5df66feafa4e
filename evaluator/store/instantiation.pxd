# Compiled: every derivation is made here.
from evaluator.store.registry cimport Registry
from evaluator.store.variables cimport Variables

cdef class Request:
    cdef public str name
    cdef public str platform
    cdef public str builder
    cdef public list args
    cdef public object env
    cdef public object context
    cdef public list outputs
    cdef public object method
    cdef public object output_hash
    cdef public object algorithm
    cdef public bint content_addressed
    cdef public bint impure

cpdef object check_drv_name(str name)
cpdef object instantiate(Registry registry, Request request, frozenset features=*)
cdef object _registered(Registry registry, str name, object drv, bytes text, object modulo, list warnings)
cdef object _add_closure(Registry registry, str drv_path, dict input_drvs, set input_srcs)
cdef int _check_drv_suffix(Request request) except -1
cdef str _set_fixed_output(
    Registry registry, Request request, object drv, Variables variables, list warnings, frozenset features)
cdef object _output(str path, str algorithm, str digest)
cdef str _content_path(str store_dir, str method, object content, str name)
cdef object _set_floating_outputs(Registry registry, Request request, object drv, Variables variables)
cdef object _input_addressed(Registry registry, Request request, object drv, Variables variables)
