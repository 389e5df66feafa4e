"""What one evaluation may take: steps, memory and time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from evaluator.errors import NixrayError
from evaluator.vm import limits

EVERY = 4096
"""Activations between two looks at the limits: some hundred microseconds."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class LimitExceeded(NixrayError):
    """An evaluation took more than it may. `limit` is `steps`, `memory` or `seconds`. `tryEval` does not catch
    it; what had been computed stays, and the session can be used on."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


@dataclass(frozen=True)
class Limits:
    """`steps` are entries of functions and thunks and `seconds` are of wall time, both for each use of the
    session (a call of one of its methods, or a look at a lazy value); `memory` is that of the whole process,
    in bytes. All are looked at every few thousand steps. None means no limit."""

    steps: int | None = None
    memory: int | None = None
    seconds: float | None = None


@contextmanager
def watching(allowed: Limits, progress: Callable[[], object] | None) -> Iterator[None]:
    """Hold what the block evaluates to limits, on the thread that evaluates; `progress` is called at each
    look. The block fails with LimitExceeded."""
    if allowed == Limits() and progress is None:
        yield
        return
    began = time.monotonic()
    steps = 0

    def look() -> None:
        nonlocal steps
        steps += EVERY
        if progress is not None:
            progress()
        if allowed.steps is not None and steps > allowed.steps:
            raise LimitExceeded("steps", f"the evaluation takes more than {allowed.steps:,} steps")
        if allowed.seconds is not None and time.monotonic() - began > allowed.seconds:
            raise LimitExceeded("seconds", f"the evaluation takes longer than {allowed.seconds:g} seconds")
        if allowed.memory is not None and memory_used() > allowed.memory:
            raise LimitExceeded("memory", f"the evaluation takes more than {allowed.memory:,} bytes of memory")

    limits.sample(look, EVERY)
    try:
        yield
    finally:
        limits.sample(None, 0)


def memory_used() -> int:
    """Bytes of memory that this process has in use, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * _PAGE
    except OSError:
        return 0
