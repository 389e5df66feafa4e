"""Builtins on hashes."""

from __future__ import annotations

import sys

from evaluator.builtins.arguments import as_attrs, as_plain_string, as_string
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.store import hashes
from evaluator.vm import state
from evaluator.vm.coercion import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@builtin("hashString", 2)
def hash_string(algorithm: Any, v: Any) -> Any:
    """The hash of a string in base 16."""
    name = as_plain_string(algorithm, "while evaluating the first argument passed to builtins.hashString")
    hashes.check_algorithm(name, state.current.settings.features)
    text = text_of(as_string(v, "while evaluating the second argument passed to builtins.hashString"))
    return hashes.hash_bytes(name, text.encode("latin-1")).base16()


@builtin("convertHash", 1)
def convert_hash(v: Any) -> Any:
    """{ hash, hashAlgo ? none, toHashFormat }: a hash in another notation."""
    attrs = as_attrs(v, "while evaluating the first argument passed to builtins.convertHash")
    features = state.current.settings.features
    text = _text(attrs.d, "hash")
    algorithm = None
    if "hashAlgo" in attrs.d:
        algorithm = hashes.check_algorithm(_text(attrs.d, "hashAlgo"), features)
    wanted, warning = hashes.parse_format(_text(attrs.d, "toHashFormat"))
    if warning is not None:
        state.telling()
        sys.stderr.write(f"warning: {warning}\n")
    return hashes.parse(text, algorithm, features).format(wanted)


def _text(attrs: dict[str, Any], name: str) -> str:
    """A required attribute that is a string without context."""
    if name not in attrs:
        raise EvalError(Kind.MISSING_ATTRIBUTE, f"attribute '{name}' missing").while_(
            f"while locating the attribute '{name}'"
        )
    return str(as_plain_string(attrs[name], f"while evaluating the attribute '{name}'"))
