"""`nixray profile`: an evaluation, and where its time went."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from evaluator.command_line import INTERRUPTED, report, values
from evaluator.errors import Interrupted, NixrayError
from evaluator.invocation import Invocation, UsageError, parse_words
from evaluator.profiling.formats import folded, speedscope, table
from evaluator.profiling.profile import Profile
from evaluator.profiling.sampling import INTERVAL, sampling

HELP = """Usage: nixray profile [FILE... | -E EXPR...] [-A ATTR]... [OPTIONS]

Evaluate, and tell where the time went: a sampling profile with the frames of the Nix program, thunks
included. A derivation is evaluated as far as its .drv path, anything else to its value. The columns:

  own      while it was the innermost frame
  total    with everything that it demanded
  created  of the thunks that its code created, whoever demanded them

  --speedscope FILE      write the profile for speedscope, by demand and by creation
  --folded FILE          write folded stacks, for flame graphs
  --by demand|create     the stacks of --folded: who demanded (the default), or who created
  --top N                rows of the table (default 25)
  --interval MS          milliseconds between two samples (default 1)

and the options of 'nixray eval' that say what to evaluate. With '-' as FILE of --folded or --speedscope
that goes to standard output, and the table to standard error.

Examples:
  nixray profile ./nixpkgs -A firefox
  nixray profile ./nixpkgs -A hello --speedscope hello.speedscope.json
  nixray profile -E 'import ./big.nix' --strict --folded - | flamegraph.pl > big.svg
"""


class Wanted:
    """What the words ask for beyond what the evaluator's commands know."""

    def __init__(self) -> None:
        self.speedscope: str | None = None
        self.folded: str | None = None
        self.by = "demand"
        self.top = 25
        self.interval = INTERVAL


def profile(words: list[str]) -> int:
    """Run `nixray profile`: 0, 1 if the evaluation failed (its profile is shown all the same), 2 for wrong
    usage, 130 after Ctrl-C."""
    try:
        wanted, rest = own_words(words)
        asked = parse_words("eval", [os.fsencode(word).decode("latin-1") for word in rest])
    except UsageError as error:
        sys.stderr.write(f"error: {error}\nTry 'nixray profile --help' for more information.\n")
        return 2
    if asked.help:
        sys.stdout.write(HELP)
        return 0
    status = 0
    found: list[Profile] = []
    try:
        _evaluate(asked, wanted.interval, found)
    except NixrayError as error:
        report(error, "--show-trace" in words)
        status = INTERRUPTED if isinstance(error, Interrupted) else 1
    if found:
        try:
            _show(found[0], wanted, " ".join(words))
        except OSError as error:
            sys.stderr.write(f"error: {error.strerror}" + (f": {error.filename}" if error.filename else "") + "\n")
            return 1
    return status


def own_words(words: list[str]) -> tuple[Wanted, list[str]]:
    """The profiler's own options, and the words that are left. Raises UsageError."""
    wanted = Wanted()
    rest: list[str] = []
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word not in ("--speedscope", "--folded", "--by", "--top", "--interval"):
            rest.append(word)
            continue
        if not queue:
            raise UsageError(f"flag '{word}' requires 1 argument(s), but only 0 were given")
        text = queue.pop()
        if word == "--top":
            wanted.top = int(_number(word, text))
        elif word == "--interval":
            wanted.interval = _number(word, text) / 1000
        elif word == "--by":
            if text not in ("demand", "create"):
                raise UsageError(f"'--by' wants 'demand' or 'create', not '{text}'")
            wanted.by = text
        elif word == "--folded":
            wanted.folded = text
        else:
            wanted.speedscope = text
    return wanted, rest


def _number(word: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        raise UsageError(f"'{word}' wants a number, not '{text}'")
    return number


def _evaluate(asked: Invocation, interval: float, found: list[Profile]) -> None:
    """Evaluate what is asked for; `found` gets the profile, also of an evaluation that fails."""
    from evaluator.evaluation import Evaluation, Settings

    settings = Settings.from_environment(
        search_path=asked.search_path, options=asked.options, store_dir=asked.store_dir
    )
    session = Evaluation(settings)
    if asked.cache:
        session.use_cache()

    def work() -> None:
        with sampling(interval) as profile:
            found.append(profile)
            for value, arguments in values(session, asked):
                _finish(session, session.force(session.auto_call(value, arguments)), asked.strict)

    session.run(work)


def _finish(session: Any, value: Any, strict: bool) -> None:
    if session.is_derivation(value):
        session.drv_path(value)
    elif strict:
        session.force_deep(value)


def _show(profile: Profile, wanted: Wanted, title: str) -> None:
    created = profile.by_creation()
    piped = "-" in (wanted.folded, wanted.speedscope)
    if wanted.folded is not None:
        lines = folded(created if wanted.by == "create" else profile)
        _write(wanted.folded, "".join(f"{line}\n" for line in lines))
    if wanted.speedscope is not None:
        _write(wanted.speedscope, speedscope(title, {"demanded by": profile, "created by": created}))
    out = sys.stderr if piped else sys.stdout
    width = shutil.get_terminal_size().columns if out.isatty() else 120
    out.write(table(profile, wanted.top, width))


def _write(name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    if name == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(name).write_bytes(data)
