"""Threads with a large C stack: evaluation recurses on it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from evaluator.vm import limits

STACK_BYTES = 1 << 30
"""The stack of an evaluation. Only what is used becomes memory."""

_LEAST = 1 << 23

PYTHON_DEPTH = 300_000
"""Nested Python calls allowed while evaluating: the call depth and the stack's own limit come first."""


class EvaluationThread:
    """A daemon thread that calls `body` with itself, with as large a stack as the system gives. Whatever
    evaluates on it calls `enter` first, since the machine knows one stack at a time. Raises RuntimeError
    if there is no room for any."""

    def __init__(self, body: Callable[[EvaluationThread], None]) -> None:
        self.size = STACK_BYTES
        previous = threading.stack_size()
        while True:
            threading.stack_size(self.size)
            self.thread = threading.Thread(target=body, args=(self,), name="evaluation", daemon=True)
            try:
                self.thread.start()
                return
            except RuntimeError:
                self.size //= 2
                if self.size < _LEAST:
                    raise
            finally:
                threading.stack_size(previous)

    @property
    def current(self) -> bool:
        """Whether this is the thread that asks."""
        return threading.current_thread() is self.thread

    def enter(self) -> None:
        """Tell the machine that this thread's stack is the one it runs on from here."""
        limits.use_stack(self.size)
        sys.setrecursionlimit(PYTHON_DEPTH)
