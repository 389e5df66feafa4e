"""The `nixray` command: one row per subcommand, each loaded only when it is called.

Starting quickly matters more than anything here: `nixray eval` stands in for `nix-instantiate --eval`
in scripts that call it thousands of times. So nothing but the table is imported at the top.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

VERSION = "0.1.0"

# name, module and function that take the arguments and give the exit status, one line of help
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("eval", "evaluator.command_line:evaluate", "print the value of an expression"),
    ("instantiate", "evaluator.command_line:instantiate", "print .drv paths, writing nothing"),
    ("parse", "evaluator.command_line:parse", "print an expression as it was understood"),
    ("jobs", "eval_jobs.commands:jobs", "evaluate a whole set, one JSON line per attribute"),
    ("regress", "eval_jobs.commands:regress", "compare a whole set with a reference Nix"),
    ("cache", "evaluator.file_cache:command", "look at or empty the cache of compiled files"),
    ("debug", "debugger.command_line:debug", "stop at the first error, with everything alive"),
    ("dap", "debugger.dap.command_line:serve", "the debugger for editors (Debug Adapter Protocol)"),
    ("demo", "eval_jobs.demo:demo", "all of it on the embedded package set"),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line `arguments` (those of the process by default); gives the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in ("--help", "-h", "help"):
        sys.stdout.write(_help())
        return 0 if words else 2
    if words[0] == "--version":
        sys.stdout.write(f"nixray {VERSION}\n")
        return 0
    for name, target, _ in COMMANDS:
        if name == words[0]:
            module, _, function = target.partition(":")
            return int(getattr(import_module(module), function)(words[1:]))
    sys.stderr.write(f"error: there is no command '{words[0]}'{_nearest(words[0])}\n")
    return 2


def run() -> None:
    """The process `nixray`: ends at once, since taking an evaluation's heap apart takes as long as half
    the evaluation."""
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 141
    os._exit(status)


def _nearest(word: str) -> str:
    from difflib import get_close_matches

    found = get_close_matches(word, [name for name, _, _ in COMMANDS], n=1)
    return f"; did you mean '{found[0]}'?" if found else "; 'nixray --help' lists them"


def _help() -> str:
    rows = "".join(f"  {name:<12} {text}\n" for name, _, text in COMMANDS)
    return (
        "Usage: nixray COMMAND [ARGUMENTS]\n\n"
        "See inside the evaluation of Nix expressions.\n\n"
        f"Commands:\n{rows}\n"
        "'nixray COMMAND --help' tells more, with examples.\n"
    )


if __name__ == "__main__":
    run()
