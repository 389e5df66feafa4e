"""The global `derivation`: a function written in Nix, so that it is as lazy as the reference's and shows
like it."""

from __future__ import annotations

import os

from evaluator.bytecode.compiler import compile_file
from evaluator.errors import Source
from evaluator.syntax.options import ParseOptions
from evaluator.syntax.parser import parse
from evaluator.values import AttrSet
from evaluator.vm.files import run_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NEEDED = ("derivationStrict", "map")
_NEEDED_MEMBERS = ("listToAttrs", "getAttr", "head")


class InternalSource(Source):
    """A source text that comes with the language; messages show its name, positions its path."""

    __slots__ = ()
    internal = True

    @property
    def shown(self) -> str:
        """What messages call it."""
        return self.name.encode().decode("latin-1")


_made: list[Any] = []


def derivation_function() -> Any:
    """The function value. It is made once in a process and refers to nothing of a session."""
    if not _made:
        _made.append(_make())
    return _made[0]


def _make() -> Any:
    from evaluator.builtins.registry import table

    with open(os.path.join(os.path.dirname(__file__), "derivation.nix"), "rb") as file:
        text = file.read()
    name = "«nix-internal»/derivation-internal.nix"
    source = InternalSource("/derivation-internal.nix", name, text)
    builtins = table()
    scope: dict[str, Any] = {name: builtins[name] for name in _NEEDED}
    scope["builtins"] = AttrSet({name: builtins[name] for name in _NEEDED_MEMBERS})
    code = compile_file(parse(source, "/", "/", ParseOptions()), source, scope, [], None)
    return run_file(code, ())
