"""The table of builtins: each family registers its functions here, a session asks for the globals.

A builtin takes values or thunks (it forces what it needs, `arguments.py` helps) and returns a value or
a thunk, which the machine forces. It raises EvalError; the machine adds place and trace.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from evaluator.values import Builtin, set_with_itself

FAMILIES = [
    "attrsets",
    "lists",
    "numbers",
    "types",
    "strings",
    "regex",
    "versions",
    "data_formats",
    "hashing",
    "environment",
    "control",
    "functions",
    "imports",
    "context",
    "derivations",
    "paths",
    "fetchers",
    "flakes",
    "inputs",
]

# The builtins that are global under their own name; every other one is global as `__name`.
PLAIN = frozenset(
    """abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial
    fetchTarball fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw
    toString true""".split()
)

_TABLE: dict[str, Builtin] = {}


def builtin(name: str, arity: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as `builtins.name`."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _TABLE[name] = Builtin(name, arity, function)
        return function

    return register


def table() -> dict[str, Builtin]:
    """All registered builtins by name."""
    for family in FAMILIES:
        import_module(f"evaluator.builtins.{family}")
    return _TABLE


def make_globals(constants: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """The global scope: every builtin but the `hidden` ones, and `constants` (name -> value), under the
    names that programs see. `builtins` holds all of them."""
    from evaluator.builtins.derivation_function import derivation_function

    members: dict[str, Any] = {name: value for name, value in table().items() if name not in hidden}
    members["derivation"] = derivation_function()
    members.update({name: value for name, value in constants.items() if name not in hidden})
    members["builtins"] = set_with_itself(members, "builtins")
    return {name if name in PLAIN else f"__{name}": value for name, value in members.items()}
