"""Threads with a large C stack: evaluation recurses on it."""

from __future__ import annotations

import _thread
import sys

from evaluator import arenas
from evaluator.vm import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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
        self._body = body
        self._ident = 0
        previous = _thread.stack_size()
        arenas.populate()
        while True:
            _thread.stack_size(self.size)
            try:
                # Not `threading.Thread`: loading that takes as long as a hundred small evaluations.
                _thread.start_new_thread(self._run, ())
                return
            except RuntimeError:
                self.size //= 2
                if self.size < _LEAST:
                    raise
            finally:
                _thread.stack_size(previous)

    def _run(self) -> None:
        self._ident = _thread.get_ident()
        self._body(self)

    @property
    def current(self) -> bool:
        """Whether this is the thread that asks."""
        return _thread.get_ident() == self._ident

    def enter(self) -> None:
        """Tell the machine that this thread's stack is the one it runs on from here."""
        limits.use_stack(self.size)
        sys.setrecursionlimit(PYTHON_DEPTH)
