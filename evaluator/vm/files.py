"""Running the code of a whole file: where evaluation enters the machine."""

import cython
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.values import Env, Ref, give, new_env, new_thunk, raw_xdecref, take
from cython.cimports.evaluator.vm import calls, forcing, limits

import evaluator.vm.machine  # noqa: F401 (it is what forcing.run_code calls)


def hold() -> list:
    """Have what outermost activations still hold when they end outlast them, until this is called again: for a process
    that ends then, too. The list may get other things that need not be taken apart."""
    calls.held = []
    return calls.held


def delayed_file(code: Code) -> object:
    """A thunk of a whole file's code."""
    return take(new_thunk(cython.cast(Ref, code), cython.NULL))


def run_file(code: Code, values: tuple) -> object:
    """The value of a file's code. `values` fill the extra variables it was compiled with."""
    env: Ref = cython.NULL
    result: Ref
    i: cython.int
    depth: cython.int = limits.depth
    if code.nslots > 0:
        env = new_env(code.nslots, cython.NULL)
        for i in range(len(values)):
            cython.cast(Env, env).slots[i] = give(values[i])
    result = forcing.run_code(cython.cast(Ref, code), env, cython.NULL)
    if calls.held is not None and env != cython.NULL and calls.top_frame == cython.NULL:
        cython.cast(list, calls.held).append(cython.cast(object, env))
    raw_xdecref(env)
    limits.depth = depth
    return take(result)
