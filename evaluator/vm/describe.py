"""What values are, and how error messages show them: `a list: [ 1 2 ]`."""

from __future__ import annotations

from evaluator.errors import Context, EvalError, Kind
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, Thunk
from evaluator.vm.forcing import force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def type_name(value: Any) -> str:
    """What `builtins.typeOf` says."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "bool"
    kind = _TYPES.get(type(value))
    if kind is None:
        raise TypeError(f"not a Nix value: {type(value).__name__}")
    return kind


_TYPES = {
    int: "int",
    float: "float",
    str: "string",
    ContextString: "string",
    Path: "path",
    tuple: "list",
    AttrSet: "set",
    Closure: "lambda",
    Builtin: "lambda",
    PartialCall: "lambda",
    Thunk: "thunk",
}


def is_derivation(value: Any) -> bool:
    """Whether a forced value is a set whose `type` is "derivation", with a context or without."""
    if type(value) is not AttrSet or "type" not in value.d:
        return False
    kind = force(value.d["type"])
    return bool((kind.s if type(kind) is ContextString else kind) == "derivation")


_ARTICLES = {
    "null": "null",
    "bool": "a Boolean",
    "int": "an integer",
    "float": "a float",
    "string": "a string",
    "path": "a path",
    "list": "a list",
    "set": "a set",
    "lambda": "a function",
    "thunk": "a thunk",
}


def with_article(value: Any) -> str:
    """The type of a value with its article, as messages have it."""
    if type(value) is Builtin:
        return f"the built-in function '{value.name}'"
    if type(value) is PartialCall and type(value.function) is Builtin:
        return f"the partially applied built-in function '{value.function.name}'"
    if type(value) is ContextString:
        return "a string with context"
    return _ARTICLES[type_name(value)]


def describe(value: Any) -> str:
    """`an integer: 1`: the type with its article, and the value as far as it is known."""
    return f"{with_article(value)}: {brief(value)}"


def expected(what: str, value: Any, context: Context | None = None) -> EvalError:
    """The type error `expected a set but found an integer: 1`."""
    return EvalError(Kind.TYPE, f"expected {what} but found {describe(value)}", context=context)


def brief(value: Any) -> str:
    """A value as error messages print it: nothing is forced, and long values are cut."""
    from evaluator.printing import brief as printed

    return printed(value)


def attribute_name(name: str) -> str:
    """A name as it is printed in a set."""
    from evaluator.printing import attribute_name as printed

    return printed(name)
