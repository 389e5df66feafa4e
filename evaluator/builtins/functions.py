"""Builtins on functions."""

from __future__ import annotations

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.values import AttrSet, Builtin, Closure, PartialCall
from evaluator.vm.forcing import force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def pattern_of(function: Any) -> Any:
    """The set pattern (Formals) of the argument that `function` takes next, or None."""
    taken = 0
    if type(function) is PartialCall:
        taken = len(function.args)
        function = function.function
    if type(function) is not Closure:
        return None
    code: Any = function.function_code
    last = code.functions[-1]
    if last.formals is None or taken != code.argument_count - 1:
        return None
    return last


@builtin("functionArgs", 1)
def function_args(v: Any) -> Any:
    """The names of a set pattern, and whether each has a default."""
    v = force(v)
    if type(v) not in (Closure, Builtin, PartialCall):
        raise EvalError(Kind.TYPE, "'functionArgs' requires a function")
    pattern = pattern_of(v)
    if pattern is None:
        return AttrSet({})
    function: Any = v if type(v) is Closure else v.function
    source = function.function_code.source
    places = {formal.name: (source, formal.start) for formal in pattern.formals}
    return AttrSet({formal.name: formal.default is not None for formal in pattern.formals}, places)
