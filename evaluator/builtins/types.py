"""Builtins that ask what a value is."""

from cython.cimports.evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path
from cython.cimports.evaluator.vm.forcing import force

from evaluator.builtins.registry import builtin
from evaluator.vm.describe import type_name


@builtin("typeOf", 1)
def type_of(v):
    """The name of a value's type."""
    return type_name(force(v))


@builtin("isNull", 1)
def is_null(v):
    return force(v) is None


@builtin("isFunction", 1)
def is_function(v):
    t: object = type(force(v))
    return t is Closure or t is Builtin or t is PartialCall


@builtin("isInt", 1)
def is_int(v):
    return type(force(v)) is int


@builtin("isFloat", 1)
def is_float(v):
    return type(force(v)) is float


@builtin("isString", 1)
def is_string(v):
    t: object = type(force(v))
    return t is str or t is ContextString


@builtin("isBool", 1)
def is_bool(v):
    return type(force(v)) is bool


@builtin("isPath", 1)
def is_path(v):
    return type(force(v)) is Path


@builtin("isList", 1)
def is_list(v):
    return type(force(v)) is tuple


@builtin("isAttrs", 1)
def is_attrs(v):
    return type(force(v)) is AttrSet
