"""Equality and order of values, as the operators `==` and `<` have them."""

import cython
from cython.cimports.evaluator.values import (
    AttrSet,
    ContextString,
    Path,
    Ref,
    entries,
)
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import text_of
from cython.cimports.evaluator.vm.forcing import force

from evaluator.errors import EvalError, Kind
from evaluator.vm import describe


@cython.cfunc
@cython.exceptval(check=False)
def equal_refs(a: Ref, b: Ref) -> cython.int:
    """`equal` for the machine: -1 with an exception set on failure."""
    return cython.cast(Compare, equal)(a, b, 0)


@cython.ccall
@cython.exceptval(-1, check=False)
def equal(a: object, b: object) -> cython.bint:
    """Whether two forced values are equal; forces what is inside as far as needed.

    The same object is equal to itself before its kind is looked at, which is how functions inside sets
    and lists can be equal; two derivations are equal if their `outPath`s are.
    """
    ta: object = type(a)
    tb: object = type(b)
    i: cython.Py_ssize_t
    left: dict
    right: dict
    name: object
    x: object
    y: object
    if ta is bool or tb is bool or a is None or b is None:
        return a is b
    if ta is int or ta is float:
        if ta is tb:
            return a == b
        return (tb is int or tb is float) and cython.cast(cython.double, a) == cython.cast(cython.double, b)
    if ta is str and tb is str:
        return a == b
    if ta is str or ta is ContextString:
        return (tb is str or tb is ContextString) and text_of(a) == text_of(b)
    if ta is not tb:
        return False
    if ta is Path:
        return cython.cast(Path, a).path == cython.cast(Path, b).path
    if ta is tuple:
        if len(cython.cast(tuple, a)) != len(cython.cast(tuple, b)):
            return False
        for i in range(len(cython.cast(tuple, a))):
            if not equal_inside(cython.cast(tuple, a)[i], cython.cast(tuple, b)[i]):
                return False
        return True
    if ta is AttrSet:
        if a is b:
            return True
        left = entries(cython.cast(AttrSet, a))
        right = entries(cython.cast(AttrSet, b))
        if is_derivation(left) and is_derivation(right):
            x = left.get("outPath")
            y = right.get("outPath")
            if x is not None and y is not None:
                return equal(force(x), force(y))
        if len(left) != len(right):
            return False
        # The reference walks both sets in the order in which the names first occurred in the program, and
        # stops at the first name or value that differs; an error before that shows.
        for name in left:
            if name not in right or not equal_inside(left[name], right[name]):
                return False
        return True
    return False


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_inside(x: object, y: object) -> cython.bint:
    """Equality of two items or attributes, which may be thunks."""
    if x is y:
        return True
    x = force(x)
    y = force(y)
    if x is y and not (type(x) is float and x != x):
        return True
    if type(x) is AttrSet or type(x) is tuple:
        depth: cython.int = limits.descend()
        same: cython.bint = equal(x, y)
        limits.depth = depth
        return same
    return equal(x, y)


@cython.cfunc
@cython.exceptval(-1, check=False)
def is_derivation(d: dict) -> cython.bint:
    """Whether a set's `type` is "derivation"."""
    found: object = d.get("type")
    if found is None:
        return False
    found = force(found)
    return type(found) is str and found == "derivation"


@cython.cfunc
@cython.exceptval(-1, check=False)
def less_than_inside(x: object, y: object) -> cython.bint:
    """Order of two items: one level deeper."""
    depth: cython.int = limits.descend()
    less: cython.bint = less_than(x, y)
    limits.depth = depth
    return less


@cython.ccall
@cython.exceptval(-1, check=False)
def less_than(a: object, b: object) -> cython.bint:
    """Whether forced a < b: numbers, strings, paths, and lists of such. Raises EvalError (type)."""
    ta: object = type(a)
    tb: object = type(b)
    i: cython.Py_ssize_t
    if (ta is int or ta is float) and (tb is int or tb is float):
        if ta is tb:
            return a < b
        return cython.cast(cython.double, a) < cython.cast(cython.double, b)
    if (ta is str or ta is ContextString) and (tb is str or tb is ContextString):
        return text_of(a) < text_of(b)
    if ta is Path and tb is Path:
        return cython.cast(Path, a).path < cython.cast(Path, b).path
    if ta is tuple and tb is tuple:
        for i in range(min(len(cython.cast(tuple, a)), len(cython.cast(tuple, b)))):
            x = force(cython.cast(tuple, a)[i])
            y = force(cython.cast(tuple, b)[i])
            if not equal_inside(x, y):
                return less_than_inside(x, y)
        return len(cython.cast(tuple, a)) < len(cython.cast(tuple, b))
    if describe.type_name(a) == describe.type_name(b) and ta is not ContextString:
        raise EvalError(
            Kind.TYPE,
            f"cannot compare {describe.with_article(a)} with {describe.with_article(b)};"
            f" values of that type are incomparable (values are {describe.brief(a)} and {describe.brief(b)})",
        )
    raise EvalError(
        Kind.TYPE,
        f"cannot compare {describe.with_article(a)} with {describe.with_article(b)};"
        f" values are {describe.brief(a)} and {describe.brief(b)}",
    )
