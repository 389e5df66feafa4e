"""The thread that talks to the evaluation, so that the screen stays alive while something is waited for.

All requests are made there, one after the other: no pane ever asks the evaluation itself.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

Job = Callable[[], None]


class Worker:
    """Does jobs in the order in which they came. `busy` while any is left; `idle()` is called, by the worker's
    thread, when none is left any more. It is a daemon: a job that never ends keeps nobody from leaving."""

    def __init__(self, idle: Job) -> None:
        self._idle = idle
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._left = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._run, name="conversation", daemon=True).start()

    @property
    def busy(self) -> bool:
        """Whether a job is under way or waits."""
        return self._left > 0

    def do(self, job: Job) -> None:
        """Have a job done. It must not raise."""
        with self._lock:
            self._left += 1
        self._jobs.put(job)

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            finally:
                with self._lock:
                    self._left -= 1
            if not self.busy:
                self._idle()
