"""Builtins on flakes. References are text and attributes; fetching a flake is not done."""

from __future__ import annotations

from typing import Any

from evaluator.builtins.arguments import as_attrs, as_plain_string
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store.hashes import missing_feature
from evaluator.values import AttrSet
from evaluator.vm import state
from evaluator.vm.describe import with_article
from evaluator.vm.forcing import force


def need_flakes() -> None:
    """Raise an error unless flakes are on."""
    if "flakes" not in state.current.settings.features:
        raise missing_feature("flakes")


@builtin("parseFlakeRef", 1)
def parse_flake_ref(v: Any) -> Any:
    """The attributes of a flake reference."""
    from evaluator.store import flake_refs

    need_flakes()
    text = as_plain_string(v, "while evaluating the argument passed to builtins.parseFlakeRef")
    return AttrSet(dict(flake_refs.parse(text)))


@builtin("flakeRefToString", 1)
def flake_ref_to_string(v: Any) -> Any:
    """The text of a flake reference given by attributes."""
    from evaluator.store import flake_refs

    need_flakes()
    attrs = as_attrs(v, "while evaluating the argument passed to builtins.flakeRefToString")
    found: flake_refs.Attributes = {}
    for name in sorted(attrs.d):
        value = force(attrs.d[name])
        if type(value) not in (str, int, bool):
            raise EvalError(
                Kind.VALUE,
                "flake reference attribute sets may only contain integers, Booleans, and strings, "
                f"but attribute '{name}' is {with_article(value)}",
            )
        found[name] = value
    return flake_refs.show(found)


@builtin("getFlake", 1)
def get_flake(v: Any) -> Any:
    """The outputs of a flake."""
    from evaluator.store import flake_refs

    need_flakes()
    text = as_plain_string(v, "while evaluating the argument passed to builtins.getFlake")
    reference = flake_refs.show(flake_refs.parse(text))
    raise Unsupported(f"flakes cannot be fetched: '{reference}'; evaluate a file of it instead")
