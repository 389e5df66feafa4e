"""Values as text, as reference Nix prints them."""

from __future__ import annotations

from typing import Any

from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, Thunk


def quoted(text: str) -> str:
    """A string as a literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    escaped = escaped.replace("\r", "\\r").replace("\t", "\\t").replace("${", "\\${")
    return f'"{escaped}"'


def brief(value: Any) -> str:
    """A value as error messages print it: nothing is forced."""
    return show(value)


def show(value: Any) -> str:
    """A value as far as it is known; thunks are «thunk»."""
    if type(value) is Thunk:
        return show(value.value) if value.finished else "«thunk»"
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        return f"{value:g}"
    if type(value) is str:
        return quoted(value)
    if type(value) is ContextString:
        return quoted(value.s)
    if type(value) is Path:
        return value.path
    if type(value) is tuple:
        return "[ " + "".join(show(item) + " " for item in value) + "]"
    if type(value) is AttrSet:
        return "{ " + "".join(f"{name} = {show(value.d[name])}; " for name in sorted(value.d)) + "}"
    if type(value) is Closure:
        return "<LAMBDA>"
    if type(value) is Builtin:
        return "<PRIMOP>"
    if type(value) is PartialCall:
        return "<PRIMOP-APP>" if type(value.function) is Builtin else "<LAMBDA>"
    raise TypeError(type(value).__name__)
