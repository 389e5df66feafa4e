"""The thread that a session's evaluations run on, whatever thread asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import SimpleQueue
from typing import TypeVar

from evaluator.errors import NixrayError
from evaluator.threads import EvaluationThread
from evaluator.vm import limits

T = TypeVar("T")

_MACHINE = threading.Lock()
"""There is one machine in a process, and one evaluation at a time on it."""


class _Job:
    """Something to do, and what came of it."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function
        self.done = threading.Event()
        self.result: object = None
        self.failure: BaseException | None = None


class Worker:
    """Runs functions one after the other, each within `around()`. Start-up of a thread is paid once."""

    def __init__(self, around: Callable[[], AbstractContextManager[None]]) -> None:
        self._around = around
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = EvaluationThread(self._serve)
        self._open = True

    def run(self, function: Callable[[], T]) -> T:
        """What `function` returns or raises. From the thread itself (a host's function that Nix code calls,
        say) it is simply called. Ctrl-C ends it with Interrupted."""
        if self._thread.current:
            return function()
        if not self._open:
            raise NixrayError("the session is closed")
        job = _Job(function)
        self._jobs.put(job)
        while not job.done.is_set():
            try:
                job.done.wait()
            except KeyboardInterrupt:
                limits.interrupted.set()
        if job.failure is not None:
            raise job.failure
        return job.result  # type: ignore[return-value]  # T is what job.function returns

    def close(self) -> None:
        """Let the thread end."""
        if self._open:
            self._open = False
            self._jobs.put(None)

    def _serve(self, thread: EvaluationThread) -> None:
        while (job := self._jobs.get()) is not None:
            with _MACHINE:
                thread.enter()
                try:
                    with self._around():
                        job.result = job.function()
                except BaseException as error:
                    job.failure = error
                finally:
                    # A request to stop that came too late is not for the next job.
                    limits.interrupted.clear()
            job.done.set()
            del job
