"""The manual page of the debugger: docs/debugger.md, written from the table of commands.

Run `python -m debugger.manual` to write it; a test fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from debugger.commands import TABLE

PAGE = Path(__file__).parent.parent / "docs" / "debugger.md"

_HEAD = """# The debugger

<!-- Written by `python -m debugger.manual`; change debugger/commands.py or debugger/manual.py instead. -->

`nixray debug FILE -A attribute` evaluates, and stops with everything alive at the first error that nothing catches, or
at `builtins.break`. On a terminal it opens a full screen; `--repl` gives a prompt, which is also what a pipe gets;
`--commands FILE` reads commands from a file; `--jsonl` takes the same commands as JSON lines and answers with data.
After a failed `nixray eval`, `instantiate` or `jobs`, `nixray debug --last` opens that run at its error: no flag has to
be given before, since every failure leaves a small record of what was evaluated and read.

## Ideas

- **A frame** is a file, a function call, a thunk or a builtin that is being evaluated. The stack says who *demanded*
  what; `bt create` says who *created* the thunk, which in a lazy language is another matter.
- **Looking changes nothing.** `peek`, `scope` and every front end's lists show thunks as they are: pending, being
  evaluated by a frame, failed, or with a value. `force` is the only command that changes the program; `try`, `eval`
  and `set` work in a copy that is thrown away.
- **Time** is counted in events: each expression that begins, each value that is there, each builtin that is called. An
  evaluation that reads the same files counts the same events, so going back is doing it again up to an event, from a
  copy of the process that was left on the way. What the disk said the first time it says every time.

## Where it can stop

| `break ...` | stops |
| --- | --- |
| `FILE:LINE[:COLUMN]`, `LINE` | before what begins there; if there is no code, on the next line that has some |
| `function NAME` | at each entry of a function |
| `attribute PATH` (or `forced PATH`) | when the value of a binding is forced; `PATH` is matched from its end |
| `created PATH` | before the expression that makes the thunk of a binding |
| `finished PATH` | when a binding, or a call of a function, has its value; `value` in a condition is that value |
| `builtin NAME` | at each call of a builtin; `arg1`, `arg2` ... in a condition are its arguments |
| `read PATTERN` | before a file is read; `path` in a condition is its path |
| `throw [uncaught, caught or all] [KIND...]` | at errors; `message` and `kind` in a condition are the error's |
| `trace`, `warn`, `message` | before a message is printed; `message` in a condition is its text |

Each takes `if EXPRESSION` (evaluated in that scope, in a copy), `hits N` (from the N-th time on; also `== N`, `> N`,
`<= N`, `< N`, and `% N` for every N-th) and `log TEXT` (prints it and goes on; `{EXPRESSION}` in it is evaluated).
`catch` says which errors stop by themselves: uncaught ones, unless told otherwise.

## Commands

An unambiguous beginning of a name will do. At the prompt an empty line repeats a step.

| Command | Short | What it does |
| --- | --- | --- |
"""


def rows() -> Iterator[str]:
    """A line of the table for each command."""
    for command in TABLE:
        usage = f"{command.names[0]} {command.arguments}".strip().replace("|", "\\|")
        yield f"| `{usage}` | {', '.join(f'`{name}`' for name in command.names[1:])} | {command.help} |"


def text() -> str:
    """The page."""
    return _HEAD + "\n".join(rows()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
