"""Looking a variable up in the sets of the `with`s around it."""

import cython
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.values import AttrSet, Env, Fn1, Fn2, Ref, find_attr, raw_decref, raw_incref, type_of
from cython.cimports.evaluator.vm import operations
from cython.cimports.evaluator.vm.forcing import force_ref


@cython.cfunc
@cython.exceptval(check=False)
def look_up(where: cython.p_int, count: cython.int, name: Ref, env: Ref, code: Ref) -> Ref:
    """The value of a name in the first set that has it, owned; NULL with an exception set. `where` tells for each of
    `count` sets how many environments outside of `env` it is, and its slot there. `code` is what asks."""
    holder: Ref
    held: Ref
    attrs: Ref
    found: Ref
    level: cython.int
    i: cython.int
    for i in range(count):
        holder = env
        level = where[2 * i]
        while level > 0:
            holder = cython.cast(Env, holder).up
            level -= 1
        held = cython.cast(Env, holder).slots[where[2 * i + 1]]
        attrs = force_ref(held)
        if attrs == cython.NULL:
            return cython.NULL
        if held != attrs:
            raw_incref(attrs)
            cython.cast(Env, holder).slots[where[2 * i + 1]] = attrs
            raw_decref(held)
        # The slot keeps it.
        raw_decref(attrs)
        if type_of(attrs) != cython.cast(cython.pointer(PyTypeObject), AttrSet):
            return cython.cast(Fn1, operations.with_needs_set)(attrs)
        found = find_attr(attrs, name)
        if found != cython.NULL:
            return force_ref(found)
    return cython.cast(Fn2, operations.undefined)(code, name)
