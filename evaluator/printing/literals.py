"""Strings, floats and attribute names as they are written in Nix.

The rules are those of reference Nix 2.34.8, observed.
"""

from __future__ import annotations

import re
from math import copysign, isnan

from evaluator.values import ContextString, Path

# Words that would not parse as an attribute name; `or` does.
KEYWORDS = frozenset(["assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"])

_IDENTIFIER = re.compile(r"[a-zA-Z_][a-zA-Z0-9_'-]*\Z")
_SPECIAL = re.compile(r'[\\"\n\r\t]|\$\{')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "${": "\\${"}


def quoted(text: str) -> str:
    """A string as a literal."""
    return f'"{_SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)}"'


def attribute_name(name: str) -> str:
    """A name as it stands in a set: bare if it can."""
    return name if _IDENTIFIER.match(name) and name not in KEYWORDS else quoted(name)


def format_float(value: float) -> str:
    """A float with six digits, as C++ streams print it; the sign of a NaN shows."""
    if isnan(value):
        return "nan" if copysign(1.0, value) > 0 else "-nan"
    return f"{value:g}"


def scalar(value: object) -> str | None:
    """The text of a value with nothing inside, or None for any other."""
    kind = type(value)
    if kind is str:
        return quoted(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is float:
        return format_float(value)  # type: ignore[arg-type]
    if kind is Path:
        return str(value.path)  # type: ignore[attr-defined]
    if kind is ContextString:
        return quoted(value.s)  # type: ignore[attr-defined]
    return None
