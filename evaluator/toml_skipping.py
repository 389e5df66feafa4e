"""Where the reading of a TOML text goes on after a fault, as in the reference's library: further faults are told too,
and which ones depends on how much of the text is passed over.
"""

from __future__ import annotations

import re

_BASIC_KEY = r'"(?:[^\x00-\x08\x0a-\x1f\x7f"\\]|\\(?:[btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))*"'
SIMPLE_KEY = rf"(?:[A-Za-z0-9_-]+|{_BASIC_KEY}|'[^\x00-\x08\x0a-\x1f\x7f']*')"
KEY = rf"{SIMPLE_KEY}(?:[ \t]*\.[ \t]*{SIMPLE_KEY})*"
HEADER = re.compile(rf"\[[ \t]*{KEY}[ \t]*\]")
ARRAY_HEADER = re.compile(rf"\[\[[ \t]*{KEY}[ \t]*\]\]")
_SPACED_HEADER = re.compile(rf"[ \t]*\[(?:[ \t]*{KEY}[ \t]*\]|\[[ \t]*{KEY}[ \t]*\]\])")
_END_OF_SCALAR = re.compile(r"[\n,\]}]")


def after_pair(text: str, at: int) -> int:
    """Behind a pair that could not be read: the end of its line, or of its value."""
    while at < len(text) and text[at] != "\n":
        if text[at] == "=":
            # The library skips the value that starts at the sign, which is none.
            return _after_scalar(text, at)
        at += 1
    return at


def next_header(text: str, at: int) -> int:
    """The start of the next line that is the header of a table, or the end."""
    while at < len(text):
        if text[at] == "\n":
            at += 1
            if _SPACED_HEADER.match(text, at):
                return at
            while text[at : at + 1] in (" ", "\t"):
                at += 1
        at += 1
    return len(text)


def after_value(text: str, at: int) -> int:
    """Behind a value in an array, which need not be well formed."""
    c = text[at : at + 1]
    if c == "[":
        return _after_array(text, at)
    if c == "{":
        return _after_inline_table(text, at)
    if c in ('"', "'"):
        return _after_string(text, at)
    return _after_scalar(text, at)


def _after_scalar(text: str, at: int) -> int:
    found = _END_OF_SCALAR.search(text, at)
    return found.start() if found else len(text)


def _after_string(text: str, at: int) -> int:
    quote = text[at]
    if text.startswith(quote * 3, at):
        end = text.find(quote * 3, at + 3)
        return len(text) if end < 0 else end + 3
    found = re.compile(rf"[{quote}\n]").search(text, at + 1)
    return found.end() if found else len(text)


def _after_array(text: str, at: int) -> int:
    """The closing bracket, or where something else seems to start."""
    at += 1
    while at < len(text) and text[at] != "]":
        c = text[at]
        if c in "\"'":
            at = _after_string(text, at)
        elif c == "#":
            at = _after_comments(text, at)
        elif c == "{":
            at = _after_inline_table(text, at)
        elif c == "[":
            if HEADER.match(text, at) or ARRAY_HEADER.match(text, at):
                return at
            at = _after_array(text, at)
        elif c == "=":
            return text.rfind("\n", 0, at) + 1
        else:
            at += 1
    return at


def _after_inline_table(text: str, at: int) -> int:
    """The closing brace, the end of the line, or where a table seems to start."""
    at += 1
    while at < len(text) and text[at] not in "}\n":
        c = text[at]
        if c in "\"'":
            at = _after_string(text, at)
        elif c == "#":
            return _after_comments(text, at)
        elif c == "[":
            if HEADER.match(text, at) or ARRAY_HEADER.match(text, at):
                return at
            at = _after_array(text, at)
        elif c == "{":
            at = _after_inline_table(text, at)
        else:
            at += 1
    return at


def _after_comments(text: str, at: int) -> int:
    """Behind comments and blank lines. (The library never comes back from a comment here.)"""
    found = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*").match(text, at)
    return found.end() if found and found.end() > at else len(text)
