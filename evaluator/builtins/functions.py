"""Builtins on functions."""

from cython.cimports.evaluator.syntax.ast import Formal
from cython.cimports.evaluator.values import new_attrs
from cython.cimports.evaluator.vm.forcing import force

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.values import AttrSet, Builtin, Closure, PartialCall

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
    code: object = function.function_code
    functions: list = code.functions
    last: object = functions[len(functions) - 1]
    return None if last.formals is None or taken != code.argument_count - 1 else last


@builtin("functionArgs", 1)
def function_args(v):
    """The names of a set pattern, and whether each has a default."""
    formal: Formal
    args: dict = {}
    places: dict = {}
    v = force(v)
    if type(v) not in (Closure, Builtin, PartialCall):
        raise EvalError(Kind.TYPE, "'functionArgs' requires a function")
    pattern: object = pattern_of(v)
    if pattern is None:
        return AttrSet({})
    function: object = v if type(v) is Closure else v.function
    source: object = function.function_code.source
    for formal in pattern.formals:
        args[formal.name] = formal.default is not None
        places[formal.name] = (source, formal.start)
    return new_attrs(args, places)
