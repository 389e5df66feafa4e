"""The worker pool: hands out attributes, takes what comes back, survives what happens to workers.

Every task ends in exactly one look. A worker that dies costs the attribute it was evaluating; what
it had not begun goes back to the queue. Nothing here evaluates, so nothing here can be brought down.
"""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection, wait

from eval_jobs.looking import Children, Looker, Nothing, Task
from eval_jobs.memory import resident_bytes
from eval_jobs.paths import AttrPath
from eval_jobs.results import Record, crashed, timed_out
from eval_jobs.zygote import Answer, Fork, Ready, Reap, RootFailed, zygote_main
from evaluator.errors import NixrayError

_GONE = (EOFError, BrokenPipeError, ConnectionResetError)
_IN_FLIGHT = 2  # one being evaluated and one waiting, so that a worker never waits for the pool
_WATCH_SECONDS = 0.25


class RootUnusable(NixrayError):
    """The root cannot be evaluated, so there is nothing to hand out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may take. `memory` in bytes is for each worker: past it a worker is replaced
    between two attributes, past twice as much it is ended in the middle of one."""

    workers: int = 2
    item_timeout: float | None = None
    memory: int = 4 << 30


@dataclass(slots=True)
class _Worker:
    pid: int
    tasks: Connection
    in_flight: deque[Task] = field(default_factory=deque)
    head_since: float = 0.0
    retiring: bool = False
    ended: tuple[Task, Record] | None = None  # the task it was killed in, and that task's record


class Pool:
    """One run over a root. Iterate over `results` once; closing that ends every process."""

    def __init__(self, looker: Looker, limits: Limits) -> None:
        self._limits = limits
        self._looker = looker
        self._todo: deque[Task] = deque()
        self._workers: list[_Worker] = []
        self._done = 0
        self._zygote = 0
        self._control: Connection | None = None
        self._ready = False

    @property
    def done(self) -> int:
        """Records given so far."""
        return self._done

    @property
    def known(self) -> int:
        """Records given and attributes still to look at; grows while sets are entered."""
        return self._done + len(self._todo) + sum(len(worker.in_flight) for worker in self._workers)

    def worker_memory(self) -> list[int]:
        """Resident bytes of each worker now."""
        return [resident_bytes(worker.pid) for worker in self._workers]

    def results(self, paths: list[AttrPath] | None) -> Iterator[Record]:
        """Records in completion order: of `paths`, or of every job below the root."""
        if paths is None:
            self._todo.append(Task((), False))
        else:
            self._todo.extend(Task(path, True) for path in paths)
        try:
            self._start_zygote()
            while self._todo or self._workers:
                self._hire()
                yield from self._take()
        finally:
            self._end_all()

    def _start_zygote(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        ours, theirs = Pipe()
        self._zygote = os.fork()
        if self._zygote == 0:
            ours.close()
            zygote_main(self._looker, theirs)
        theirs.close()
        self._control = ours
        match self._hear():
            case RootFailed(message):
                raise RootUnusable(message)
            case Ready():
                self._ready = True

    def _hear(self) -> object:
        assert self._control is not None
        try:
            return self._control.recv()
        except _GONE:
            _, status = os.waitpid(self._zygote, 0)
            self._zygote = 0
            raise RootUnusable(f"the process that evaluates the root {ending(status)}") from None

    def _hire(self) -> None:
        """Start workers while there is work for them, and hand out tasks."""
        free = [worker for worker in self._workers if not worker.retiring]
        waiting = len(self._todo)
        while len(self._workers) < self._limits.workers and waiting > sum(not w.in_flight for w in free):
            free.append(self._fork())
        # Breadth first: every worker gets a task to do before one gets a task to wait for.
        for depth in range(1, _IN_FLIGHT + 1):
            for worker in free:
                if self._todo and len(worker.in_flight) < depth:
                    self._hand_over(worker, self._todo.popleft())

    def _hand_over(self, worker: _Worker, task: Task) -> None:
        if not worker.in_flight:
            worker.head_since = time.monotonic()
        worker.in_flight.append(task)
        with suppress(*_GONE):  # when it has died, reading from it will tell
            worker.tasks.send(task)

    def _fork(self) -> _Worker:
        assert self._control is not None
        ours, theirs = Pipe()
        with suppress(*_GONE):  # hearing tells how it ended
            self._control.send(Fork())
            reduction.send_handle(self._control, theirs.fileno(), self._zygote)
        theirs.close()
        pid = self._hear()
        assert isinstance(pid, int)
        worker = _Worker(pid, ours)
        self._workers.append(worker)
        return worker

    def _take(self) -> Iterator[Record]:
        """Wait for something to happen, for a moment at most, and deal with it."""
        ready = wait([worker.tasks for worker in self._workers], _WATCH_SECONDS)
        for worker in list(self._workers):
            if worker.tasks in ready:
                yield from self._read(worker)
            else:
                self._watch(worker)

    def _read(self, worker: _Worker) -> Iterator[Record]:
        try:
            answer: Answer = worker.tasks.recv()
        except _GONE:
            yield from self._bury(worker)
            return
        worker.in_flight.popleft()
        worker.head_since = time.monotonic()
        if answer.resident > self._limits.memory:
            worker.retiring = True
        match answer.look:
            case Record() as record:
                self._done += 1
                yield dataclasses.replace(record, seconds=answer.seconds)
            case Children(paths):
                self._todo.extend(Task(path, False) for path in paths)
            case Nothing():
                pass
        if answer.last:
            self._todo.extendleft(reversed(worker.in_flight))
            worker.in_flight.clear()
        idle = not worker.in_flight
        if answer.last or (idle and (worker.retiring or not self._todo)):
            # Closing is the signal to end. Others may still find work, so the next one is forked then.
            worker.tasks.close()
            self._reap(worker)

    def _watch(self, worker: _Worker) -> None:
        """End a worker that takes too long or too much."""
        if not worker.in_flight or worker.ended is not None:
            return
        limits, head = self._limits, worker.in_flight[0]
        if limits.item_timeout is not None and time.monotonic() - worker.head_since > limits.item_timeout:
            worker.ended = head, timed_out(head.path, limits.item_timeout)
        elif resident_bytes(worker.pid) > 2 * limits.memory:
            how = f"exceeded the memory budget of {limits.memory >> 20} MiB"
            worker.ended = head, crashed(head.path, how)
        if worker.ended is not None:
            os.kill(worker.pid, signal.SIGKILL)

    def _bury(self, worker: _Worker) -> Iterator[Record]:
        """A worker is gone: its current attribute gets a record, the rest goes back."""
        worker.tasks.close()
        status = self._reap(worker)
        # One that was killed may have sent its answer just before; what follows is not to blame then.
        if worker.in_flight and (worker.ended is None or worker.ended[0] is worker.in_flight[0]):
            victim = worker.in_flight.popleft()
            self._done += 1
            yield worker.ended[1] if worker.ended is not None else crashed(victim.path, ending(status))
        self._todo.extendleft(reversed(worker.in_flight))

    def _reap(self, worker: _Worker) -> int:
        assert self._control is not None
        self._workers.remove(worker)
        with suppress(*_GONE):  # hearing tells how the zygote ended
            self._control.send(Reap(worker.pid))
        status = self._hear()
        assert isinstance(status, int)
        return status

    def _end_all(self) -> None:
        for worker in self._workers:
            worker.tasks.close()
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        self._workers.clear()
        if self._zygote:
            if not self._ready:
                os.kill(self._zygote, signal.SIGKILL)
            # Otherwise it ends by itself when its connection is closed, after it has buried its workers.
            if self._control is not None:
                self._control.close()
            os.waitpid(self._zygote, 0)
            self._zygote = 0


def ending(status: int) -> str:
    """A wait status for people: how the process ended."""
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)}"
