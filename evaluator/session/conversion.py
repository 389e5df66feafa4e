"""From Python values to Nix values. Text is Unicode there and bytes-as-latin-1 here."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from evaluator.errors import NixrayError
from evaluator.session.values import NixString, Value
from evaluator.values import AttrSet, Builtin, ContextString, Path
from evaluator.vm.paths import normalise

_INT64 = 1 << 63


class NotNix(NixrayError):
    """A Python value that Nix has no like of."""


def internal(text: str) -> str:
    """Unicode text as the evaluator holds it."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def external(text: str) -> str:
    """The evaluator's text as Unicode; bytes that are not UTF-8 become lone surrogates, as in file names."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


def to_nix(value: Any, wrap: Callable[[Any], Any]) -> Any:
    """The evaluator's value for a Python one; `wrap` makes the arguments of Python functions, which become
    functions of the language. Raises NotNix."""
    if isinstance(value, Value):
        return value.raw
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            raise NotNix(f"{value} does not fit into Nix's 64-bit integers")
        return value
    if isinstance(value, NixString):
        context = frozenset(internal(element) for element in value.context)
        return ContextString(internal(value), context) if context else internal(value)
    if isinstance(value, str):
        return internal(value)
    if isinstance(value, PurePath):
        return Path(normalise(internal(os.path.abspath(value))))
    if isinstance(value, Mapping):
        return AttrSet({_name(name): to_nix(item, wrap) for name, item in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return tuple(to_nix(item, wrap) for item in value)
    if callable(value):
        return _function(value, wrap)
    raise NotNix(f"a Python {type(value).__name__} has no equal in Nix")


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise NotNix(f"attribute names are strings, not {name!r}")
    return internal(name)


def _function(function: Callable[..., Any], wrap: Callable[[Any], Any]) -> Builtin:
    name = getattr(function, "__name__", "function")
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise NotNix(f"nobody knows how many arguments {function!r} takes") from None
    taken = [parameter for parameter in parameters if parameter.default is parameter.empty]
    if not taken or any(
        parameter.kind not in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) for parameter in taken
    ):
        raise NotNix(f"'{name}' must take one or more positional arguments to be a function of Nix")

    def call(*arguments: Any) -> Any:
        return to_nix(function(*(wrap(argument) for argument in arguments)), wrap)

    return Builtin(internal(name), len(taken), call)
