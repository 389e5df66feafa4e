"""What is wrong with a TOML text, told as the reference's library tells it: a title, the lines concerned, and hints.

A place is a pair of offsets into the text. The library takes a line break at the end of a text for granted, caps
long lines, shows the end of the text as a region of two lines, and writes what is not printable ASCII as numbers.
All of that shows in messages, so all of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_AROUND = 30
"""Characters of a long line that are shown before and after a place."""

_NAMES = {"\t": "0x09(TAB)", "\n": "0x0a(LINE FEED)", "\r": "0x0d(CARRIAGE RETURN)"}


class Mark(NamedTuple):
    """A place in a text and what is said of it."""

    start: int
    end: int
    label: str


def here(at: int, label: str = "here") -> Mark:
    """The mark of one character."""
    return Mark(at, at + 1, label)


@dataclass
class Fault(Exception):
    """The text is not TOML. `text` is only set if the places are in another text than the document, `resume` (an
    offset) if reading goes on elsewhere than at the start of the value at fault."""

    title: str
    marks: tuple[Mark, ...]
    hints: str = ""
    text: str | None = None
    resume: int | None = None

    def message(self, document: str) -> str:
        """What the library prints, with a line break at its end (except for hints that lack one)."""
        text, name = (document, "fromTOML") if self.text is None else (self.text, "internal temporary")
        width = max(len(str(_line_number(text, mark.end))) for mark in self.marks)
        blank = f"{'':{width + 1}} |"
        shown = f"[error] {self.title}\n --> {name}\n{blank}\n"
        return shown + f"{blank} ...\n{blank}\n".join(_excerpt(text, mark, width) for mark in self.marks) + self.hints


def _line_number(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _excerpt(text: str, mark: Mark, width: int) -> str:
    """The lines of a mark, each with what is underlined."""
    start, end, label = mark
    if start >= len(text):  # the last character, reaching into a line of its own
        start, end = len(text) - 1, len(text)
        last = _line_number(text, end)
    else:
        last = _line_number(text, end - 1)
    first = _line_number(text, start)
    if first == last:
        line, column = _line(text, start, end - 1)
        return _underlined(width, first, line, column, min(max(len(line) - column, 1), end - start), label)
    top_end = _find_break(text, start, start + 50 if len(text) - start > 60 else len(text))
    top, column = _line(text, start, top_end)
    bottom, bottom_column = _line(text, _find_break(text, end - 51 if end - 1 > 60 else 0, end - 1), end - 1)
    joint = "and" if last > first + 1 else ""
    shown = _underlined(width, first, top, column, len(top) - column, joint)
    if joint:
        shown += _underlined(width, first + 1, "...", 0, 3, joint)
    return shown + _underlined(width, last, bottom, 0, bottom_column + 1, label)


def _find_break(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _line(text: str, start: int, end: int) -> tuple[str, int]:
    """The line around what is between two offsets, capped, and the column of `start` in it."""
    left = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
    right = _find_break(text, end, min(len(text), end + _AROUND))
    line, column = text[left:right], start - left
    if left > 0 and text[left - 1] != "\n" and text[left] != "\n":
        line, column = "... " + line, column + 4
    if right < len(text) and text[right] != "\n":
        line += " ..."
    return line, column


def _underlined(width: int, number: int, line: str, column: int, length: int, label: str) -> str:
    shown = "".join(c if " " <= c <= "~" else _NAMES.get(c, f"0x{ord(c):02x}") for c in line)
    return f" {number:{width}} | {shown}\n{'':{width + 1}} | {'':{column}}{'^' * length}-- {label}\n"
