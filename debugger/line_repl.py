"""The line prompt, and the same commands read from a script or a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from debugger import commands
from debugger.commands import Quit
from debugger.conversation import CommandError, Conversation
from debugger.debuggee import Lost, Refused
from evaluator.errors import Kind

PROMPT = "(nixray) "


def run_script(talk: Conversation, lines: Iterable[str]) -> None:
    """Execute lines; blank ones and comments (`#`) are skipped. Raises Quit."""
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            commands.execute(talk, line)


def run_prompt(talk: Conversation) -> None:
    """Read commands from a terminal with completion and history, until the user leaves."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history_file())), completer=_completer(talk), complete_while_typing=False
    )
    last = ""
    while True:
        try:
            line = session.prompt(PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        line = line.strip() or last
        last = line if line and repeats(line) else ""
        if line:
            try:
                commands.execute(talk, line)
            except Quit:
                return


def history_file() -> Path:
    """Where the typed lines are kept."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    folder = state / "nixray"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "debug_history"


def repeats(line: str) -> bool:
    """Whether an empty line after this one does the same again."""
    try:
        return commands.find(line.split()[0]).again
    except CommandError:
        return False


def completions(talk: Conversation, text: str) -> Iterator[tuple[str, int]]:
    """What could stand at the end of a line: (text, how many characters it replaces)."""
    name, space, argument = text.lstrip().partition(" ")
    if not space:
        for command in commands.TABLE:
            if command.names[0].startswith(name):
                yield command.names[0], len(name)
        return
    try:
        what = commands.find(name).completes
    except CommandError:
        return
    word = argument.split(" ")[-1]
    if what == "name":
        yield from ((found, len(word)) for found in _names(talk, word))
    elif what == "command":
        yield from ((c.names[0], len(word)) for c in commands.TABLE if c.names[0].startswith(word))
    elif what == "error":
        choices = ["uncaught", "all", "none", *(kind.value for kind in Kind)]
        yield from ((choice, len(word)) for choice in choices if choice.startswith(word))
    elif what == "file":
        folder, _, start = word.rpartition("/")
        for path in sorted(Path(folder or ".").glob(f"{start}*")) if "*" not in word else []:
            if path.is_dir() or path.suffix == ".nix":
                shown = f"{folder}/{path.name}" if folder else path.name
                yield shown + ("/" if path.is_dir() else ":"), len(word)


def _names(talk: Conversation, word: str) -> list[str]:
    # In an expression the name begins after the last bracket or operator.
    start = max((word.rfind(c) for c in "()[]{}+-*;:!"), default=-1) + 1
    if talk.stop is None or "frame" not in talk.stop:
        return []
    try:
        found = talk.ask("names", index=talk.selected, prefix=word[start:])["names"]
    except (Refused, Lost, CommandError):
        return []
    return [word[:start] + name for name in found]


def _completer(talk: Conversation) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Names(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Completion]:
            for text, length in completions(talk, document.text_before_cursor):
                yield Completion(text, start_position=-length)

    return Names()


def standard_input() -> Iterator[str]:
    """Lines of a pipe as they come."""
    while line := sys.stdin.readline():
        yield line
