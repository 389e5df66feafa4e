"""Runs the examples of docs/debugging.md, and writes down what they say.

    python docs/tour.py [--check]

In each block that begins with `$ nixray`, the lines after `$` are commands of a shell and those after `(nixray)`
commands of the debugger; all else is what they say. The folder of the checkout is left out of it, and times
are those of no day. With --check nothing is written: it is an error if something has changed.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from debugger import commands  # noqa: E402
from debugger.command_line import Opened, open_record, own_words, target_of  # noqa: E402
from debugger.conversation import Conversation  # noqa: E402
from debugger.line_repl import PROMPT  # noqa: E402
from debugger.painting import Painter  # noqa: E402
from evaluator.invocation import parse_words  # noqa: E402

PAGE = ROOT / "docs" / "debugging.md"
WIDTH = 100
_BLOCK = re.compile(r"(?<=^```console\n)(\$ nixray.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def ran(block: str) -> str:
    """A block with what its commands say now."""
    said: list[str] = []
    talk: Conversation | None = None
    try:
        for line in block.splitlines():
            if line.startswith("$ "):
                if talk is not None:
                    talk.end()
                    talk = None
                said.append(line)
                words = shlex.split(line.removeprefix("$ nixray "))
                if words[0] == "debug":
                    talk = opened(words[1:], said)
                else:
                    said += shell(words)
            elif line.startswith(PROMPT):
                assert talk is not None, "a command of the debugger before it runs"
                said.append(line)
                commands.execute(talk, line.removeprefix(PROMPT))
    finally:
        if talk is not None:
            talk.end()
    return "".join(f"{line.rstrip()}\n" for line in neutral("\n".join(said)).split("\n"))


def opened(words: list[str], said: list[str]) -> Conversation:
    """The debugger as these words start it."""
    wanted, rest = own_words(words)
    asked = parse_words("debug", rest)
    found = open_record(wanted, asked) if wanted.record_in(asked.inputs) else Opened(target_of(asked))
    said += found.notes
    talk = Conversation(found.target, said.append, Painter(False), WIDTH)
    for where in wanted.breakpoints:
        commands.execute(talk, f"break {where}")
    talk.start(wanted.entry)
    return talk


def shell(words: list[str]) -> list[str]:
    """What another command of nixray prints."""
    command = [sys.executable, str(ROOT / "nixray.py"), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.rstrip("\n").split("\n")


def neutral(text: str) -> str:
    """Without the folder of the checkout and without times."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "2026-01-01T12:00:00Z", text.replace(f"{ROOT}/", ""))


@contextlib.contextmanager
def at_home() -> Iterator[None]:
    """In the folder of the checkout, with a state folder of its own."""
    before, state_before = Path.cwd(), os.environ.get("NIXRAY_STATE_DIR")
    with tempfile.TemporaryDirectory() as state:
        os.environ["NIXRAY_STATE_DIR"] = state
        os.chdir(ROOT)
        try:
            yield
        finally:
            os.chdir(before)
            del os.environ["NIXRAY_STATE_DIR"]
            if state_before is not None:
                os.environ["NIXRAY_STATE_DIR"] = state_before


def remade() -> str:
    """The page with everything run again."""
    with at_home():
        return _BLOCK.sub(lambda found: ran(found[1]), PAGE.read_text(encoding="utf-8"))


def changes() -> list[str]:
    """What has changed, as a difference."""
    before = PAGE.read_text(encoding="utf-8")
    return list(difflib.unified_diff(before.splitlines(), remade().splitlines(), "written", "now", lineterm=""))


def main() -> int:
    """Run everything; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        found = changes()
        print("\n".join(found))
        return 1 if found else 0
    PAGE.write_text(remade(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
