"""What the program says on standard error while one attribute is evaluated: its traces and warnings."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_TRACE = "trace: "
_WARNINGS = ("evaluation warning: ", "warning: ")


class Said:
    """Traces and warnings of one attribute, each without its prefix."""

    def __init__(self) -> None:
        self.traces: list[str] = []
        self.warnings: list[str] = []

    def to_json(self) -> dict[str, list[str]]:
        """The keys `traces` and `warnings`, left out where empty."""
        rows = {"traces": self.traces, "warnings": self.warnings}
        return {name: texts for name, texts in rows.items() if texts}

    def add(self, text: str) -> None:
        """One message as the evaluator writes it: whole, prefix first."""
        text = text.rstrip("\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if text.startswith(_TRACE):
            self.traces.append(text.removeprefix(_TRACE))
        for prefix in _WARNINGS:
            if text.startswith(prefix):
                self.warnings.append(text.removeprefix(prefix))
                return


class _Listening:
    """Stands for standard error; `echo` is where everything goes as well, or None."""

    def __init__(self, said: Said, echo: TextIO | None) -> None:
        self._said = said
        self._echo = echo

    def write(self, text: str) -> int:
        self._said.add(text)
        return self._echo.write(text) if self._echo is not None else len(text)

    def isatty(self) -> bool:
        return self._echo is not None and self._echo.isatty()

    def flush(self) -> None:
        if self._echo is not None:
            self._echo.flush()


@contextmanager
def listening(echo: bool) -> Iterator[Said]:
    """Within this, what is written to standard error is noted; with `echo` it is written as well."""
    said = Said()
    before = sys.stderr
    sys.stderr = _Listening(said, before if echo else None)
    try:
        yield said
    finally:
        sys.stderr = before
