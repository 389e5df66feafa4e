"""What the instructions do when the machine's short cut does not apply: operators, strings, failures."""

import cython
from cython.cimports.evaluator.values import ContextString, Path, new_path
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import coerce, concat_strings, in_own_step
from cython.cimports.evaluator.vm.comparison import less_than
from cython.cimports.evaluator.vm.forcing import force

from evaluator.errors import Context, EvalError, Kind
from evaluator.vm import describe, failing, failures, inequality, notes
from evaluator.vm.paths import normalise

INT_MAX = cython.declare(object, (1 << 63) - 1)
INT_MIN = cython.declare(object, -(1 << 63))
CONCATENATED = cython.declare(object, Context("while evaluating one of the elements to concatenate"))


# ------------------------------------------------------------------------------- failures


@cython.cfunc
def not_a_boolean(value: object) -> object:
    error: object = describe.expected("a Boolean", value)
    error.here = True
    raise error


@cython.cfunc
def with_needs_set(value: object) -> object:
    """The set of a `with` is none."""
    raise describe.expected(
        "a set", value, Context("while evaluating the first subexpression of a with expression", notes.WITH_SET)
    )


@cython.cfunc
def too_deep(code: object) -> object:
    """Operators that stand for builtins are calls, so they count (though never for the depth of others)."""
    raise failures.call_depth()


@cython.cfunc
def too_deep_for_operand(thunk: object) -> object:
    """The same, found when an operand is to be forced: the place is that of the operator."""
    raise failures.call_depth(notes.OPERATOR)


@cython.cfunc
def failed_before(failure: object) -> object:
    raise failing.again(failure)


@cython.cfunc
def needs_itself(thunk: object) -> object:
    raise failures.infinite_recursion(thunk)


@cython.cfunc
def undefined(code: object, name: object) -> object:
    raise failures.undefined_variable(code, name)


@cython.cfunc
def assertion_failed(code: object, condition: object) -> object:
    raise failures.assertion(code, condition)


@cython.cfunc
def not_equal(condition: object, left: object, right: object) -> object:
    raise inequality.failed(condition, left, right)


@cython.cfunc
def unknown_instruction(code: object) -> object:
    raise AssertionError(f"unknown instruction in {code}")


# ------------------------------------------------------------------------------- numbers


@cython.cfunc
@cython.inline
def is_number(value: object) -> cython.bint:
    return type(value) is int or type(value) is float


def not_a_number(value: object, other: object, what: str) -> EvalError:
    """The type error of an operand called `what`: beside a float, a float was expected."""
    if type(other) is not float:
        return describe.expected("an integer", value).while_(f"while evaluating the {what}")
    if what == "first argument of the multiplication":  # the reference's own words
        what = "first of the multiplication"
    return describe.expected("a float", value).while_(f"while evaluating the {what}")


@cython.cfunc
def checked(result: object, verb: str, a: object, operator: str, b: object, here: cython.bint = False) -> object:
    """An integer result, if it fits in 64 bits."""
    if type(result) is int and (result > INT_MAX or result < INT_MIN):
        message: str = f"integer overflow in {verb} {a} {operator} {b}"
        raise EvalError(Kind.ARITHMETIC, message, here=here, operand=1)
    return result


# Floats are added and multiplied as C doubles: Cython's own arithmetic of a float object and an integer
# object loses the sign of zeros.


@cython.cfunc
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
    return EvalError(Kind.TYPE, "a string that refers to a store path cannot be appended to a path", here=True)


@cython.cfunc
def subtract(a: object, b: object) -> object:
    """`a - b`."""
    a = force(a)
    b = force(b)
    if not is_number(a):
        raise not_a_number(a, b, "first argument of the subtraction")
    if not is_number(b):
        raise not_a_number(b, a, "second argument of the subtraction")
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) - cython.cast(cython.double, b)
    return checked(a - b, "subtracting", a, "-", b)


@cython.cfunc
def multiply(a: object, b: object) -> object:
    """`a * b`."""
    a = force(a)
    b = force(b)
    if not is_number(a):
        raise not_a_number(a, b, "first argument of the multiplication")
    if not is_number(b):
        raise not_a_number(b, a, "second argument of the multiplication")
    if type(a) is float or type(b) is float:
        return cython.cast(cython.double, a) * cython.cast(cython.double, b)
    return checked(a * b, "multiplying", a, "*", b)


@cython.cfunc
def divide(a: object, b: object) -> object:
    """`a / b`; of integers the quotient, truncated towards zero. The divisor is looked at first."""
    a = force(a)
    b = force(b)
    if not is_number(b):
        raise not_a_number(b, 0.0, "second operand of the division")
    if b == 0:
        raise EvalError(Kind.ARITHMETIC, "division by zero")
    if not is_number(a):
        raise not_a_number(a, b, "first operand of the division")
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
    """`a < b`, which is a call of a builtin: lists are compared one level deeper."""
    depth: cython.int = limits.descend()
    result: cython.bint = less_than(a, b)
    limits.depth = depth
    return result


# ------------------------------------------------------------------------------- lists


@cython.cfunc
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


def quotient(a: object, b: object) -> object:
    """`a / b` for the builtin."""
    return divide(a, b)
