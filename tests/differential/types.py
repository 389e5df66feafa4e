"""Types of generated expressions, and how templates write them.

A type is a letter (`I`, `S`, ... and `A` for any), or a tuple: ("list", t), ("set", ((name, t), ...)),
("function", argument, result).
"""

from __future__ import annotations

from functools import cache
from typing import Any

Type = Any

SCALARS = "IFBNSCPD"


@cache
def parse_type(text: str) -> Type:
    """The type written in a template."""
    found, rest = _type(text)
    assert not rest, f"{text}: {rest}"
    return found


def _type(text: str) -> tuple[Type, str]:
    first, rest = _simple(text)
    if rest.startswith(">"):
        result, rest = _type(rest[1:])
        return ("function", first, result), rest
    return first, rest


def _simple(text: str) -> tuple[Type, str]:
    if text[0] == "[":
        item, rest = _type(text[1:])
        assert rest[0] == "]"
        return ("list", item), rest[1:]
    if text[0] == "{":
        names, rest = [], text[1:]
        while rest[0] != "}":
            name, _, rest = rest.partition("=")
            found, rest = _type(rest)
            names.append((name, found))
            rest = rest.removeprefix(",")
        return ("set", tuple(names)), rest[1:]
    return text[0], text[1:]


def substitute(kind: Type, known: dict[str, Type]) -> Type:
    """A type with its type variables replaced."""
    if isinstance(kind, str):
        return known.get(kind, kind)
    if kind[0] == "set":
        return ("set", tuple((name, substitute(held, known)) for name, held in kind[1]))
    return (kind[0], *(substitute(part, known) for part in kind[1:]))


def fits(offered: Type, wanted: Type) -> bool:
    """Whether a value of the one type may stand where the other is wanted."""
    if offered == wanted or wanted == "A" or (offered, wanted) in {("C", "S")}:
        return True
    if isinstance(offered, str) or isinstance(wanted, str) or offered[0] != wanted[0]:
        return False
    if offered[0] == "list":
        return fits(offered[1], wanted[1])
    if offered[0] == "function":
        return fits(wanted[1], offered[1]) and fits(offered[2], wanted[2])
    held = dict(offered[1])
    return all(name in held and fits(held[name], kind) for name, kind in wanted[1])
