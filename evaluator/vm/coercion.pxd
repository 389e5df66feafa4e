# Coercion to strings. See coercion.py.
cpdef object coerce(object value, bint more, bint copy)
cpdef str text_of(object string)
cpdef object with_context(str text, set context)
cpdef object concat_strings(object parts, str separator)
cpdef object forced_inside(object value)
cpdef object coerced(object value, bint more, bint copy, str note)
cpdef object in_own_step(object error, str text)
