"""The text of a `.drv` file: the ATerm notation, written and read.

Written is exactly what the reference writes, since the text is hashed; read is exactly that form and
nothing else. Texts are `str` with one character per byte.
"""

from __future__ import annotations

import re

from evaluator.errors import EvalError, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def escape(text: str) -> str:
    """A string without its quotes, as it stands between quotes."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    if "\r" in text:
        text = text.replace("\r", "\\r")
    return text


def escape_all(texts: Sequence[str]) -> list[str]:
    """`escape` of each text, in one pass over all of them."""
    # A NUL cannot stand in a Nix string, so it separates; if one does, the slow way is right too.
    escaped = escape("\0".join(texts)).split("\0")
    if len(escaped) != len(texts):
        return [escape(text) for text in texts]
    return escaped


def strings(texts: Iterable[str]) -> str:
    """A list of strings that need no escapes (paths, output names)."""
    joined = '","'.join(texts)
    return f'["{joined}"]' if joined else "[]"


def pairs(escaped: Sequence[str]) -> str:
    """A list of pairs of strings; `escaped` holds first and second by turns."""
    if not escaped:
        return "[]"
    turns = iter(escaped)
    return '[("' + '"),("'.join(map('","'.join, zip(turns, turns, strict=True))) + '")]'


class Reader:
    """Reads one text from its start. `what` names it in errors."""

    def __init__(self, text: str, what: str) -> None:
        self._text = text
        self._what = what
        self.at = 0

    def expect(self, literal: str) -> None:
        """Step over `literal`, which must come next."""
        if not self._text.startswith(literal, self.at):
            raise self.failure(f"expected string '{literal}'")
        self.at += len(literal)

    def follows(self, literal: str) -> bool:
        """Step over `literal` if it comes next, and tell whether it did."""
        if self._text.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def string(self) -> str:
        """A string in quotes."""
        found = _STRING.match(self._text, self.at)
        if found is None:
            raise self.failure("expected a string in quotes")
        self.at = found.end()
        text = found.group(1)
        if "\\" in text:
            return _ESCAPE.sub(lambda escaped: _UNESCAPED.get(escaped[1], escaped[1]), text)
        return text

    def more(self, first: bool) -> bool:
        """Inside a list: whether another element comes; steps over the comma or the closing bracket."""
        if self.follows("]"):
            return False
        if not first:
            self.expect(",")
        return True

    def string_list(self) -> list[str]:
        """A list of strings."""
        self.expect("[")
        found: list[str] = []
        while self.more(not found):
            found.append(self.string())
        return found

    def end(self) -> None:
        """The text must end here."""
        if self.at != len(self._text):
            raise self.failure("expected the end")

    def failure(self, problem: str) -> EvalError:
        """The error for a text that is no derivation."""
        return EvalError(Kind.STORE, f"error parsing derivation '{self._what}': {problem} at byte {self.at}")
