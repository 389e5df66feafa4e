"""One line on a terminal that says how far a run is; nothing where standard error is no terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Protocol

_EVERY_SECONDS = 0.1


class Building(Protocol):
    """How far builds are."""

    running: int

    @property
    def queued(self) -> int: ...


class Progress:
    """Counts records as they come. `known` gives the number of attributes known so far, `memory` the
    resident bytes of each worker, `builds` what is being built for attributes that wait."""

    def __init__(
        self,
        title: str,
        known: Callable[[], int],
        memory: Callable[[], list[int]] = lambda: [],
        builds: Building | None = None,
    ) -> None:
        self._builds = builds
        self._title = title
        self._known = known
        self._memory = memory
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._start = time.monotonic()
        self._drawn = 0.0
        self._done = 0
        self._bad = 0

    def count(self, *, good: bool) -> None:
        """One more attribute is done."""
        self._done += 1
        self._bad += not good
        now = time.monotonic()
        if self._shown and now - self._drawn >= _EVERY_SECONDS:
            self._drawn = now
            width = os.get_terminal_size(sys.stderr.fileno()).columns
            sys.stderr.write("\r\x1b[K" + self._line(now - self._start)[: width - 1])
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown and self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _line(self, elapsed: float) -> str:
        rate = self._done / elapsed if elapsed > 0 else 0.0
        left = max(self._known() - self._done, 0)
        parts = [f"{self._title}: {self._done}/{self._done + left}"]
        if rate:
            parts += [f"{rate:.0f}/s", f"{_clock(left / rate)} left"]
        parts.append(f"{self._bad} failed")
        if self._builds is not None and (self._builds.running or self._builds.queued):
            parts.append(f"{self._builds.running} building, {self._builds.queued} to build")
        parts += [f"{size >> 20} MiB" for size in self._memory()]
        return "  ".join(parts)


class Status:
    """One line on a terminal that says what is being done; nothing where standard error is no terminal. Leaving the
    `with` takes it away."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, text: str) -> None:
        if self._shown:
            width = os.get_terminal_size(sys.stderr.fileno()).columns
            sys.stderr.write("\r\x1b[K" + text[: width - 1])
            sys.stderr.flush()

    def __enter__(self) -> Status:
        return self

    def __exit__(self, *error: object) -> None:
        self("")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
