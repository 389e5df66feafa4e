"""What is active in the machine right now: the chain of frames, as objects that can be looked at.

Only valid while the machine stands still (in an observer's method, see hooks.py).
"""

import cython
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.values import Builtin, Ref, type_of
from cython.cimports.evaluator.vm import calls
from cython.cimports.evaluator.vm.frame import Frame


class Activation:
    """One frame. Program code: `code` is a `Code`, `pc` where it is (as `Code.span` takes it), `env` its
    `Env` or None, `thunk` the thunk that gets its value or None. A builtin: `code` is the `Builtin`,
    `args` what it was given. `address` tells frames apart as long as they live."""


@cython.cfunc
def activation(frame: cython.pointer(Frame)) -> Activation:
    result: Activation = Activation.__new__(Activation)
    i: cython.int
    args: list
    result.address = cython.cast(cython.size_t, frame)
    result.code = cython.cast(object, frame.code)
    if frame.args != cython.NULL:
        args = []
        for i in range(frame.nargs):
            args.append(cython.cast(object, frame.args[i]))
        result.args = tuple(args)
        if frame.thunk != cython.NULL:
            result.thunk = cython.cast(object, frame.thunk)
        return result
    if frame.pc != cython.NULL:
        result.pc = cython.cast(cython.int, frame.pc - cython.cast(Code, frame.code).ops)
    if frame.env != cython.NULL:
        result.env = cython.cast(object, frame.env)
    if frame.thunk != cython.NULL:
        result.thunk = cython.cast(object, frame.thunk)
    return result


def activations(first: cython.int, count: cython.int) -> list:
    """`count` frames, leaving out the `first` innermost ones; innermost first."""
    frame: cython.pointer(Frame) = calls.top_frame
    result: list = []
    while frame != cython.NULL and count > 0:
        if first > 0:
            first -= 1
        else:
            result.append(activation(frame))
            count -= 1
        frame = frame.up
    return result


def at(address: cython.size_t) -> Activation:
    """The frame at an address, which must live, or be just about to leave."""
    return activation(cython.cast(cython.pointer(Frame), address))


def depth() -> int:
    """How many frames there are."""
    frame: cython.pointer(Frame) = calls.top_frame
    count: cython.int = 0
    while frame != cython.NULL:
        count += 1
        frame = frame.up
    return count


def addresses() -> list:
    """The addresses of all frames, innermost first."""
    frame: cython.pointer(Frame) = calls.top_frame
    result = []
    while frame != cython.NULL:
        result.append(cython.cast(cython.size_t, frame))
        frame = frame.up
    return result


def holder(thunk: object) -> int:
    """The number of the frame (0 is the innermost one) that computes a thunk's value; -1 if there is none."""
    frame: cython.pointer(Frame) = calls.top_frame
    index: cython.int = 0
    while frame != cython.NULL:
        if frame.thunk == cython.cast(Ref, thunk):
            return index
        index += 1
        frame = frame.up
    return -1


def innermost() -> int:
    """The address of the innermost frame; 0 if nothing is active."""
    return cython.cast(cython.size_t, calls.top_frame)


def caller(address: cython.size_t) -> int:
    """The address of the frame around a living one; 0 if there is none."""
    frame: cython.pointer(Frame) = calls.top_frame
    while frame != cython.NULL and cython.cast(cython.size_t, frame) <= address:
        frame = frame.up
    return cython.cast(cython.size_t, frame)


def inside_builtin(name: str, below: cython.size_t) -> int:
    """The address of the innermost frame of the builtin `name` whose address is lower than `below`; 0
    if there is none."""
    frame: cython.pointer(Frame) = calls.top_frame
    while frame != cython.NULL and cython.cast(cython.size_t, frame) < below:
        if type_of(frame.code) == cython.cast(cython.pointer(PyTypeObject), Builtin):
            if cython.cast(Builtin, frame.code).name == name:
                return cython.cast(cython.size_t, frame)
        frame = frame.up
    return 0
