"""Builtins on numbers."""

from __future__ import annotations

from evaluator.builtins.arguments import as_int
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.vm.comparison import less_than
from evaluator.vm.describe import expected
from evaluator.vm.forcing import force
from evaluator.vm.operations import checked_number, not_a_number, quotient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MIN = -(2.0**63)
_MAX = 2.0**63


def _operands(a: Any, b: Any, which: str) -> tuple[Any, Any]:
    """Two numbers, both floats if one is. `which` names the operation and its operands."""
    x = force(a)
    y = force(b)
    if type(x) is not int and type(x) is not float:
        raise not_a_number(x, y, f"first {which}")
    if type(y) is not int and type(y) is not float:
        raise not_a_number(y, x, f"second {which}")
    return x, y


@builtin("add", 2)
def add(a: Any, b: Any) -> Any:
    """a + b."""
    x, y = _operands(a, b, "argument of the addition")
    return checked_number(x + y, "adding", x, "+", y)


@builtin("sub", 2)
def sub(a: Any, b: Any) -> Any:
    """a - b."""
    x, y = _operands(a, b, "argument of the subtraction")
    return checked_number(x - y, "subtracting", x, "-", y)


@builtin("mul", 2)
def mul(a: Any, b: Any) -> Any:
    """a * b."""
    x, y = _operands(a, b, "argument of the multiplication")
    return checked_number(x * y, "multiplying", x, "*", y)


@builtin("div", 2)
def div(a: Any, b: Any) -> Any:
    """a / b; the divisor is looked at as a number first."""
    x = force(a)
    y = force(b)
    if type(y) is not int and type(y) is not float:
        raise not_a_number(y, 0.0, "second operand of the division")
    if y == 0:
        raise EvalError(Kind.ARITHMETIC, "division by zero")
    if type(x) is not int and type(x) is not float:
        raise not_a_number(x, y, "first operand of the division")
    return quotient(x, y)


@builtin("lessThan", 2)
def less(a: Any, b: Any) -> Any:
    """a < b."""
    x = force(a)
    return less_than(x, force(b))


def _bits(a: Any, b: Any, name: str) -> tuple[int, int]:
    return (
        as_int(a, f"while evaluating the first argument passed to builtins.{name}"),
        as_int(b, f"while evaluating the second argument passed to builtins.{name}"),
    )


@builtin("bitAnd", 2)
def bit_and(a: Any, b: Any) -> Any:
    """Bitwise and."""
    x, y = _bits(a, b, "bitAnd")
    return x & y


@builtin("bitOr", 2)
def bit_or(a: Any, b: Any) -> Any:
    """Bitwise or."""
    x, y = _bits(a, b, "bitOr")
    return x | y


@builtin("bitXor", 2)
def bit_xor(a: Any, b: Any) -> Any:
    """Bitwise exclusive or."""
    x, y = _bits(a, b, "bitXor")
    return x ^ y


def _rounded(v: Any, round_: Any, name: str) -> int:
    """An integer near a number. Integers are rounded too, but the reference refuses those that lose
    digits on the way through a float."""
    try:
        v = force(v)
        if type(v) is not int and type(v) is not float:
            raise expected("a float", v)
    except EvalError as error:
        raise error.while_(f"while evaluating the first argument passed to builtins.{name}") from None
    value = float(v)
    if not (_MIN <= value < _MAX):
        if type(v) is int:
            raise EvalError(
                Kind.VALUE,
                f"{_BUG} the NixInt argument {v} caused undefined behavior in previous Nix versions.\n"
                "  Future Nix versions might implement the correct behavior.",
            )
        from evaluator.printing import format_float

        raise EvalError(Kind.VALUE, f"NixFloat argument {format_float(value)} is not in the range of NixInt")
    result = int(round_(value))
    if type(v) is int and v != result:
        raise EvalError(
            Kind.VALUE,
            f"{_BUG} a loss of precision occurred in previous Nix versions because the NixInt argument {v}"
            f" was rounded to {result}.\n  Future Nix versions might implement the correct behavior.",
        )
    return result


_BUG = "Due to a bug (see https://github.com/NixOS/nix/issues/12899)"


@builtin("ceil", 1)
def ceil(v: Any) -> Any:
    """The smallest integer not below a number."""
    from math import ceil

    return _rounded(v, ceil, "ceil")


@builtin("floor", 1)
def floor(v: Any) -> Any:
    """The largest integer not above a number."""
    from math import floor

    return _rounded(v, floor, "floor")
