"""The text of a `.drv` file, the ATerm notation, read; `skeleton` writes it.

Read is exactly the form that the reference writes and nothing else. Texts are `str` with one character per byte.
"""

from __future__ import annotations

import re

from evaluator.errors import EvalError, Kind

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


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
