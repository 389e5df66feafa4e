"""The process that holds the evaluated root, and the workers forked from it.

The root is evaluated once. Each worker starts as a copy of that warm heap, which the system shares
until somebody writes. The coordinator (pool.py) never evaluates: it can neither crash nor hang with
the program. An inbox is a socket that keeps messages apart, and the coordinator holds its reading end
too: a task that nobody has begun can be taken out again, and the kernel sees to it that only one of the
two gets it. Conversation over `control`, all pickled:

    zygote -> Ready | RootFailed          once, after the root
    Fork (then two descriptors) -> pid    a new worker: its inbox of tasks, its outbox of answers
    Reap(pid) -> wait status              after a worker has ended
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import socket
import time
import traceback
import warnings
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import NoReturn

from eval_jobs.looking import Input, Look, Looker, Parked, Task
from eval_jobs.memory import resident_bytes
from eval_jobs.results import crashed
from evaluator.errors import NixrayError

MESSAGE_BYTES = 1 << 16
"""The longest message that an inbox takes: far more than an attribute path."""

_PR_SET_PDEATHSIG = 1
_BUG = 70  # exit status of a process that met a bug of ours (sysexits' EX_SOFTWARE)


@dataclass(frozen=True, slots=True)
class Ready:
    """The root is evaluated; `resident` is the zygote's memory in bytes, `inputs` are those met on the way."""

    resident: int
    inputs: frozenset[Input]


@dataclass(frozen=True, slots=True)
class RootFailed:
    """The root cannot be used; `message` says why."""

    message: str


@dataclass(frozen=True, slots=True)
class Fork:
    """Make a worker for the two descriptors that follow."""


@dataclass(frozen=True, slots=True)
class Reap:
    """Wait for a worker that has ended."""

    pid: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says of one task: the look, its wall time in seconds, its memory in bytes, whether it
    is the worker's last answer, and the inputs met on the way."""

    look: Look | Parked
    seconds: float
    resident: int
    last: bool
    inputs: frozenset[Input]


def zygote_main(looker: Looker, control: Connection) -> NoReturn:
    """The whole life of the zygote process; call it right after `os.fork`."""
    _be_a_child()
    try:
        looker.run(lambda: _serve_forks(looker, control))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the coordinator is gone
    except BaseException:
        traceback.print_exc()
        os._exit(_BUG)
    os._exit(0)


def _be_a_child() -> None:
    """Leave Ctrl-C and SIGTERM to the coordinator, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_with_parent()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _serve_forks(looker: Looker, control: Connection) -> None:
    try:
        looker.open()
    except NixrayError as error:
        control.send(RootFailed(str(error)))
        return
    looker.close()
    gc.freeze()
    control.send(Ready(resident_bytes(os.getpid()), looker.inputs()))
    workers: set[int] = set()
    try:
        while True:
            match control.recv():
                case Fork():
                    inbox, outbox = reduction.recv_handle(control), reduction.recv_handle(control)
                    pid = _fork_worker(looker, control, inbox, outbox)
                    workers.add(pid)
                    control.send(pid)
                case Reap(pid):
                    workers.discard(pid)
                    control.send(os.waitpid(pid, 0)[1])
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _fork_worker(looker: Looker, control: Connection, inbox: int, outbox: int) -> int:
    with warnings.catch_warnings():
        # Forking beside a thread is safe here: the other one only waits for this one to end.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(inbox)
        os.close(outbox)
        return pid
    try:
        _end_with_parent()
        control.close()
        _serve_tasks(looker, socket.socket(fileno=inbox), Connection(outbox, readable=False))
    except BaseException:
        traceback.print_exc()
        os._exit(_BUG)
    os._exit(0)


def _serve_tasks(looker: Looker, inbox: socket.socket, outbox: Connection) -> None:
    """A worker: one answer to each task, in order, until the coordinator closes the inbox."""
    while True:
        message = inbox.recv(MESSAGE_BYTES)
        if not message:
            looker.close()
            return
        task: Task = pickle.loads(message)
        start = time.perf_counter()
        bug = False
        try:
            look = looker.look(task)
        except Exception as error:  # a bug of ours is this attribute's record, and ends this worker
            bug = True
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
            look = crashed(task.path, f"raised {type(error).__name__}: {error} ({place})")
        seconds = time.perf_counter() - start
        outbox.send(Answer(look, seconds, resident_bytes(os.getpid()), bug, looker.inputs()))
        if bug:
            return
