"""The front end's side of an evaluation: a process that evaluates, and frozen copies to go back to.

The first process only ever stays at the beginning, frozen; what runs is thawed from it or from a later
copy (copies.py). Going back to an event is going on to it from a copy that stands before it.
"""

from __future__ import annotations

import mmap
import os
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from debugger.channel import Channel, Closed, Message, channel_pair
from debugger.service import Service
from debugger.target import Target
from evaluator.errors import NixrayError

TICK = 0.2
"""Seconds between two looks at something else while the evaluation is waited for."""
COPIES = 12
"""How many frozen copies are kept."""
DISTANCES = (1_000, 10_000, 100_000, 1_000_000)
"""How many events before the place where a replay goes copies are left, so that the next step back is
short. At a few million events a second the two nearest ones are what makes it quick."""


class Refused(NixrayError):
    """The evaluation's side says that a request cannot be served."""


class Halted(Refused):
    """The user had a replay halt on its way: `stop` is where."""

    def __init__(self, stop: Message) -> None:
        super().__init__(f"interrupted on the way, at event {stop['at']}")
        self.stop = stop


class Lost(NixrayError):
    """The process that evaluates is gone."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A frozen copy that stands at an event."""

    event: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Change:
    """Something the user did to the program at an event: the request is made again whenever a replay comes
    by, so that what follows stays as it was."""

    event: int
    request: str
    fields: dict[str, Any]


class Debuggee:
    """An evaluation. Its first message is a stop with the reason `start`, before anything is evaluated.
    Messages come in with `receive`; `ask` sends a request and waits. `awaited` is true while something is
    waited for. `meanwhile` is a file descriptor, and what to do now and then during that time, told whether
    there is something to read on it; it gives whether there may be more."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.pause_flag = mmap.mmap(-1, mmap.PAGESIZE)
        self.number = 0
        self.early: list[Message] = []
        self.awaited = False
        self.insisting = False
        self.meanwhile: tuple[int, Callable[[bool], bool]] | None = None
        self._diverted: list[Copy] | None = None
        self.changes: list[Change] = []
        # The channels of those that wait until an evaluation in a copy of them is over, innermost last.
        self.waiting: list[Channel] = []
        # A process that stands at an event with the history up to there, for further questions about it.
        self._historian: tuple[Channel, int, int] | None = None
        ours, theirs = channel_pair()
        self.process = os.fork()
        if self.process == 0:
            ours.close()
            Service(target, theirs, self.pause_flag).run()
        theirs.close()
        self.copies = [Copy(-1, ours)]
        self.channel = self.thaw(self.copies[0])

    # ------------------------------------------------------------------ messages

    def receive(self) -> Message:
        """The next message. Raises Lost if the process ended without a word."""
        if self.early:
            return self.early.pop(0)
        return self._receive()

    def _receive(self) -> Message:
        self.awaited = True
        try:
            while True:
                if self.meanwhile is not None and not self.channel.waiting():
                    self._listen(*self.meanwhile)
                message = self.channel.receive()
                if message.get("event") != "frozen":
                    return message
                copy = Copy(message["at"], Channel(socket.socket(fileno=self.channel.descriptor())))
                if self._diverted is None:
                    self._keep(copy)
                else:
                    self._diverted.append(copy)
        except Closed:
            raise Lost("the process that evaluates has ended") from None
        finally:
            self.awaited = False

    def _listen(self, other: int, act: Callable[[bool], bool]) -> None:
        """Wait for the evaluation, and act meanwhile."""
        mine = self.channel.socket.fileno()
        sources = [mine, other]
        while mine not in (ready := select.select(sources, [], [], TICK)[0]):
            if not act(other in ready):
                sources = [mine]

    def send(self, request: str, **fields: Any) -> int:
        """Send a request; returns its id, which the reply will carry."""
        self.number += 1
        try:
            self.channel.send({"id": self.number, "request": request, **fields})
        except Closed:
            raise Lost("the process that evaluates has ended") from None
        if self.insisting and request == "resume":
            # A stop takes the flag down.
            self.pause_flag[0] = 1
        return self.number

    def ask(self, request: str, **fields: Any) -> Any:
        """The answer to a request that cannot stop inside. Raises Refused."""
        wanted = self.send(request, **fields)
        while True:
            message = self._receive()
            if message.get("reply") == wanted:
                return answer(message)
            self.early.append(message)

    def pause(self, insist: bool = False) -> None:
        """Have the evaluation stop at the next expression; if one `insist`s, also one that is yet to begin, until
        `go_ahead`."""
        self.insisting = insist
        self.pause_flag[0] = 1

    def go_ahead(self) -> None:
        """Take back a `pause`, whether something has met it or not."""
        self.insisting = False
        self.pause_flag[0] = 0

    def end(self) -> None:
        """End all its processes."""
        self.forget_history()
        for channel in [self.channel, *self.waiting, *(copy.channel for copy in self.copies)]:
            channel.close()
        os.waitpid(self.process, 0)

    # ------------------------------------------------------------------ copies

    def thaw(self, copy: Copy) -> Channel:
        """Take the evaluation up from a copy; its first message is a stop."""
        ours, theirs = channel_pair()
        try:
            copy.channel.send({"thaw": True}, theirs.socket.fileno())
        except Closed:
            raise Lost("the process that evaluates has ended") from None
        theirs.close()
        return ours

    def before(self, event: int) -> Copy:
        """The latest copy that stands at an event or before it."""
        return max((copy for copy in self.copies if copy.event <= event), key=lambda copy: copy.event)

    def switch(self, copy: Copy) -> Message:
        """Let the running process go, and take the evaluation up from a copy; gives its first stop."""
        channel = self.thaw(copy)
        self.channel.close()
        self.channel = channel
        self.early.clear()
        return self._receive()

    def travel(self, copy: Copy, goal: int, survey: bool = False) -> Message:
        """Take the evaluation up from a copy and go on to event `goal` in silence; gives the stop there, or
        the end if it comes first. What the user changed on the way is changed again."""
        return self.go_on(copy.event, self.switch(copy), goal, survey)

    def go_on(self, position: int, stop: Message, goal: int, survey: bool = False) -> Message:
        """The same from the stop at event `position`, where it stands already."""
        for change in self.changes:
            if position <= change.event <= goal and stop.get("event") == "stopped":
                if change.event > position:
                    stop = self._replay(position, change.event, survey)
                    position = change.event
                with suppress(Refused):
                    self.ask(change.request, **change.fields)
        if goal > position and stop.get("event") == "stopped":
            stop = self._replay(position, goal, survey)
        return stop

    def change(self, event: int, request: str, **fields: Any) -> Any:
        """Make a request that changes the program, at the event where it stands; gives the answer."""
        self.forget_history()
        for copy in [copy for copy in self.copies if copy.event > event]:
            copy.channel.close()
            self.copies.remove(copy)
        self.changes = [change for change in self.changes if change.event <= event]
        self.changes.append(Change(event, request, fields))
        return self.ask(request, **fields)

    def keep_historian(self, oldest: int, now: int) -> None:
        """Within `visiting`: let this process stay, since it knows what happened between two events."""
        self.forget_history()
        self._historian = (self.channel, oldest, now)

    @contextmanager
    def historian(self, now: int) -> Iterator[bool]:
        """Talk to the process that knows what happened before an event; gives False if there is none."""
        known = self._historian
        if known is None or not known[1] < now <= known[2]:
            yield False
            return
        early, self.early = self.early, []
        self.waiting.append(self.channel)
        self.channel = known[0]
        try:
            yield True
        finally:
            self.channel = self.waiting.pop()
            self.early = early

    def forget_history(self) -> None:
        """Let that process go: the program is about to change."""
        if self._historian is not None:
            self._historian[0].close()
            self._historian = None

    @contextmanager
    def visiting(self, copy: Copy) -> Iterator[Message]:
        """Take the evaluation up from a copy in a process of its own, and come back at the end; gives its
        first stop. Requests go to it in between."""
        early, self.early = self.early, []
        self.waiting.append(self.channel)
        self.channel = self.thaw(copy)
        try:
            yield self._receive()
        finally:
            if self._historian is None or self._historian[0] is not self.channel:
                self.channel.close()
            self.channel = self.waiting.pop()
            self.early = early

    def enter_copy(self) -> None:
        """Go on in a throw-away copy of the process that stands here, until `leave_copy`."""
        self._diverted = []
        self.ask("copy")
        (copy,) = self._diverted
        self._diverted = None
        channel = self.thaw(copy)
        copy.channel.close()
        self.waiting.append(self.channel)
        self.channel = channel
        self._receive()

    def leave_copy(self) -> None:
        """Back to the process that `enter_copy` left."""
        self.channel.close()
        self.channel = self.waiting.pop()

    def _replay(self, position: int, goal: int, survey: bool) -> Message:
        standing = {copy.event for copy in self.copies}
        marks = [goal - distance for distance in reversed(DISTANCES)]
        near = [
            mark
            for mark in marks
            if mark > max(position, 0) and not any(mark - 500 < at <= mark for at in standing)
        ]
        self.ask("resume", how="replay", goal=goal, marks=near, survey=survey)
        message = self._receive()
        if message.get("reason") == "pause":
            raise Halted(message)
        return message

    def _keep(self, copy: Copy) -> None:
        """Keep a new copy; if there are too many, the one goes that is closest to its neighbours."""
        self.copies.append(copy)
        self.copies.sort(key=lambda one: one.event)
        if len(self.copies) > COPIES:
            gaps = [
                (after.event - before.event, one)
                for before, one, after in zip(self.copies, self.copies[1:], self.copies[2:], strict=False)
            ]
            _, victim = min(gaps, key=lambda gap: gap[0])
            victim.channel.close()
            self.copies.remove(victim)


def answer(message: Message) -> Any:
    """What a reply holds. Raises Refused if it is a refusal."""
    if "error" in message:
        raise Refused(str(message["error"]))
    return message["data"]
