"""The front end's side of an evaluation that runs in a process of its own."""

from __future__ import annotations

import mmap
import os
import signal
from typing import Any

from debugger.channel import Closed, Message, channel_pair
from debugger.service import Service
from debugger.target import Target
from evaluator.errors import NixrayError


class Refused(NixrayError):
    """The evaluation's side says that a request cannot be served."""


class Lost(NixrayError):
    """The process that evaluates is gone."""


class Debuggee:
    """A running evaluation: its first message is a stop with the reason `start`, before anything is
    evaluated. Messages come in with `receive`; `ask` sends a request and waits. `awaited` is true while
    something is waited for."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.pause_flag = mmap.mmap(-1, mmap.PAGESIZE)
        self.channel, theirs = channel_pair()
        self.number = 0
        self.early: list[Message] = []
        self.awaited = False
        self.process = os.fork()
        if self.process == 0:
            self.channel.close()
            Service(target, theirs, self.pause_flag).run()
        theirs.close()

    def receive(self) -> Message:
        """The next message. Raises Lost if the process ended without a word."""
        if self.early:
            return self.early.pop(0)
        return self._receive()

    def _receive(self) -> Message:
        self.awaited = True
        try:
            return self.channel.receive()
        except Closed:
            raise Lost(self._last_words()) from None
        finally:
            self.awaited = False

    def send(self, request: str, **fields: Any) -> int:
        """Send a request; returns its id, which the reply will carry."""
        self.number += 1
        try:
            self.channel.send({"id": self.number, "request": request, **fields})
        except Closed:
            raise Lost(self._last_words()) from None
        return self.number

    def ask(self, request: str, **fields: Any) -> Any:
        """The answer to a request that cannot stop inside. Raises Refused."""
        wanted = self.send(request, **fields)
        while True:
            message = self._receive()
            if message.get("reply") == wanted:
                return answer(message)
            self.early.append(message)

    def pause(self) -> None:
        """Have the evaluation stop at the next expression."""
        self.pause_flag[0] = 1

    def kill(self) -> None:
        """End the process."""
        try:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        self.channel.close()

    def _last_words(self) -> str:
        try:
            _, status = os.waitpid(self.process, 0)
        except ChildProcessError:
            status = 0
        if os.WIFSIGNALED(status):
            return f"the process that evaluates was ended by {signal.Signals(os.WTERMSIG(status)).name}"
        return "the process that evaluates has ended"


def answer(message: Message) -> Any:
    """What a reply holds. Raises Refused if it is a refusal."""
    if "error" in message:
        raise Refused(str(message["error"]))
    return message["data"]
