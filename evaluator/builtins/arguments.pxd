# Checked arguments of builtins. See arguments.py.
from evaluator.values cimport AttrSet
cpdef AttrSet as_attrs(object v, str note=*)
cpdef tuple as_list(object v, str note=*)
cpdef object as_int(object v, str note=*, object place=*)
cpdef object as_number(object v, str note=*)
cpdef bint as_bool(object v, str note=*, object place=*) except -1
cpdef object as_string(object v, str note=*, object place=*)
cpdef str as_plain_string(object v, str note=*, object place=*)
cpdef object as_function(object v, str note=*, object place=*)
