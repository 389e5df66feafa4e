"""Values as JSON, as `toJSON`, structured attributes and `--json` write them: compact, names sorted,
strings in UTF-8 as they are, floats by their shortest digits."""

from __future__ import annotations

import json
from typing import Any

from evaluator.errors import EvalError, Kind, Span
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path
from evaluator.vm import state
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.describe import with_article
from evaluator.vm.forcing import force
from evaluator.vm.origins import position

_quote = json.JSONEncoder(ensure_ascii=False).encode


def to_json(value: Any, context: set[str], copy: bool = True) -> str:
    """The JSON text of a value (latin-1, one character per byte), which is forced all through.

    The contexts of all strings in it are added to `context`. `copy` copies paths to the store; else
    they are plain text. Raises EvalError for functions and for strings that are not UTF-8.
    """
    value = force(value)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    kind = type(value)
    if kind is str:
        return quote(value)
    if kind is int:
        return str(value)
    if kind is float:
        return float_text(value)
    if kind is ContextString:
        context.update(value.context)
        return quote(value.s)
    if kind is Path:
        if not copy:
            return quote(value.path)
        copied = state.current.copy_path(value.path)
        context.update(copied.context)
        return quote(copied.s)
    if kind is AttrSet:
        return _attrs(value, context, copy)
    if kind is tuple:
        return _list(value, context, copy)
    assert kind in (Closure, Builtin, PartialCall)
    raise EvalError(Kind.TYPE, f"cannot convert {with_article(value)} to JSON")


def object_text(members: dict[str, str]) -> str:
    """A JSON object from the JSON texts of its members."""
    return "{" + ",".join([f"{quote(name)}:{members[name]}" for name in sorted(members)]) + "}"


def quote(text: str) -> str:
    """A string as JSON has it."""
    if not text.isascii():
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError as error:
            raise _not_utf8(error) from None
    return _quote(text)


def float_text(value: float) -> str:
    """A float: shortest digits that read back the same, always with a point or an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return "null"
    text = repr(value)
    if 1e15 <= abs(value) < 1e16:
        # Here Python still writes all digits.
        digits = text.lstrip("-").removesuffix(".0").rstrip("0")
        mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
        return f"{'-' if value < 0 else ''}{mantissa}e+15"
    return text


def _attrs(value: AttrSet, context: set[str], copy: bool) -> str:
    if "__toString" in value.d:
        string = coerce(value, False, copy)
        if type(string) is ContextString:
            context.update(string.context)
        return quote(text_of(string))
    if "outPath" in value.d:
        return to_json(value.d["outPath"], context, copy)
    members = []
    for name in sorted(value.d):
        try:
            members.append(f"{quote(name)}:{to_json(value.d[name], context, copy)}")
        except EvalError as error:
            place = position(value, name)
            span = Span(place[0], place[1], place[1] + len(name)) if place else None
            raise error.while_(f"while evaluating attribute '{name}'", span) from None
    return "{" + ",".join(members) + "}"


def _list(items: tuple[Any, ...], context: set[str], copy: bool) -> str:
    parts = []
    for index, item in enumerate(items):
        try:
            parts.append(to_json(item, context, copy))
        except EvalError as error:
            raise error.while_(f"while evaluating list element at index {index}") from None
    return "[" + ",".join(parts) + "]"


def _not_utf8(error: UnicodeDecodeError) -> EvalError:
    """What the reference's JSON library says of a string that is not UTF-8."""
    if error.reason == "unexpected end of data":
        problem = f"incomplete UTF-8 string; last byte: 0x{error.object[-1]:02X}"
    else:
        at = error.end if error.reason == "invalid continuation byte" else error.start
        problem = f"invalid UTF-8 byte at index {at}: 0x{error.object[at]:02X}"
    return EvalError(Kind.VALUE, f"JSON serialization error: [json.exception.type_error.316] {problem}")
