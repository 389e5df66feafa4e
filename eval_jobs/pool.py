"""The worker pool: hands out attributes, takes what comes back, survives what happens to workers.

Every task ends in exactly one look. A worker that dies costs the attribute it was evaluating; what
it had not begun goes back to the queue. Nothing here evaluates, so nothing here can be brought down.
What to do next is said by schedule.py; here are the processes.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection, wait

from eval_jobs.builds import Builds
from eval_jobs.looking import Children, Input, Look, Looker, Parked, Task
from eval_jobs.memory import proportional_bytes, resident_bytes
from eval_jobs.paths import AttrPath
from eval_jobs.results import Record, crashed, timed_out
from eval_jobs.schedule import Schedule
from eval_jobs.zygote import MESSAGE_BYTES, Answer, Fork, Ready, Reap, RootFailed, zygote_main
from evaluator.errors import NixrayError

_GONE = (EOFError, BrokenPipeError, ConnectionResetError)
_WATCH_SECONDS = 0.1


class RootUnusable(NixrayError):
    """The root cannot be evaluated, so there is nothing to hand out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may take. `memory` in bytes is for each worker: past it a worker is replaced
    between two attributes. All together may use `budget` bytes, by default what that is for all."""

    workers: int = 2
    item_timeout: float | None = None
    memory: int = 4 << 30
    total: int | None = None

    @property
    def budget(self) -> int:
        """Bytes for the whole run."""
        return self.total if self.total is not None else self.workers * self.memory


@dataclass(frozen=True, slots=True)
class _Worker:
    """The ends of one worker: `inbox` is written, `unread` is the other end of the same, `answers` is read."""

    pid: int
    inbox: socket.socket
    unread: socket.socket
    answers: Connection

    def close(self) -> None:
        self.inbox.close()
        self.unread.close()
        self.answers.close()


class Pool:
    """One run over a root. Iterate over `looks` (or `results`) once; closing that ends every process."""

    def __init__(self, looker: Looker, limits: Limits, builds: Builds | None = None) -> None:
        self._limits = limits
        self.builds = builds
        """Who builds what attributes wait for; without it no look may be `Parked`."""
        self._looker = looker
        self._schedule = Schedule(limits.workers, limits.budget, min(limits.memory, limits.budget))
        self._workers: dict[int, _Worker] = {}
        self._done = 0
        self._zygote = 0
        self._control: Connection | None = None
        self._ready = False
        self._watched = 0.0
        self.inputs: set[Input] = set()
        """What was looked at so far, beyond what the run is known to depend on."""

    @property
    def done(self) -> int:
        """Records given so far."""
        return self._done

    @property
    def known(self) -> int:
        """Records given and attributes still to look at; grows while sets are entered."""
        return self._done + self._schedule.unfinished

    def worker_memory(self) -> list[int]:
        """Resident bytes of each worker now."""
        return [resident_bytes(pid) for pid in self._workers]

    def results(self, paths: list[AttrPath] | None) -> Iterator[Record]:
        """Records in completion order: of `paths`, or of every job below the root."""
        tasks = [Task((), False)] if paths is None else [Task(path, True) for path in paths]
        for _, look in self.looks(tasks):
            match look:
                case Record():
                    yield look
                case Children(inside):
                    self.add(Task(path, False) for path in inside)

    def add(self, tasks: Iterable[Task]) -> None:
        """More to look at, while `looks` is being read."""
        self._schedule.add(tasks)

    def looks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Look]]:
        """Each task with what was seen, in completion order."""
        self.add(tasks)
        try:
            if self._schedule.unfinished:
                self._start_zygote()
            while self._schedule.unfinished:
                self._arrange()
                yield from self._take()
            for pid in list(self._workers):
                self._dismiss(pid)
        finally:
            self._end_all()

    # ------------------------------------------------------------------ processes

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
            case Ready(resident, inputs):
                self._schedule.base = resident
                self.inputs |= inputs
                self._ready = True

    def _hear(self) -> object:
        assert self._control is not None
        try:
            return self._control.recv()
        except _GONE:
            _, status = os.waitpid(self._zygote, 0)
            self._zygote = 0
            raise RootUnusable(f"the process that evaluates the root {ending(status)}") from None

    def _fork(self) -> None:
        assert self._control is not None
        inbox, unread = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        answers, outbox = Pipe(duplex=False)
        with suppress(*_GONE):  # hearing tells how it ended
            self._control.send(Fork())
            reduction.send_handle(self._control, unread.fileno(), self._zygote)
            reduction.send_handle(self._control, outbox.fileno(), self._zygote)
        outbox.close()
        pid = self._hear()
        assert isinstance(pid, int)
        self._workers[pid] = _Worker(pid, inbox, unread, answers)
        self._schedule.hired(pid, resident_bytes(pid))

    def _reap(self, worker: _Worker) -> int:
        assert self._control is not None
        del self._workers[worker.pid]
        with suppress(*_GONE):  # hearing tells how the zygote ended
            self._control.send(Reap(worker.pid))
        status = self._hear()
        assert isinstance(status, int)
        return status

    def _end_all(self) -> None:
        for worker in self._workers.values():
            worker.close()
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

    # ------------------------------------------------------------------ doing what the schedule says

    def _arrange(self) -> None:
        """Take back, end, start and hand over until nothing more can be done at once."""
        schedule = self._schedule
        for pid in schedule.victims(time.monotonic()):
            self._take_back(self._workers[pid])
        for pid in schedule.dismissals():
            self._dismiss(pid)
        while schedule.wants_worker():
            self._fork()
        for pid, task in schedule.assignments(time.monotonic()):
            with suppress(*_GONE):  # when it has died, reading from it will tell
                self._workers[pid].inbox.send(pickle.dumps(task))

    def _dismiss(self, pid: int) -> None:
        """End a worker that has nothing to do; closing is the signal."""
        worker = self._workers[pid]
        worker.close()
        self._reap(worker)
        self._schedule.died(pid)

    def _take_back(self, worker: _Worker) -> None:
        with suppress(BlockingIOError):  # it has just begun it
            message = worker.unread.recv(MESSAGE_BYTES, socket.MSG_DONTWAIT)
            self._schedule.taken_back(worker.pid, pickle.loads(message))

    def _take(self) -> Iterator[tuple[Task, Look]]:
        """Wait for something to happen, for a moment at most, and deal with it."""
        ends: dict[object, _Worker] = {worker.answers: worker for worker in self._workers.values()}
        bells = [self.builds.ready] if self.builds is not None else []
        for end in wait([*(worker.answers for worker in self._workers.values()), *bells], _WATCH_SECONDS):
            if end in ends:
                yield from self._read(ends[end])
            elif self.builds is not None:
                self._resume(self.builds)
        now = time.monotonic()
        if now - self._watched >= _WATCH_SECONDS:
            self._watched = now
            self._watch(now)

    def _read(self, worker: _Worker) -> Iterator[tuple[Task, Look]]:
        try:
            answer: Answer = worker.answers.recv()
        except _GONE:
            yield from self._bury(worker)
            return
        self.inputs |= answer.inputs
        look = answer.look
        if isinstance(look, Parked):
            assert self.builds is not None
            task = self._schedule.parked(worker.pid, answer.resident, time.monotonic())
            self.builds.want(task, look.targets)
            return
        task = self._schedule.answered(worker.pid, answer.resident, time.monotonic(), answer.last)
        if isinstance(look, Record):
            look = dataclasses.replace(look, seconds=answer.seconds)
            self._done += 1
        yield task._replace(builds=()), look

    def _resume(self, builds: Builds) -> None:
        """Let go on what waited for builds that have ended, well or not."""
        for task, results in builds.finished():
            assert isinstance(task, Task)
            self._schedule.resumed(task, task._replace(builds=task.builds + results))

    def _bury(self, worker: _Worker) -> Iterator[tuple[Task, Look]]:
        """A worker is gone: its current attribute gets a record, the rest goes back."""
        worker.close()
        how = ending(self._reap(worker))
        settled = self._schedule.died(worker.pid)
        if settled is not None:
            self._done += 1
            yield settled.task._replace(builds=()), settled.record or crashed(settled.task.path, how)

    def _watch(self, now: float) -> None:
        """End what takes too long or too much."""
        schedule, limit = self._schedule, self._limits.item_timeout
        for pid in schedule.expired(now, limit) if limit is not None else ():
            schedule.condemned(pid, timed_out(schedule.loads[pid].tasks[0].path, limit or 0))
            os.kill(pid, signal.SIGKILL)
        for pid in self._workers:
            schedule.sampled(pid, resident_bytes(pid))
        if schedule.memory > schedule.budget:
            # Pages that processes share were counted for each of them.
            schedule.base = proportional_bytes(self._zygote)
            for pid in self._workers:
                schedule.sampled(pid, proportional_bytes(pid))
            too_much = schedule.largest() if schedule.memory > schedule.budget else None
            if too_much is not None:
                schedule.condemned_for_memory(too_much)
                os.kill(too_much, signal.SIGKILL)


def ending(status: int) -> str:
    """A wait status for people: how the process ended."""
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)}"
