"""Equality and order of values, as the operators `==` and `<` have them."""

import cython
from cython.cimports.evaluator.shapes import Shape
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    ContextString,
    Path,
    Ref,
    find_attr,
    get_attr,
    shape_in,
    values_in,
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

    Two derivations are equal if their `outPath`s are. Functions never are, but see `equal_inside`.
    """
    ta: object = type(a)
    tb: object = type(b)
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
    if ta is not tuple and ta is not AttrSet:
        return False
    same: cython.bint
    depth: cython.int = limits.descend()
    if ta is tuple:
        same = equal_lists(a, b)
    else:
        same = equal_sets(a, b)
    limits.depth = depth
    return same


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_lists(a: tuple, b: tuple) -> cython.bint:
    """Whether two lists are equal."""
    i: cython.Py_ssize_t
    if len(a) != len(b):
        return False
    for i in range(len(a)):
        if not equal_inside(a[i], b[i]):
            return False
    return True


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_sets(a: AttrSet, b: AttrSet) -> cython.bint:
    """Whether two sets are equal. As in the reference, attributes are compared in the order in which their
    names first occurred in the program, until two differ; an error before that shows."""
    x: object
    y: object
    i: cython.int
    found: Ref
    if is_derivation(a) and is_derivation(b):
        x = get_attr(a, "outPath")
        y = get_attr(b, "outPath")
        if x is not MISSING and y is not MISSING:
            return equal_inside(x, y)
    left: Shape = shape_in(a)
    right: Shape = shape_in(b)
    if left.count != right.count:
        return False
    for i in range(left.count):
        if left is right:
            found = values_in(b)[i]
        else:
            found = find_attr(cython.cast(Ref, b), left.keys[i])
        if found == cython.NULL or not equal_inside(cython.cast(object, values_in(a)[i]), cython.cast(object, found)):
            return False
    return True


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_inside(x: object, y: object) -> cython.bint:
    """Equality of two items or attributes, which may be thunks. Both are forced; what is held by the same
    variable is equal then, even a function or NaN."""
    same: cython.bint = x is y
    depth: cython.int = limits.descend()
    x = force(x)
    if not same:
        y = force(y)
        # Comparing what is inside is the same call, not another one.
        limits.depth = depth
        same = equal(x, y)
    limits.depth = depth
    return same


@cython.cfunc
@cython.exceptval(-1, check=False)
def is_derivation(attrs: AttrSet) -> cython.bint:
    """Whether a set's `type` is "derivation"."""
    found: object = get_attr(attrs, "type")
    if found is MISSING:
        return False
    found = force(found)
    return (type(found) is str or type(found) is ContextString) and text_of(found) == "derivation"


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
    if (ta is int or ta is float) and (tb is int or tb is float):
        if ta is tb:
            return a < b
        return cython.cast(cython.double, a) < cython.cast(cython.double, b)
    if (ta is str or ta is ContextString) and (tb is str or tb is ContextString):
        return text_of(a) < text_of(b)
    if ta is Path and tb is Path:
        return cython.cast(Path, a).path < cython.cast(Path, b).path
    if ta is tuple and tb is tuple:
        return less_lists(a, b)
    raise not_comparable(a, b)


@cython.cfunc
@cython.exceptval(-1, check=False)
def less_lists(a: tuple, b: tuple) -> cython.bint:
    """Whether list a < list b: the first items that are not equal decide."""
    i: cython.Py_ssize_t
    for i in range(min(len(a), len(b))):
        if not equal_inside(a[i], b[i]):
            try:
                return less_than_inside(force(a[i]), force(b[i]))
            except EvalError as error:
                if not error.frames:
                    error.while_("while comparing two list elements")
                raise
    return len(a) < len(b)


@cython.cfunc
def not_comparable(a: object, b: object) -> object:
    """The error for two values that have no order."""
    text: str = f"cannot compare {describe.with_article(a)} with {describe.with_article(b)}; values"
    values: str = f"are {describe.brief(a)} and {describe.brief(b)}"
    if describe.type_name(a) == describe.type_name(b):
        return EvalError(Kind.TYPE, f"{text} of that type are incomparable (values {values})")
    return EvalError(Kind.TYPE, f"{text} {values}")
