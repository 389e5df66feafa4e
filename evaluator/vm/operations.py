"""What the instructions do when the machine's short cut does not apply: operators, strings, selection."""

import sys

import cython
from cython.cimports.evaluator.values import (
    AttrSet,
    ContextString,
    Path,
    Ref,
    attr_count,
    find_attr,
    flat,
    layer,
    merge,
    new_path,
    shape_in,
    take,
    with_attr,
)
from cython.cimports.evaluator.vm import limits, origins
from cython.cimports.evaluator.vm.coercion import coerce, concat_strings, in_own_step
from cython.cimports.evaluator.vm.comparison import less_than
from cython.cimports.evaluator.vm.forcing import force

from evaluator.errors import Context, EvalError, Kind, nearest
from evaluator.printing import attribute_name as printed_name
from evaluator.vm import describe, failures
from evaluator.vm.paths import normalise
from evaluator.vm.unwinding import WITH_SET

INT_MAX = cython.declare(object, (1 << 63) - 1)
INT_MIN = cython.declare(object, -(1 << 63))
LEFT_OF_UPDATE = cython.declare(object, Context("in the left operand of the update (//) operator", 0))
RIGHT_OF_UPDATE = cython.declare(object, Context("in the right operand of the update (//) operator", 1))
CONCATENATED = cython.declare(object, Context("while evaluating one of the elements to concatenate"))


# ------------------------------------------------------------------------------- failures


@cython.cfunc
def select_failed(value: object) -> object:
    """An attribute of something that is not a set."""
    raise describe.expected("a set", value, Context("while selecting an attribute"))


@cython.cfunc
def missing_attribute(attrs: object, name: object) -> object:
    """An attribute that is not there."""
    raise EvalError(
        Kind.MISSING_ATTRIBUTE,
        f"attribute '{printed_name(name)}' missing",
        suggestions=nearest(name, shape_in(cython.cast(AttrSet, attrs)).names),
        here=True,
    )


@cython.cfunc
def not_a_boolean(value: object) -> object:
    error: object = describe.expected("a Boolean", value)
    error.here = True
    raise error


@cython.cfunc
def with_needs_set(value: object) -> object:
    """The set of a `with` is none."""
    raise describe.expected(
        "a set", value, Context("while evaluating the first subexpression of a with expression", WITH_SET)
    )


@cython.ccall
def overrides_need_set(value: object) -> object:
    """The `__overrides` of a recursive set are none."""
    raise describe.expected("a set", value).while_("while evaluating the `__overrides` attribute")


# ------------------------------------------------------------------------------- numbers


@cython.cfunc
def number(value: object, what: str, wanted: str = "an integer") -> object:
    """A number, or the type error of the operand called `what`."""
    value = force(value)
    if type(value) is int or type(value) is float:
        return value
    raise describe.expected(wanted, value).while_(f"while evaluating the {what}")


@cython.cfunc
def checked(
    result: object, verb: str, a: object, operator: str, b: object, here: cython.bint = False
) -> object:
    """An integer result, if it fits in 64 bits."""
    if type(result) is int and (result > INT_MAX or result < INT_MIN):
        message: str = f"integer overflow in {verb} {a} {operator} {b}"
        raise EvalError(Kind.ARITHMETIC, message, here=here, operand=1)
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
    if ta is int or ta is float:
        if tb is int or tb is float:
            if ta is float or tb is float:
                return cython.cast(cython.double, a) + cython.cast(cython.double, b)
            return checked(a + b, "adding", a, "+", b, True)
        raise EvalError(
            Kind.TYPE,
            f"cannot add {describe.with_article(b)} to {describe.with_article(a)}",
            here=True,
            operand=1,
        )
    if ta is Path:
        return append_to_path(cython.cast(Path, a).path, segment(b, False, 1))
    if ta is Prefix:
        return concat_strings((cython.cast(Prefix, a).text, segment(b, False, 1)), "")
    # Only what is added to a string is copied to the store; to a set that stands for one, it is not.
    copy: cython.bint = ta is str or ta is ContextString
    return concat_strings((segment(a, copy, 0), segment(b, copy, 1)), "")


@cython.final
@cython.cclass
class Prefix:
    """The left operand of `+` when it was neither number, string nor path: the string it coerces to."""

    text: object


@cython.cfunc
def addend(value: object, operand: cython.int) -> object:
    """An operand of `+` (the left one) or of an interpolated path, coerced before the next one is forced."""
    t: object = type(value)
    prefix: Prefix
    if t is str or t is ContextString:
        return value
    if operand != 0:
        return segment(value, False, operand)
    if t is int or t is float or t is Path:
        return value
    prefix = Prefix.__new__(Prefix)
    prefix.text = segment(value, False, 0)
    return prefix


@cython.cfunc
def segment(value: object, copy: cython.bint, operand: cython.int) -> object:
    """The string that a part of a string or path coerces to; errors tell which operand it was."""
    if type(value) is str:
        return value
    try:
        return coerce(value, False, copy)
    except EvalError as error:
        raise failures.of_segment(in_own_step(error, "while evaluating a path segment"), operand) from None


@cython.cfunc
def append_to_path(path: str, tail: object) -> object:
    """path + string: a path; the string must not refer to the store."""
    if type(tail) is ContextString:
        raise path_with_context()
    if path.startswith("<nix/"):  # files that come with the language: `<nix/x>` is `/x` where they are
        path = path[4:-1]
    return new_path(normalise(path + cython.cast(str, tail)))


@cython.cfunc
def path_with_context() -> object:
    return EvalError(
        Kind.TYPE, "a string that refers to a store path cannot be appended to a path", here=True
    )


@cython.ccall
def subtract(a: object, b: object) -> object:
    """`a - b`."""
    a = number(a, "first argument of the subtraction")
    b = number(b, "second argument of the subtraction")
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) - cython.cast(cython.double, b)
    return checked(a - b, "subtracting", a, "-", b)


@cython.ccall
def multiply(a: object, b: object) -> object:
    """`a * b`."""
    a = number(a, "first argument of the multiplication")
    b = number(b, "second argument of the multiplication")
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) * cython.cast(cython.double, b)
    return checked(a * b, "multiplying", a, "*", b)


@cython.ccall
def divide(a: object, b: object) -> object:
    """`a / b`; of integers the quotient, truncated towards zero. The divisor is looked at first."""
    b = number(b, "second operand of the division", "a float")
    if b == 0:
        raise EvalError(Kind.ARITHMETIC, "division by zero")
    a = number(a, "first operand of the division", "an integer")
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
    raise describe.expected("a set", right, RIGHT_OF_UPDATE)


@cython.ccall
def update(left: object, right: object) -> object:
    """`left // right`."""
    a: Ref
    b: Ref
    result: Ref
    if type(right) is not AttrSet:
        not_an_update(right)
    if type(left) is not AttrSet:
        raise describe.expected("a set", left, LEFT_OF_UPDATE)
    a = cython.cast(Ref, left)
    b = cython.cast(Ref, right)
    if attr_count(b) == 0:
        return left
    if cython.cast(AttrSet, a).shape != cython.NULL and attr_count(a) == 0:
        return right
    origin: object = origins.merged(left, right)
    source: Ref = cython.NULL if origin is None else cython.cast(Ref, origin)
    b = flat(b)
    result = layer(a, b, source)
    if result == cython.NULL:
        result = merge(flat(a), b, source)
        limits.counters.updates += 1
        limits.counters.copied += attr_count(result)
    return take(result)


@cython.ccall
def concat(left: object, right: object) -> object:
    """`left ++ right`."""
    left = force(left)
    right = force(right)
    if type(left) is not tuple:
        raise describe.expected("a list", left, CONCATENATED)
    if type(right) is not tuple:
        raise describe.expected("a list", right, CONCATENATED)
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
    return wrong_name(value, "while evaluating an attribute name", 0)


@cython.cfunc
def wrong_name(value: object, text: str, operand: cython.int) -> object:
    """Raise the error for something that cannot be a name."""
    error: object
    if type(value) is ContextString:
        error = failures.context_not_allowed(value)
        error.notes.append(Context(text, operand))
        raise error
    error = describe.expected("a string", value, Context(text, operand))
    error.here = True
    error.operand = operand
    raise error


@cython.cfunc
def select_dynamic(attrs: object, name: object) -> object:
    """`attrs.${name}`."""
    name = attribute_name(name)
    if type(attrs) is not AttrSet:
        return select_failed(attrs)
    found: Ref = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name))
    if found == cython.NULL:
        return missing_attribute(attrs, name)
    try:
        return force(cython.cast(object, found))
    except EvalError as error:
        failures.note_attribute(error, attrs, name)
        raise


@cython.cfunc
def has_dynamic(attrs: object, name: object) -> object:
    """`attrs ? ${name}`."""
    name = attribute_name(name)
    return type(attrs) is AttrSet and find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL


@cython.cfunc
def add_dynamic(attrs: object, name: object, value: object, offset: object, source: object) -> object:
    """A set under construction with `${name} = value`; null drops it."""
    result: AttrSet
    if name is None:
        return attrs
    if type(name) is not str:
        return wrong_name(name, "while evaluating the name of a dynamic attribute", -1)
    name = sys.intern(name)
    if find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL:
        place: object = origins.position(attrs, name)
        where: str = ""
        if place is not None:
            line, column = place[0].line_column(place[1])
            where = f" at {place[0].shown}:{line}:{column}"
        message: str = f"dynamic attribute '{printed_name(name)}' already defined{where}"
        raise EvalError(Kind.VALUE, message, here=True)
    positions: object = origins.with_position(attrs, name, (source, offset))
    result = take(
        with_attr(
            cython.cast(Ref, attrs), cython.cast(Ref, name), cython.cast(Ref, value), cython.cast(Ref, positions)
        )
    )
    return result


# ------------------------------------------------------------------------------- strings


@cython.cfunc
def part_to_string(value: object) -> object:
    """A part of an interpolated string."""
    return segment(value, True, -1)


@cython.cfunc
def join(parts: object) -> object:
    return concat_strings(parts, "")


@cython.cfunc
def join_path(parts: object) -> object:
    """An interpolated path: its first part is a path."""
    texts: list = [cython.cast(Path, parts[0]).path]
    part: object
    operand: cython.int = 0
    for part in cython.cast(tuple, parts)[1:]:
        operand += 1
        part = segment(part, False, operand)
        if type(part) is ContextString:
            raise path_with_context()
        texts.append(part)
    return new_path(normalise("".join(texts)))


def checked_number(result: object, verb: str, a: object, operator: str, b: object) -> object:
    """`result` of an arithmetic builtin, or the overflow error if it leaves 64 bits."""
    return checked(result, verb, a, operator, b)
