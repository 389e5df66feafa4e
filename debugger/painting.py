"""Colours and source excerpts for a terminal. Without colours everything still reads well."""

from __future__ import annotations

import os
from typing import Any, TextIO

CONTEXT = 40
"""Lines before an excerpt that the highlighter gets to see, so that it knows where strings began."""

_CODES = {
    "error": "31;1",
    "title": "1",
    "place": "36",
    "value": "0",
    "pending": "33",
    "running": "35",
    "failed": "31",
    "unset": "2",
    "dim": "2",
    "caret": "31;1",
    "good": "32",
}


class Painter:
    """Puts colour around words, if `on`."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, style: str, text: str) -> str:
        """The text in a style."""
        code = _CODES[style]
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and code != "0" and text else text

    def nix(self, lines: list[str]) -> list[str]:
        """Lines of Nix source, highlighted."""
        if not self.on:
            return lines
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers.nix import NixLexer

        # The lexer would drop blank lines at either end.
        lexer = NixLexer(stripnl=False, ensurenl=False)
        painted = str(highlight("\n".join(lines), lexer, TerminalFormatter())).rstrip("\n").split("\n")
        return painted if len(painted) == len(lines) else lines


def painter_for(stream: TextIO) -> Painter:
    """Colours if the stream is a terminal and nobody said NO_COLOR."""
    return Painter(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def excerpt(frame: dict[str, Any], lines: list[str], first: int, paint: Painter, skip: int = 0) -> str:
    """Numbered source lines with the frame's expression underlined. `lines` begin at line `first`; the
    first `skip` of them are context for the highlighter and not shown."""
    painted = paint.nix(lines)
    width = len(str(first + len(lines)))
    result = []
    for at in range(skip, len(lines)):
        number = first + at
        here = number == frame["line"]
        mark = paint("caret", ">") if here else " "
        result.append(f" {mark} {paint('dim', f'{number:>{width}} |')} {painted[at]}".rstrip())
        if here:
            result.append(f"   {' ' * width} {paint('dim', '|')} {underline(frame, lines[at], paint)}")
    return "\n".join(result)


def underline(frame: dict[str, Any], line: str, paint: Painter) -> str:
    """The carets under a frame's expression on the line it begins on."""
    # Columns count bytes.
    data = line.encode()
    before = data[: frame["column"] - 1].decode("utf-8", "replace")
    end = frame["end_column"] - 1 if frame["end_line"] == frame["line"] else len(data)
    length = max(1, len(data[frame["column"] - 1 : end].decode("utf-8", "replace").rstrip()))
    indent = "".join("\t" if c == "\t" else " " for c in before)
    return indent + paint("caret", "^" * length)
