"""Builtins that ask what a value is."""

from __future__ import annotations

from typing import Any

from evaluator.builtins.registry import builtin
from evaluator.vm.describe import type_name
from evaluator.vm.forcing import force


@builtin("typeOf", 1)
def type_of(v: Any) -> Any:
    """The name of a value's type."""
    return type_name(force(v))


def _test(name: str, wanted: str) -> None:
    builtin(name, 1)(lambda v: type_name(force(v)) == wanted)


for _name, _wanted in [
    ("isNull", "null"),
    ("isFunction", "lambda"),
    ("isInt", "int"),
    ("isFloat", "float"),
    ("isString", "string"),
    ("isBool", "bool"),
    ("isPath", "path"),
    ("isList", "list"),
    ("isAttrs", "set"),
]:
    _test(_name, _wanted)
