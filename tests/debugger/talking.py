"""Driving the debugger in tests: commands in, text out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from debugger import commands
from debugger.conversation import Conversation
from debugger.painting import Painter
from debugger.target import Target

PATIENCE = 60
"""Seconds after which a test that waits for the debugger is given up."""

ENDLESS = "builtins.genericClosure { startSet = [ { key = n; } ]; operator = x: [ { key = x.key + 1; } ]; }"
"""An evaluation without end, from the number n on."""


class Talk:
    """A conversation whose answers are collected."""

    def __init__(self, target: Target) -> None:
        self.said: list[str] = []
        self.conversation = Conversation(target, self.said.append, Painter(False))

    def do(self, *lines: str) -> str:
        """Execute commands; gives what was said meanwhile."""
        before = len(self.said)
        for line in lines:
            commands.execute(self.conversation, line)
        return "\n".join(self.said[before:])

    @property
    def where(self) -> str:
        """`title:line` of the selected frame, or `over`."""
        if self.conversation.stop is None:
            return "over"
        frame = self.conversation.ask("frame", index=self.conversation.selected)
        return f"{frame['title']}:{frame.get('line', '')}"

    @property
    def event(self) -> int:
        """The number of the event the program stands at."""
        return int(self.conversation.standing()["at"])

    def pause(self) -> None:
        """Have the program stop at the next expression that it evaluates."""
        assert self.conversation.debuggee is not None
        self.conversation.debuggee.pause()


@contextmanager
def debugging(
    text: str | Path, entry: bool = False, breaks: tuple[str, ...] = (), attribute: str = ""
) -> Iterator[Talk]:
    """A debugged program: an expression, or a file. It is started, and ended at the end."""
    attributes = (attribute,) if attribute else ()
    if isinstance(text, Path):
        target = Target(file=str(text), attributes=attributes)
    else:
        target = Target(text=text, attributes=attributes)
    talk = Talk(target)
    watchdog = threading.Timer(PATIENCE, talk.conversation.end)
    watchdog.start()
    try:
        for where in breaks:
            talk.do(f"break {where}")
        talk.conversation.start(entry)
        yield talk
    finally:
        watchdog.cancel()
        talk.conversation.end()


def nixray(*words: str) -> list[str]:
    """The command line of the debugger."""
    return [sys.executable, str(Path(__file__).parents[2] / "nixray.py"), "debug", *words]
