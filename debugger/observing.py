"""What the commands have in common that observe a whole run (`trace`, `coverage`): words, statuses, messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from debugger.command_line import target_of
from debugger.running import Run, observed
from evaluator.command_line import INTERRUPTED, report
from evaluator.errors import Interrupted
from evaluator.invocation import UsageError, parse_words

Wanted = dict[str, str]


@dataclass(frozen=True)
class Usage:
    """A command's name and help, and its own flags that take a word: flag -> what it is called here. Of
    `numbers` the words are whole numbers."""

    command: str
    help: str
    flags: dict[str, str]
    numbers: tuple[str, ...] = ()


def observe(
    usage: Usage, words: list[str], begin: Callable[[Wanted], None], end: Callable[[Wanted, Run], None]
) -> int:
    """Run a command: `begin(wanted)` right before the evaluation, `end(wanted, run)` after it, whether it failed or
    not. Gives the exit status: 0, 1 if the evaluation failed, 2 for wrong usage, 130 after Ctrl-C."""
    try:
        wanted, rest = own_words(usage, words)
        asked = parse_words("eval", [os.fsencode(word).decode("latin-1") for word in rest])
        if asked.help:
            sys.stdout.write(usage.help)
            return 0
        target = target_of(asked)

        def finish(run: Run) -> Run:
            end(wanted, run)
            return run

        run: Run = observed(target, lambda: begin(wanted), finish)
    except UsageError as error:
        sys.stderr.write(f"error: {error}\nTry 'nixray {usage.command} --help' for more information.\n")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror}" + (f": {error.filename}" if error.filename else "") + "\n")
        return 2
    if run.error is not None:
        report(run.error, "--show-trace" in words)
        return INTERRUPTED if isinstance(run.error, Interrupted) else 1
    return 0


def own_words(usage: Usage, words: list[str]) -> tuple[Wanted, list[str]]:
    """The command's own flags, and the words that are left. Raises UsageError."""
    wanted: Wanted = {}
    rest: list[str] = []
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word not in usage.flags:
            rest.append(word)
        elif not queue:
            raise UsageError(f"flag '{word}' requires 1 argument(s), but only 0 were given")
        else:
            text = wanted[usage.flags[word]] = queue.pop()
            if word in usage.numbers and not (text.isascii() and text.isdigit() and len(text) <= 12):
                raise UsageError(f"'{word}' wants a number, not '{text}'")
    return wanted, rest
