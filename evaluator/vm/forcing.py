"""Forcing thunks and calling functions.

The machine does both; this module holds its entry points as pointers, so that the modules below the
machine (coercion, comparison) and above it (builtins) can all use them without importing it.
"""

import cython
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.values import Ref, Thunk, take, type_of

force_thunk = cython.NULL
apply_refs = cython.NULL
run_code = cython.NULL


@cython.ccall
def force(v: object) -> object:
    """The value of `v`, which may be a thunk. Raises EvalError."""
    if type_of(cython.cast(Ref, v)) != cython.cast(cython.pointer(PyTypeObject), Thunk):
        return v
    return take(force_ref(cython.cast(Ref, v)))


@cython.ccall
def call(function: object, arg: object) -> object:
    """Apply a function value (or a set with `__functor`) to one argument. Raises EvalError."""
    args: Ref[1]
    args[0] = cython.cast(Ref, arg)
    return take(apply_refs(cython.cast(Ref, function), args, 1))


@cython.ccall
def call2(function: object, first: object, second: object) -> object:
    """Apply a function value to two arguments."""
    args: Ref[2]
    args[0] = cython.cast(Ref, first)
    args[1] = cython.cast(Ref, second)
    return take(apply_refs(cython.cast(Ref, function), args, 2))


@cython.ccall
def call_many(function: object, args: tuple) -> object:
    """Apply a function value to any number of arguments."""
    arg: object
    for arg in args:
        function = call(function, arg)
    return function
