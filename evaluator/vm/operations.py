"""What the instructions do when the machine's short cut does not apply: operators, strings, selection."""

import sys

import cython
from cython.cimports.cpython.dict import PyDict_Copy, PyDict_Merge
from cython.cimports.evaluator.values import (
    AttrSet,
    ContextString,
    Path,
    entries,
    new_attrs,
    new_path,
)
from cython.cimports.evaluator.vm import limits, origins
from cython.cimports.evaluator.vm.coercion import coerce, concat_strings
from cython.cimports.evaluator.vm.comparison import less_than
from cython.cimports.evaluator.vm.forcing import force

from evaluator.errors import EvalError, Kind, nearest
from evaluator.vm import describe, failures
from evaluator.vm.origins import with_position
from evaluator.vm.paths import normalise

INT_MAX = cython.declare(object, (1 << 63) - 1)
INT_MIN = cython.declare(object, -(1 << 63))
LARGE = cython.declare(cython.int, 128)
DEEP = cython.declare(cython.int, 8)


# ------------------------------------------------------------------------------- failures


@cython.cfunc
def select_failed(value: object) -> object:
    """An attribute of something that is not a set."""
    raise describe.expected("a set", value)


@cython.cfunc
def missing_attribute(attrs: object, name: object) -> object:
    """An attribute that is not there."""
    raise EvalError(
        Kind.MISSING_ATTRIBUTE,
        f"attribute '{name}' missing",
        suggestions=nearest(name, list(entries(cython.cast(AttrSet, attrs)))),
    )


@cython.cfunc
def not_a_boolean(value: object) -> object:
    raise describe.expected("a Boolean", value)


@cython.cfunc
def with_needs_set(value: object) -> object:
    raise describe.expected("a set", value)


# ------------------------------------------------------------------------------- numbers


@cython.cfunc
def number(value: object) -> object:
    """A number, or the type error."""
    if type(value) is int or type(value) is float:
        return value
    raise describe.expected("an integer", value)


@cython.cfunc
def checked(result: object, verb: str, a: object, operator: str, b: object) -> object:
    """An integer result, if it fits in 64 bits."""
    if type(result) is int and (result > INT_MAX or result < INT_MIN):
        raise EvalError(Kind.ARITHMETIC, f"integer overflow in {verb} {a} {operator} {b}")
    return result


# Floats are added and multiplied as C doubles: Cython's own arithmetic of a float object and an integer
# object loses the sign of zeros.


@cython.ccall
def add(a: object, b: object) -> object:
    """`a + b` of forced values: numbers, else paths and strings."""
    ta: object = type(a)
    tb: object = type(b)
    if ta is str and tb is str:
        return cython.cast(str, a) + cython.cast(str, b)
    if (ta is int or ta is float) and (tb is int or tb is float):
        if ta is float or tb is float:
            return cython.cast(cython.double, a) + cython.cast(cython.double, b)
        return checked(a + b, "adding", a, "+", b)
    if ta is int or ta is float:
        raise EvalError(
            Kind.TYPE, f"cannot add {describe.with_article(b)} to {describe.with_article(a)}"
        )
    if ta is Path:
        return append_to_path(cython.cast(Path, a).path, coerce(b, False, False))
    # Only what is added to a string is copied to the store; to a set that stands for one, it is not.
    copy: cython.bint = ta is str or ta is ContextString
    return concat_strings((coerce(a, False, copy), coerce(b, False, copy)), "")


@cython.cfunc
def append_to_path(path: str, tail: object) -> object:
    """path + string: a path; the string must not refer to the store."""
    if type(tail) is ContextString:
        raise EvalError(Kind.TYPE, "a string that refers to a store path cannot be appended to a path")
    return new_path(normalise(path + cython.cast(str, tail)))


@cython.ccall
def subtract(a: object, b: object) -> object:
    """`a - b`."""
    a = number(a)
    b = number(b)
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) - cython.cast(cython.double, b)
    return checked(a - b, "subtracting", a, "-", b)


@cython.ccall
def multiply(a: object, b: object) -> object:
    """`a * b`."""
    a = number(a)
    b = number(b)
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) * cython.cast(cython.double, b)
    return checked(a * b, "multiplying", a, "*", b)


@cython.ccall
def divide(a: object, b: object) -> object:
    """`a / b`; of integers the quotient, truncated towards zero."""
    number(b)
    if b == 0:
        raise EvalError(Kind.ARITHMETIC, "division by zero")
    number(a)
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) / cython.cast(cython.double, b)
    quotient: object = abs(a) // abs(b)
    if (a < 0) != (b < 0):
        quotient = -quotient
    return checked(quotient, "dividing", a, "/", b)


@cython.cfunc
def negate(a: object) -> object:
    return subtract(0, a)


@cython.cfunc
def less(a: object, b: object) -> object:
    return less_than(a, b)


# ------------------------------------------------------------------------------- sets and lists


@cython.cfunc
def not_an_update(right: object) -> object:
    """The right operand of `//` is not a set."""
    raise describe.expected("a set", right)


@cython.ccall
def update(left: object, right: object) -> object:
    """`left // right`."""
    a: dict
    b: dict
    d: dict
    if type(right) is not AttrSet:
        not_an_update(right)
    if type(left) is not AttrSet:
        raise describe.expected("a set", left)
    if cython.cast(AttrSet, right).table is not None and not cython.cast(AttrSet, right).table:
        return left
    if cython.cast(AttrSet, left).table is not None and not cython.cast(AttrSet, left).table:
        return right
    layered: AttrSet = layer(cython.cast(AttrSet, left), cython.cast(AttrSet, right))
    if layered is not None:
        return layered
    a = entries(cython.cast(AttrSet, left))
    b = entries(cython.cast(AttrSet, right))
    limits.counters.updates += 1
    if len(b) > len(a):
        d = PyDict_Copy(b)
        PyDict_Merge(d, a, 0)
    else:
        d = PyDict_Copy(a)
        PyDict_Merge(d, b, 1)
    limits.counters.copied += len(d)
    return new_attrs(d, origins.merged(left, right))


@cython.cfunc
def layer(left: AttrSet, right: AttrSet) -> AttrSet:
    """`left // right` without copying `left`, if it is large and `right` is small; else None.

    The limits are those that measured best on nixpkgs, where overlays lay a few names over thousands.
    """
    size: cython.int
    more: cython.int
    result: AttrSet
    if right.table is None:
        return None
    more = len(right.table)
    size = left.size if left.table is None else len(left.table)
    if size < LARGE or more * 4 > size or left.depth >= DEEP:
        return None
    result = AttrSet.__new__(AttrSet)
    result.over = right.table
    result.base = left
    result.size = size + more
    result.depth = 1 if left.table is not None else left.depth + 1
    result.origin = origins.merged(left, right)
    return result


@cython.ccall
def concat(left: object, right: object) -> object:
    """`left ++ right`."""
    if type(left) is not tuple:
        raise describe.expected("a list", left)
    if type(right) is not tuple:
        raise describe.expected("a list", right)
    if not right:
        return left
    if not left:
        return right
    return cython.cast(tuple, left) + cython.cast(tuple, right)


@cython.cfunc
def attribute_name(value: object) -> object:
    """A computed attribute name: a string without context, interned."""
    if type(value) is str:
        return sys.intern(value)
    if type(value) is ContextString:
        raise failures.context_not_allowed(value)
    raise describe.expected("a string", value)


@cython.cfunc
def select_dynamic(attrs: object, name: object) -> object:
    """`attrs.${name}`."""
    name = attribute_name(name)
    if type(attrs) is not AttrSet:
        return select_failed(attrs)
    found: object = entries(cython.cast(AttrSet, attrs)).get(name)
    if found is None and name not in entries(cython.cast(AttrSet, attrs)):
        return missing_attribute(attrs, name)
    return force(found)


@cython.cfunc
def has_dynamic(attrs: object, name: object) -> object:
    """`attrs ? ${name}`."""
    name = attribute_name(name)
    return type(attrs) is AttrSet and name in entries(cython.cast(AttrSet, attrs))


@cython.cfunc
def add_dynamic(attrs: object, name: object, value: object, offset: object, source: object) -> object:
    """Add `${name} = value` to a set under construction; null drops it."""
    d: dict = entries(cython.cast(AttrSet, attrs))
    if name is None:
        return None
    name = attribute_name(name)
    if name in d:
        place: object = origins.position(attrs, name)
        where: str = ""
        if place is not None:
            line, column = place[0].line_column(place[1])
            where = f" at {place[0].shown}:{line}:{column}"
        raise EvalError(Kind.VALUE, f"dynamic attribute '{name}' already defined{where}")
    with_position(attrs, name, (source, offset))
    d[name] = value
    return None


# ------------------------------------------------------------------------------- strings


@cython.cfunc
def part_to_string(value: object) -> object:
    """A part of an interpolated string."""
    return coerce(value, False, True)


@cython.cfunc
def join(parts: object) -> object:
    return concat_strings(parts, "")


@cython.cfunc
def join_path(parts: object) -> object:
    """An interpolated path: its first part is a path."""
    texts: list = [cython.cast(Path, parts[0]).path]
    part: object
    for part in cython.cast(tuple, parts)[1:]:
        part = coerce(part, False, False)
        if type(part) is ContextString:
            raise EvalError(Kind.TYPE, "a string that refers to a store path cannot be appended to a path")
        texts.append(part)
    return new_path(normalise("".join(texts)))


def checked_number(result: object, verb: str, a: object, operator: str, b: object) -> object:
    """`result` of an arithmetic builtin, or the overflow error if it leaves 64 bits."""
    return checked(result, verb, a, operator, b)
