"""Checked arguments of builtins: each function here forces its argument and gives back a value of the
wanted type, or raises the reference's type error with `note` (what was being evaluated) in its trace.

`place` is where the argument is written, if the reference tells: then it is the error's place, too. As in
the reference, integers, booleans, strings and functions get the step also when forcing them fails; sets
and lists do not.
"""

import cython
from cython.cimports.evaluator.values import MISSING, AttrSet, Builtin, Closure, ContextString, PartialCall, get_attr
from cython.cimports.evaluator.vm.forcing import force

from evaluator.errors import EvalError
from evaluator.values import Thunk
from evaluator.vm import describe, failures


@cython.cfunc
def wrong(error: object, note: object, place: object) -> object:
    """Raise an error with its step."""
    if note is not None:
        error.while_(note, place)
    if place is not None and error.span is None:
        error.span = place
    raise error


@cython.cfunc
def context_error(v: object, note: object, place: object) -> object:
    """The error of a string with context; it has no place of its own."""
    error: object = failures.context_not_allowed(v)
    return error if note is None else error.while_(note, place)


@cython.cfunc
def forced(v: object, note: object, place: object) -> object:
    """The value of an argument; the step is added if that fails."""
    if type(v) is not Thunk or note is None:
        return force(v)
    try:
        return force(v)
    except EvalError as error:
        raise error.while_(note, place) from None


@cython.ccall
def as_attrs(v: object, note: str = None) -> AttrSet:
    """A set."""
    v = force(v)
    if type(v) is not AttrSet:
        wrong(describe.expected("a set", v), note, None)
    return cython.cast(AttrSet, v)


@cython.ccall
def as_list(v: object, note: str = None) -> tuple:
    """A list."""
    v = force(v)
    if type(v) is not tuple:
        wrong(describe.expected("a list", v), note, None)
    return cython.cast(tuple, v)


@cython.ccall
def as_int(v: object, note: str = None, place: object = None) -> object:
    """An integer."""
    if type(v) is not int:
        v = forced(v, note, place)
        if type(v) is not int:
            wrong(describe.expected("an integer", v), note, place)
    return v


@cython.ccall
def as_number(v: object, note: str = None) -> object:
    """An integer or a float."""
    v = force(v)
    if type(v) is not int and type(v) is not float:
        wrong(describe.expected("an integer", v), note, None)
    return v


@cython.ccall
@cython.exceptval(-1, check=False)
def as_bool(v: object, note: str = None, place: object = None) -> cython.bint:
    """A boolean."""
    if v is True:
        return True
    if v is False:
        return False
    v = forced(v, note, place)
    if v is not True and v is not False:
        wrong(describe.expected("a Boolean", v), note, place)
    return v is True


@cython.ccall
def as_string(v: object, note: str = None, place: object = None) -> object:
    """A string value: `str`, or `ContextString` if it has a context. Nothing is coerced."""
    if type(v) is not str:
        v = forced(v, note, place)
        if type(v) is not str and type(v) is not ContextString:
            wrong(describe.expected("a string", v), note, place)
    return v


@cython.ccall
def as_plain_string(v: object, note: str = None, place: object = None) -> str:
    """The characters of a string that must not have a context."""
    if type(v) is not str:
        v = forced(v, note, place)
        if type(v) is ContextString:
            raise context_error(v, note, place)
        if type(v) is not str:
            wrong(describe.expected("a string", v), note, place)
    return cython.cast(str, v)


@cython.ccall
def as_function(v: object, note: str = None, place: object = None) -> object:
    """Something that can be called: a function, or a set with `__functor`."""
    v = forced(v, note, place)
    t: object = type(v)
    if t is Closure or t is Builtin or t is PartialCall:
        return v
    if t is AttrSet and get_attr(v, "__functor") is not MISSING:
        return v
    return wrong(describe.expected("a function", v), note, place)
