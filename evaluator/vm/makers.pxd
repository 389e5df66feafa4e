# Maker words (see evaluator/bytecode/opcodes.py): delayed values, made without evaluating anything.
from cpython.object cimport PyTypeObject
from evaluator.values cimport Env, Ref, Thunk, new_thunk, raw_incref, type_of
from evaluator.vm cimport limits
from evaluator.vm.natives cimport is_int, is_text

cdef inline Ref make(int word, Ref env, Ref* constants) noexcept:
    """The delayed value that a maker word describes. Owned."""
    cdef int kind = word & 3
    cdef int level
    cdef Ref v
    if kind == 1:
        limits.counters.thunks += 1
        return new_thunk(constants[word >> 2], env)
    limits.counters.avoided += 1
    if kind == 3:
        level = (word >> 2) & 0xFF
        while level > 0:
            env = (<Env>env).up
            level -= 1
        v = (<Env>env).slots[word >> 10]
        if type_of(v) == <PyTypeObject*>Thunk and (<Thunk>v).code == NULL:
            # Of other values it shows whether they are those of one variable: see `settle`.
            if is_int((<Thunk>v).payload) or is_text((<Thunk>v).payload):
                v = (<Thunk>v).payload
        raw_incref(v)
        return v
    if kind == 0:
        v = constants[word >> 2]
        raw_incref(v)
        return v
    return new_thunk(constants[word >> 2], env)
