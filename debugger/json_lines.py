"""The debugger for programs: commands in and answers out as JSON, a line each.

A line in is `{"do": COMMAND, "id": anything}`, where COMMAND is what would be typed at the prompt. A line out is
`{"id": ..., "ok": true, "text": [lines as the prompt shows them], "answers": [{"request", "data"}], "stop": ...}`:
`answers` is what the engine answered, as data, while the command was done; `stop` tells where the program
stands (null if it does not run). A command that fails has `"ok": false` and an `error`. The first line out, with
the id null, is the answer to the start.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from debugger import commands
from debugger.commands import Quit
from debugger.conversation import CommandError, Conversation
from debugger.debuggee import Refused
from debugger.painting import Painter
from debugger.target import Target
from evaluator.errors import NixrayError


class _Talk(Conversation):
    """A conversation that remembers what was said and answered."""

    def __init__(self, target: Target) -> None:
        self.said: list[str] = []
        self.answers: list[dict[str, Any]] = []
        super().__init__(target, self.said.append, Painter(False))

    def ask(self, request: str, **fields: Any) -> Any:
        """The answer to a request, which is remembered."""
        answer = super().ask(request, **fields)
        self.answers.append({"request": request, "data": answer})
        return answer

    def change(self, request: str, **fields: Any) -> Any:
        """The same for a request that changes the program."""
        answer = super().change(request, **fields)
        self.answers.append({"request": request, "data": answer})
        return answer


def run_json_lines(target: Target, entry: bool, breakpoints: list[str], script: list[str]) -> int:
    """Debug a target with commands from standard input; gives the exit status."""
    talk = _Talk(target)
    before = signal.signal(signal.SIGINT, lambda *_: talk.interrupt())

    def start() -> None:
        for where in breakpoints:
            commands.perform(talk, f"break {where}")
        talk.start(entry)
        for line in script:
            commands.perform(talk, line)

    failed = False
    try:
        _answer(talk, None, start)
        while line := sys.stdin.readline():
            if line.strip():
                _line(talk, line)
    except Quit:
        pass
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        failed = talk.failed
        talk.end()
        signal.signal(signal.SIGINT, before)
    return 1 if failed else 0


def _line(talk: _Talk, line: str) -> None:
    try:
        asked = json.loads(line)
    except ValueError as error:
        _write({"id": None, "ok": False, "error": f"that line is no JSON: {error}"})
        return
    if not isinstance(asked, dict) or not isinstance(asked.get("do"), str):
        number = asked.get("id") if isinstance(asked, dict) else None
        _write({"id": number, "ok": False, "error": 'a line has to be {"do": "COMMAND", "id": ...}'})
        return
    _answer(talk, asked.get("id"), lambda: commands.perform(talk, asked["do"]))


def _answer(talk: _Talk, number: Any, work: Callable[[], None]) -> None:
    talk.said.clear()
    talk.answers.clear()
    answer: dict[str, Any] = {"id": number, "ok": True}
    try:
        work()
    except (CommandError, Refused, NixrayError) as error:
        answer |= {"ok": False, "error": str(error)}
    answer |= {"text": talk.said, "answers": talk.answers, "stop": talk.stop, "selected": talk.selected}
    _write(answer)


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
