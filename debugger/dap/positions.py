"""Lines and columns as an editor counts them: from 0 or 1, columns in UTF-16 units. The evaluation counts both
from 1, columns in bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

Message = dict[str, Any]


@dataclass
class Positions:
    """How one editor counts: the number of its first line and of its first column."""

    first_line: int = 1
    first_column: int = 1

    def line(self, line: int) -> int:
        """A line for the editor."""
        return line - 1 + self.first_line

    def own_line(self, line: int) -> int:
        """A line of the editor's."""
        return line + 1 - self.first_line

    def column(self, text: str, column: int) -> int:
        """A column for the editor, in a line with that text."""
        before = text.encode()[: column - 1].decode("utf-8", "replace")
        return len(before.encode("utf-16-le")) // 2 + self.first_column

    def own_column(self, path: str, line: int, column: int) -> int:
        """A column of the editor's on a line (of our counting) of a file."""
        units = max(column - self.first_column, 0)
        before = line_of(path, line).encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
        # Past the end of the line, or in a source that is no file, a unit is a byte.
        missing = units - len(before.encode("utf-16-le")) // 2
        return len(before.encode()) + missing + 1

    def span(self, frame: Message) -> Message:
        """Where a frame stands."""
        text = frame["text"]
        one_line = frame["end_line"] == frame["line"]
        end = (
            self.column(text, frame["end_column"])
            if one_line
            else frame["end_column"] - 1 + self.first_column
        )
        return {
            "line": self.line(frame["line"]),
            "column": self.column(text, frame["column"]),
            "endLine": self.line(frame["end_line"]),
            "endColumn": end,
        }


def line_of(path: str, line: int) -> str:
    """A line of a file; empty if there is none."""
    if not path.startswith("/"):
        return ""
    try:
        lines = Path(path).read_text("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""
