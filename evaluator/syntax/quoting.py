"""Strings and attribute names as the reference prints them."""

# Words that would not parse as an attribute name; `or` does.
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
    return name if is_identifier(name) and name not in KEYWORDS else show_string(name)


def is_identifier(name: str) -> bool:
    """Whether a text is a letter or `_`, and then letters, digits, `_`, `'` and `-`."""
    # Without `re`, which takes as long to load as a small evaluation. Latin-1 has letters beyond ASCII.
    plain = name.replace("-", "_").replace("'", "_")
    return plain.isidentifier() and plain.isascii() and name[0] not in "-'"
