"""Builtins on numbers."""

from __future__ import annotations

import math
from typing import Any

from evaluator.builtins.arguments import as_int, as_number
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.vm.comparison import less_than
from evaluator.vm.forcing import force
from evaluator.vm.operations import checked_number, divide


@builtin("add", 2)
def add(a: Any, b: Any) -> Any:
    """a + b."""
    a, b = as_number(a), as_number(b)
    return checked_number(a + b, "adding", a, "+", b)


@builtin("sub", 2)
def sub(a: Any, b: Any) -> Any:
    """a - b."""
    a, b = as_number(a), as_number(b)
    return checked_number(a - b, "subtracting", a, "-", b)


@builtin("mul", 2)
def mul(a: Any, b: Any) -> Any:
    """a * b."""
    a, b = as_number(a), as_number(b)
    return checked_number(a * b, "multiplying", a, "*", b)


@builtin("div", 2)
def div(a: Any, b: Any) -> Any:
    """a / b."""
    return divide(as_number(a), as_number(b))


@builtin("lessThan", 2)
def less(a: Any, b: Any) -> Any:
    """a < b."""
    return less_than(force(a), force(b))


@builtin("bitAnd", 2)
def bit_and(a: Any, b: Any) -> Any:
    """Bitwise and."""
    return as_int(a) & as_int(b)


@builtin("bitOr", 2)
def bit_or(a: Any, b: Any) -> Any:
    """Bitwise or."""
    return as_int(a) | as_int(b)


@builtin("bitXor", 2)
def bit_xor(a: Any, b: Any) -> Any:
    """Bitwise exclusive or."""
    return as_int(a) ^ as_int(b)


def _integral(value: float, rounded: float, name: str) -> int:
    if math.isnan(value) or math.isinf(value) or not -(2.0**63) <= rounded < 2.0**63:
        raise EvalError(Kind.ARITHMETIC, f"NixFloat argument {value} is not in the range of NixInt")
    return int(rounded)


@builtin("ceil", 1)
def ceil(v: Any) -> Any:
    """The smallest integer not below a number."""
    v = as_number(v)
    return v if type(v) is int else _integral(v, float(math.ceil(v)) if math.isfinite(v) else v, "ceil")


@builtin("floor", 1)
def floor(v: Any) -> Any:
    """The largest integer not above a number."""
    v = as_number(v)
    return v if type(v) is int else _integral(v, float(math.floor(v)) if math.isfinite(v) else v, "floor")
