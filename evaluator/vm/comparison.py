"""Equality and order of values, as the operators `==` and `<` have them."""

from sys import intern

import cython
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.shapes import Shape, place_of
from cython.cimports.evaluator.values import (
    Arguments,
    AttrSet,
    ContextString,
    Path,
    Ref,
    Thunk,
    find_attr,
    flat,
    raw_decref,
    raw_incref,
    take,
    type_of,
)
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import text_of
from cython.cimports.evaluator.vm.forcing import force, force_in, force_ref
from cython.cimports.evaluator.vm.natives import (
    as_int64,
    is_int,
    is_text,
    is_tuple,
    same_text,
    tuple_items,
    tuple_size,
)

from evaluator.errors import EvalError, Kind
from evaluator.vm import describe, symbols

TYPE = cython.declare(object, intern("type"))
OUT_PATH = cython.declare(object, intern("outPath"))
IN_ORDER = cython.declare(cython.int, 2)
in_order = cython.declare(object, None)
"""The shape that was found last to hold its names in the order of the program: mostly the next set has it, too."""


@cython.ccall
@cython.exceptval(-1, check=False)
def equal(a: object, b: object) -> cython.bint:
    """Whether two forced values are equal; forces what is inside as far as needed.

    Two derivations are equal if their `outPath`s are. Functions never are, but see `equal_inside`.
    """
    return checked(equal_refs(cython.cast(Ref, a), cython.cast(Ref, b)))


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_inside(x: object, y: object) -> cython.bint:
    """Equality of two items or attributes, which may be thunks. Both are forced; what is held by the same
    variable is equal then, even a function or NaN."""
    return checked(held_inside(cython.cast(Ref, x), cython.cast(Ref, y)))


@cython.cfunc
@cython.exceptval(-1, check=False)
def checked(answer: cython.int) -> cython.bint:
    """The answer, unless it is -1: then the pending exception is raised."""
    if answer < 0:
        take(cython.NULL)
    return answer > 0


# The rest of equality works on bare references, as the machine does: 1, 0, or -1 with an exception set.


@cython.cfunc
@cython.exceptval(check=False)
def equal_refs(a: Ref, b: Ref) -> cython.int:
    """`equal` for the machine."""
    same: cython.int
    depth: cython.int = limits.depth
    kind: cython.pointer(PyTypeObject) = type_of(a)
    # In the reference a comparison is one call deeper, of numbers, too.
    if depth > limits.max_depth:
        return cython.cast(Check, limits.too_deep)()
    if kind != type_of(b):
        return cython.cast(Compare, equal_others)(a, b)
    if is_int(a):
        return as_int64(a) == as_int64(b)
    if is_text(a):
        return same_text(a, b)
    if not is_tuple(a) and kind != cython.cast(cython.pointer(PyTypeObject), AttrSet):
        return cython.cast(Compare, equal_others)(a, b)
    limits.depth = depth + 1
    if is_tuple(a):
        same = equal_lists(a, b)
    else:
        same = equal_sets(a, b)
    # After a failure the next activation further out does this.
    if same >= 0:
        limits.depth = depth
    return same


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_others(a: object, b: object) -> cython.int:
    """Equality of what has nothing inside, or is of two types."""
    ta: object = type(a)
    tb: object = type(b)
    if ta is bool or tb is bool or a is None or b is None:
        return a is b
    if ta is int or ta is float:
        if ta is tb:
            return a == b
        return (tb is int or tb is float) and cython.cast(cython.double, a) == cython.cast(cython.double, b)
    if ta is str or ta is ContextString:
        return (tb is str or tb is ContextString) and text_of(a) == text_of(b)
    return ta is tb and ta is Path and cython.cast(Path, a).path == cython.cast(Path, b).path


@cython.cfunc
@cython.exceptval(check=False)
def equal_lists(a: Ref, b: Ref) -> cython.int:
    """Whether two lists are equal."""
    i: cython.Py_ssize_t
    same: cython.int
    if tuple_size(a) != tuple_size(b):
        return 0
    for i in range(tuple_size(a)):
        same = inside(tuple_items(a) + i, tuple_items(b) + i)
        if same <= 0:
            return same
    return 1


@cython.cfunc
@cython.exceptval(check=False)
def equal_sets(a: Ref, b: Ref) -> cython.int:
    """Whether two sets are equal. As in the reference, attributes are compared in the order in which their
    names first occurred in the program, until two differ; an error before that shows."""
    x: Ref
    y: Ref
    place: cython.pointer(Ref)
    i: cython.int
    same: cython.int = is_derivation(a)
    if same > 0:
        same = is_derivation(b)
    if same < 0:
        return -1
    if same > 0:
        x = find_attr(a, cython.cast(Ref, OUT_PATH))
        y = find_attr(b, cython.cast(Ref, OUT_PATH))
        if x != cython.NULL and y != cython.NULL:
            return held_inside(x, y)
    a = flat(a)
    b = flat(b)
    left: Ref = cython.cast(AttrSet, a).shape
    right: Ref = cython.cast(AttrSet, b).shape
    if cython.cast(Shape, left).count != cython.cast(Shape, right).count:
        return 0
    if cython.cast(Shape, left).count > 1 and left != cython.cast(Ref, in_order):
        same = cython.cast(Compare, equal_in_order)(a, b)
        if same != IN_ORDER:
            return same
    row: cython.pointer(Ref) = cython.cast(AttrSet, a).values
    other: cython.pointer(Ref) = cython.cast(AttrSet, b).values
    for i in range(cython.cast(Shape, left).count):
        place = other + i if left == right else find_place(b, cython.cast(Shape, left).keys[i])
        if place == cython.NULL:
            return 0
        same = inside(row + i, place)
        if same <= 0:
            return same
    return 1


def forget_order() -> None:
    """To be called when the order of names may have changed: a text was read, or another session is the current one."""
    global in_order
    in_order = None


@cython.cfunc
@cython.exceptval(-1, check=False)
def equal_in_order(a: object, b: object) -> cython.int:
    """Whether two sets are equal that do not hold their names in the order in which the program knew them;
    IN_ORDER of sets that do."""
    names: tuple = cython.cast(Shape, cython.cast(AttrSet, a).shape).names
    ordered: tuple = symbols.known_first(names)
    x: cython.pointer(Ref)
    y: cython.pointer(Ref)
    same: cython.int
    if ordered is names:
        global in_order
        in_order = cython.cast(object, cython.cast(AttrSet, a).shape)
        return IN_ORDER
    for name in ordered:
        x = find_place(cython.cast(Ref, a), cython.cast(Ref, name))
        y = find_place(cython.cast(Ref, b), cython.cast(Ref, name))
        if y == cython.NULL:
            return 0
        same = inside(x, y)
        if same <= 0:
            return same
    return 1


@cython.cfunc
@cython.exceptval(check=False)
def find_place(attrs: Ref, name: Ref) -> cython.pointer(Ref):
    """Where a flat set holds the attribute under an interned name, or NULL."""
    place: cython.int = place_of(cython.cast(AttrSet, attrs).shape, name)
    row: cython.pointer(Ref) = cython.cast(AttrSet, attrs).values
    return row + place if place >= 0 else cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def held_inside(x: Ref, y: Ref) -> cython.int:
    """`inside`, of what does not come from a place that outlasts the comparison."""
    same: cython.int
    raw_incref(x)
    raw_incref(y)
    same = inside(cython.address(x), cython.address(y))
    raw_decref(x)
    raw_decref(y)
    return same


@cython.cfunc
@cython.exceptval(check=False)
def inside(a: cython.pointer(Ref), b: cython.pointer(Ref)) -> cython.int:
    """Equality of what two places in lists or sets hold: `equal_inside`."""
    x: Ref
    y: Ref
    same: cython.int = a[0] == b[0]
    depth: cython.int = limits.depth
    if depth > limits.max_depth:
        return cython.cast(Check, limits.too_deep)()
    limits.depth = depth + 1
    if depth + 2 > limits.max_depth and is_too_deep(a[0]):
        return cython.cast(Check, limits.too_deep)()
    x = force_in(a)
    if x == cython.NULL:
        return -1
    if not same:
        if depth + 2 > limits.max_depth and is_too_deep(b[0]):
            raw_decref(x)
            return cython.cast(Check, limits.too_deep)()
        y = force_in(b)
        if y == cython.NULL:
            raw_decref(x)
            return -1
        # Comparing what is inside is the same call, not another one.
        limits.depth = depth
        same = equal_refs(x, y)
        raw_decref(y)
    raw_decref(x)
    if same >= 0:
        limits.depth = depth
    return same


@cython.cfunc
@cython.exceptval(check=False)
def is_too_deep(v: Ref) -> cython.bint:
    """Whether it is a delayed call that goes too deep. Whoever else forces one tells the place of the function."""
    if type_of(v) != cython.cast(cython.pointer(PyTypeObject), Thunk) or cython.cast(Thunk, v).payload == cython.NULL:
        return False
    v = cython.cast(Thunk, v).payload
    if type_of(v) != cython.cast(cython.pointer(PyTypeObject), Arguments):
        return False
    return limits.depth + (cython.cast(Arguments, v).count > 1) > limits.max_depth


@cython.cfunc
@cython.exceptval(check=False)
def is_derivation(attrs: Ref) -> cython.int:
    """Whether a set's `type` is "derivation"."""
    found: Ref = find_attr(attrs, cython.cast(Ref, TYPE))
    if found == cython.NULL:
        return 0
    found = force_ref(found)
    if found == cython.NULL:
        return -1
    same: cython.int = cython.cast(Test, is_derivation_type)(found)
    raw_decref(found)
    return same


@cython.cfunc
@cython.exceptval(-1, check=False)
def is_derivation_type(kind: object) -> cython.int:
    return (type(kind) is str or type(kind) is ContextString) and text_of(kind) == "derivation"


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
