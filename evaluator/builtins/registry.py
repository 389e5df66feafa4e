"""The table of builtins: each family registers its functions here, a session asks for the globals.

A builtin takes values or thunks (it forces what it needs, `arguments.py` helps) and returns a value or
a thunk, which the machine forces. It raises EvalError; the machine adds place and trace.
"""

from __future__ import annotations

from evaluator.values import Builtin, set_with_itself

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FAMILIES = ["attrsets", "lists", "numbers", "types", "strings", "control", "functions"]
"""The families that are loaded at once."""

LATER = {
    "regex": "match:2 split:2",
    "versions": "compareVersions:2 splitVersion:1 parseDrvName:1",
    "data_formats": "fromJSON:1 fromTOML:1 toJSON:1 toXML:1",
    "hashing": "hashString:2 convertHash:1",
    "environment": "getEnv:1",
    "imports": "import:1 scopedImport:2",
    "context": "hasContext:1 unsafeDiscardStringContext:1 unsafeDiscardOutputDependency:1"
    " addDrvOutputDependencies:1 getContext:1 appendContext:2",
    "derivations": "derivationStrict:1 placeholder:1 outputOf:2",
    "paths": "toPath:1 baseNameOf:1 dirOf:1 pathExists:1 readFile:1 readDir:1 readFileType:1 hashFile:2 findFile:2"
    " storePath:1 toFile:2 filterSource:2 path:1",
    "fetchers": "fetchurl:1 fetchTarball:1",
    "flakes": "parseFlakeRef:1 flakeRefToString:1 getFlake:1",
    "inputs": "fetchGit:1 fetchTree:1 fetchMercurial:1 fetchClosure:1",
}
"""The families that are loaded when one of their builtins is first called, and what they register: loading them
all takes longer than a small evaluation."""

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
        known = _TABLE.get(name)
        if known is None:
            _TABLE[name] = Builtin(name, arity, function)
        elif known.arity == arity:
            known.supply(function)
        else:
            raise AssertionError(f"builtins.{name} takes {arity} arguments, not {known.arity}")
        return function

    return register


def table() -> dict[str, Builtin]:
    """All registered builtins by name."""
    for family in FAMILIES:
        __import__(f"evaluator.builtins.{family}")
    for family, names in LATER.items():
        for word in names.split():
            name, _, arity = word.partition(":")
            if name not in _TABLE:
                _TABLE[name] = Builtin(name, int(arity), _Unloaded(family, name))
    return _TABLE


class _Unloaded:
    """What a builtin calls the first time: loads its family, which puts the real function in its place."""

    def __init__(self, family: str, name: str) -> None:
        self.family = family
        self.name = name

    def __call__(self, *args: Any) -> Any:
        __import__(f"evaluator.builtins.{self.family}")
        function: Any = _TABLE[self.name].function
        return function(*args)


def make_globals(constants: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """The global scope: every builtin but the `hidden` ones, and `constants` (name -> value), under the
    names that programs see. `builtins` holds all of them."""
    from evaluator.builtins.derivation_function import derivation_function

    members: dict[str, Any] = {name: value for name, value in table().items() if name not in hidden}
    members["derivation"] = derivation_function()
    members.update({name: value for name, value in constants.items() if name not in hidden})
    members["builtins"] = set_with_itself(members, "builtins")
    return {name if name in PLAIN else f"__{name}": value for name, value in members.items()}
