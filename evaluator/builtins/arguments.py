"""Checked arguments of builtins: each function here forces its argument and gives back a value of the
wanted type, or raises the reference's type error with `note` (what was being evaluated) in its trace."""

import cython
from cython.cimports.evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, entries
from cython.cimports.evaluator.vm.forcing import force

from evaluator.vm import describe, failures


@cython.cfunc
def wrong(what: str, v: object, note: object) -> object:
    """Raise the type error."""
    error: object = describe.expected(what, v)
    if note is not None:
        error.while_(note)
    raise error


@cython.ccall
def as_attrs(v: object, note: str = None) -> AttrSet:
    """A set."""
    v = force(v)
    if type(v) is not AttrSet:
        wrong("a set", v, note)
    return cython.cast(AttrSet, v)


@cython.ccall
def as_list(v: object, note: str = None) -> tuple:
    """A list."""
    v = force(v)
    if type(v) is not tuple:
        wrong("a list", v, note)
    return cython.cast(tuple, v)


@cython.ccall
def as_int(v: object, note: str = None) -> object:
    """An integer."""
    v = force(v)
    if type(v) is not int:
        wrong("an integer", v, note)
    return v


@cython.ccall
def as_number(v: object, note: str = None) -> object:
    """An integer or a float."""
    v = force(v)
    if type(v) is not int and type(v) is not float:
        wrong("an integer", v, note)
    return v


@cython.ccall
@cython.exceptval(-1, check=False)
def as_bool(v: object, note: str = None) -> cython.bint:
    """A boolean."""
    v = force(v)
    if v is not True and v is not False:
        wrong("a Boolean", v, note)
    return v is True


@cython.ccall
def as_string(v: object, note: str = None) -> object:
    """A string value: `str`, or `ContextString` if it has a context. Nothing is coerced."""
    v = force(v)
    if type(v) is not str and type(v) is not ContextString:
        wrong("a string", v, note)
    return v


@cython.ccall
def as_plain_string(v: object, note: str = None) -> str:
    """The characters of a string that must not have a context."""
    v = force(v)
    if type(v) is not str:
        if type(v) is ContextString:
            error: object = failures.context_not_allowed(v)
            raise error if note is None else error.while_(note)
        wrong("a string", v, note)
    return cython.cast(str, v)


@cython.ccall
def as_function(v: object, note: str = None) -> object:
    """Something that can be called: a function, or a set with `__functor`."""
    v = force(v)
    t: object = type(v)
    if t is Closure or t is Builtin or t is PartialCall:
        return v
    if t is AttrSet and "__functor" in entries(cython.cast(AttrSet, v)):
        return v
    wrong("a function", v, note)
