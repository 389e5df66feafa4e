"""Builtins on flakes and their references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluator.builtins.arguments import as_attrs, as_plain_string
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.store.hashes import missing_feature
from evaluator.values import AttrSet, ContextString
from evaluator.vm import describe, state, symbols
from evaluator.vm.coercion import text_of
from evaluator.vm.forcing import force

if TYPE_CHECKING:
    from evaluator.store.flake_references import Attributes

NEEDS_FLAKES = frozenset(("path", "indirect", "github", "gitlab", "sourcehut"))
"""The types of inputs that the experimental feature `flakes` has."""


def references() -> Any:
    """The module `store.flake_references`. What it needs takes long to load, and few programs use it."""
    from evaluator.store import flake_references

    return flake_references


@builtin("parseFlakeRef", 1)
def parse_flake_ref(v: Any) -> Any:
    """The attributes of a flake reference."""
    text = as_plain_string(v, "while evaluating the argument passed to builtins.parseFlakeRef")
    attributes = references().parse(text)
    need_feature(attributes)
    return AttrSet(dict(attributes))


@builtin("flakeRefToString", 1)
def flake_ref_to_string(v: Any) -> Any:
    """The flake reference with some attributes."""
    attrs = as_attrs(v, "while evaluating the argument passed to builtins.flakeRefToString")
    attributes: Attributes = {}
    for name in symbols.order(attrs.d):
        value = force(attrs.d[name])
        if type(value) not in (str, ContextString, bool, int):
            raise EvalError(
                Kind.VALUE,
                "flake reference attribute sets may only contain integers, Booleans, and strings, "
                f"but attribute '{name}' is {describe.with_article(value)}",
            )
        if type(value) is int and value < 0:
            raise EvalError(Kind.VALUE, f"negative value given for flake ref attr {name}: {value}")
        attributes[name] = text_of(value) if type(value) is ContextString else value
    need_feature(attributes)
    return references().show(attributes)


@builtin("getFlake", 1)
def get_flake(v: Any) -> Any:
    """The outputs of a flake, and what is known about it."""
    text = as_plain_string(v, "while evaluating the argument passed to builtins.getFlake")
    reference = references().parse(text)
    need_feature({"type": "indirect"})
    pure = state.current.settings.pure
    if pure and not is_locked(reference):
        where = "\u00abnone\u00bb:0".encode().decode("latin-1")  # the reference never knows it here
        raise EvalError(
            Kind.RESTRICTED,
            f"cannot call 'getFlake' on unlocked flake reference '{text}', at {where} (use --impure to override)",
        )
    from evaluator.flakes.locking import Request

    return state.current.flakes().outputs(reference, Request(allow_unlocked=not pure))


def is_locked(reference: Attributes) -> bool:
    """Whether a reference can only ever mean one content."""
    return "narHash" in reference or (reference["type"] not in ("path", "indirect") and "rev" in reference)


def need_feature(attributes: Attributes) -> None:
    """Raise the error of the experimental feature that a type of input needs, if it is off."""
    if attributes.get("type") in NEEDS_FLAKES and "flakes" not in state.current.settings.features:
        raise missing_feature("flakes")
