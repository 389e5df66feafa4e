"""Strings and attribute names as the reference prints them."""

from re import compile as pattern

IDENTIFIER = pattern("[a-zA-Z_][a-zA-Z0-9_'-]*")
KEYWORDS = frozenset({"if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"})

# In this order: the backslash is part of the others.
ESCAPES = (
    ("\\", "\\\\"),
    ('"', '\\"'),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
    ("${", "\\${"),
)


def show_string(value: str) -> str:
    """A string literal for `value`."""
    for text, escape in ESCAPES:
        value = value.replace(text, escape)
    return f'"{value}"'


def show_name(name: str) -> str:
    """An attribute name, in quotes if it is not an identifier."""
    if IDENTIFIER.fullmatch(name) and name not in KEYWORDS:
        return name
    return show_string(name)
