"""Copies of the evaluating process, made by fork: frozen ones to go back to, and throw-away ones.

A frozen copy waits for messages on its channel. `{"thaw": true}`, which brings the end of a new channel
along, makes it fork: the child takes the evaluation up and talks on that channel, the frozen one stays.
Nobody is killed: a process ends when the other end of its channel is closed.
"""

from __future__ import annotations

import os
import pickle
import select
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

from debugger.channel import Channel, Closed, channel_pair
from debugger.prompt import PromptError
from evaluator.errors import NixrayError

T = TypeVar("T")


def fork() -> int:
    """os.fork. Other threads than this one do nothing that a child would miss."""
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def end_with(channel: Channel) -> None:
    """End this process as soon as nobody holds the other end of a channel."""
    handle = channel.socket.fileno()

    def wait() -> None:
        waiter = select.poll()
        waiter.register(handle, 0)
        waiter.poll()
        os._exit(0)

    threading.Thread(target=wait, name="hang-up", daemon=True).start()


def in_copy(work: Callable[[], T]) -> T:
    """What `work` returns (plain data) or raises (a PromptError), done in a throw-away copy of this
    process. Raises PromptError, too, if the copy dies."""
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        os.close(reader)
        answer: tuple[bool, object]
        try:
            answer = (True, work())
        except NixrayError as error:
            answer = (False, str(error))
        except BaseException as error:
            answer = (False, f"internal error: {error!r}")
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if not data:
        raise PromptError(f"the evaluation ended its process (status {status}), perhaps for want of memory")
    succeeded, result = pickle.loads(data)
    if not succeeded:
        raise PromptError(result)
    return cast(T, result)


def stay_frozen(channel: Channel) -> Channel:
    """Be a frozen copy. Returns in processes that take the evaluation up, with their channel."""
    while True:
        try:
            channel.receive()
        except Closed:
            os._exit(0)
        handle = channel.descriptor()
        _forget_ended_children()
        if fork() == 0:
            channel.close()
            mine = Channel(socket.socket(fileno=handle))
            end_with(mine)
            return mine
        os.close(handle)


def _forget_ended_children() -> None:
    """Whoever was thawed here has ended on its own; nobody wants to know how."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def leave_copy(channel: Channel, event: int) -> Channel | None:
    """Fork a frozen copy and tell the front end of it. Returns None in this process, and in processes
    that are thawed from the copy later their channel."""
    theirs, mine = channel_pair()
    if fork() == 0:
        theirs.close()
        channel.close()
        return stay_frozen(mine)
    mine.close()
    channel.send({"event": "frozen", "at": event}, theirs.socket.fileno())
    theirs.close()
    return None
