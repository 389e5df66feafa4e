"""`nixray trace`: an evaluation as a Chrome trace, for Perfetto and chrome://tracing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from debugger import tracing
from debugger.observing import Usage, Wanted, observe
from debugger.running import Run
from debugger.values import source_name
from evaluator.naming import kind_of, title_of

HELP = """Usage: nixray trace [FILE | -E EXPR] [-A ATTR]... [-o FILE] [OPTIONS]

Evaluate, and write when every file, function, thunk and builtin was evaluated as Chrome trace JSON, which
https://ui.perfetto.dev and chrome://tracing show.

  -o, --output FILE      where to write it (trace.json); '-' is standard output
  --least MICROSECONDS   leave out what takes less time (default 20)
  --most N               write at most so many stretches (default 500000)

and the options of 'nixray eval' that say what to evaluate. Exit status: 0, 1 if the evaluation failed (the trace
goes up to there), 2 for wrong usage.

Examples:
  nixray trace ./nixpkgs -A hello
  nixray trace -E 'import ./big.nix' --strict --least 0 -o big.json
"""
LEAST = 20
MOST = 500_000


def trace(words: list[str]) -> int:
    """Run `nixray trace`."""
    flags = {"-o": "output", "--output": "output", "--least": "least", "--most": "most"}
    return observe(Usage("trace", HELP, flags, ("--least", "--most")), words, _start, _finish)


def _start(wanted: Wanted) -> None:
    begin = tracing.start(1000 * int(wanted.get("least", LEAST)), int(wanted.get("most", MOST)))
    wanted["begin"] = str(begin)


def _finish(wanted: Wanted, run: Run) -> None:
    stretches, left_out = tracing.take()
    text = json.dumps(document(run, stretches, int(wanted["begin"]), left_out))
    output = wanted.get("output", "trace.json")
    if output == "-":
        sys.stdout.write(text + "\n")
        return
    Path(output).write_text(text + "\n", encoding="utf-8")
    sys.stderr.write(f"wrote {len(stretches)} stretches to {output}; {left_out} shorter ones are left out\n")


def document(run: Run, stretches: list[tuple[int, int, int, int]], begin: int, left_out: int) -> dict[str, Any]:
    """The trace: an object as Chrome's Trace Event Format has it. Times are microseconds from the beginning."""
    return {
        "traceEvents": list(_events(run, stretches, begin)),
        "displayTimeUnit": "ms",
        "otherData": {"program": "nixray", "leftOut": left_out},
    }


def _events(run: Run, stretches: list[tuple[int, int, int, int]], begin: int) -> Iterator[dict[str, Any]]:
    yield {"name": "process_name", "ph": "M", "pid": 1, "tid": 1, "args": {"name": "nixray"}}
    yield {"name": "thread_name", "ph": "M", "pid": 1, "tid": 1, "args": {"name": "evaluation"}}
    codes = {id(code): code for code in run.engine.breakpoints.codes}
    known: dict[int, dict[str, Any]] = {}
    for code_id, start, end, _ in sorted(stretches, key=lambda one: (one[1], one[3])):
        about = known.get(code_id)
        if about is None:
            about = known[code_id] = _about(codes.get(code_id), run.engine.builtin_names.get(code_id))
        yield about | {"ts": (start - begin) / 1000, "dur": (end - start) / 1000}


def _about(code: Any, builtin: str | None) -> dict[str, Any]:
    fixed = {"ph": "X", "pid": 1, "tid": 1}
    if code is None:
        return fixed | {"name": f"builtin {builtin}", "cat": "builtin"}
    line, column = code.source.line_column(code.start)
    name = source_name(code.source) if kind_of(code) == "file" else title_of(code)
    place = f"{source_name(code.source)}:{line}:{column}"
    return fixed | {"name": name, "cat": kind_of(code), "args": {"place": place}}
