"""Strings, floats and attribute names as they are written in Nix.

The rules are those of reference Nix 2.34.8, observed.
"""

from __future__ import annotations

from evaluator.syntax.quoting import show_name as attribute_name
from evaluator.syntax.quoting import show_string as quoted
from evaluator.values import ContextString, Path

__all__ = ["attribute_name", "format_float", "quoted", "scalar"]


def format_float(value: float) -> str:
    """A float with six digits, as C++ streams print it; the sign of a NaN shows."""
    if value != value:
        from math import copysign

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
