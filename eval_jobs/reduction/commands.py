"""`nixray reduce`."""

from __future__ import annotations

import hashlib
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from eval_jobs.endings import HARNESS, run_command
from eval_jobs.ledger.identity import build_identity
from eval_jobs.paths import parse_dotted
from eval_jobs.reduction.culprits import MARK
from eval_jobs.reduction.differing import differing_case
from eval_jobs.reduction.layout import laid_out
from eval_jobs.reduction.merging import Merger
from eval_jobs.reduction.names import renamed
from eval_jobs.reduction.search import Search
from eval_jobs.reduction.stops import telling_case
from eval_jobs.reduction.terms import Term
from eval_jobs.reduction.verdicts import (
    Command,
    Isolated,
    Reference,
    SameDifference,
    SameError,
    Verdict,
    in_child,
    signature,
)
from eval_jobs.root import Root, file_root, nix_string
from evaluator.errors import NixrayError

_LONGEST = 3600
"""Seconds that the whole evaluation may take."""


class NothingToReduce(NixrayError):
    """The program does not show what is to be kept; the message says why."""


def reduce(arguments: list[str]) -> int:
    """Run `nixray reduce`: 0 done, 2 usage, 3 there is nothing to reduce."""
    return run_command(_reduce, arguments, failure=HARNESS)


@click.command(
    "reduce",
    epilog="""\b
Examples:
  nixray reduce ./nixpkgs -A broken-package              the same error from one short file
  nixray reduce ./nixpkgs -A hello --reference nix-instantiate     the same difference
  nixray reduce -E 'import ./configuration.nix' --out case.nix
  nixray reduce ./default.nix --test ./still-interesting.sh

\b
Exit status: 0 reduced, 2 wrong usage, 3 the program does not show what is to be kept.""",
)
@click.argument("root", required=False)
@click.option("-E", "--expr", metavar="EXPR", help="The program is this expression.")
@click.option("-A", "--attr", default="", metavar="PATH", help="Evaluate this attribute.")
@click.option("--arg", "args", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass EXPR as NAME.")
@click.option("--argstr", "argstrs", nargs=2, multiple=True, metavar="NAME S", help="Pass the text S as NAME.")
@click.option("-I", "search_path", multiple=True, metavar="PATH", help="Add to the search path.")
@click.option("--reference", metavar="NIX", help="Keep the difference to this nix-instantiate.")
@click.option("--test", metavar="COMMAND", help="Keep what makes COMMAND FILE end with status 0.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to standard output.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Tests at a time.")
@click.option("--seconds", type=click.FloatRange(min=1), metavar="S", help="End after this long with what there is.")
@click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Where answers are kept to go on later.")
def _reduce(**given: Any) -> int:
    """Make a program small that fails, or on which nixray and a reference differ.

    All its files become one, which reads no other. Without --reference and --test the error is kept, and
    the way to it from the literal in your own file that causes it, where one can be found."""
    if (given["root"] is None) == (given["expr"] is None):
        raise click.UsageError("give a ROOT file or an expression with -E, and not both")
    root = _root(given)
    merger = Merger(root, parse_dotted(given["attr"]) if given["attr"] else ())
    try:
        term, verdict = _start(merger, given)
        term, tests = _reduced(term, verdict, given)
        text = laid_out(renamed(term, verdict)).replace(MARK, "")
    except KeyboardInterrupt:
        click.echo("\nerror: interrupted; the same command goes on from here", err=True)
        return 130
    _clear()
    click.echo(f"kept: {verdict.wanted}; {tests} tests", err=True)
    if given["out"] is None:
        sys.stdout.buffer.write(text.encode("latin-1"))
    else:
        given["out"].write_bytes(text.encode("latin-1"))
        click.echo(f"written: {given['out']} ({text.count(chr(10))} lines)", err=True)
    return 0


def _reduced(term: Term, verdict: Verdict, given: dict[str, Any]) -> tuple[Term, int]:
    """The smallest term, and the number of tests."""
    search = Search(
        verdict,
        workers=given["workers"],
        cache=_cache(given["cache"], verdict, term),
        seconds=given["seconds"],
        tell=_teller(),
    )
    return search.reduce(term), search.tests


def _start(merger: Merger, given: dict[str, Any]) -> tuple[Term, Any]:
    """The merged program and what it must keep showing. Raises NothingToReduce."""
    ours = Isolated()
    verdict: Verdict
    if given["test"] is not None:
        for trim in (True, False):
            merger.trim = trim
            term = merger.merged()
            verdict = Command(shlex.split(given["test"]))
            if verdict(term.text):
                return term, verdict
        raise NothingToReduce("the command does not end with status 0 for the program as one file")
    reference = Reference(given["reference"]) if given["reference"] is not None else None
    answer = in_child(merger.answer, _LONGEST) or ("none", "the evaluation ended without an answer")
    if reference is None and answer[0] != "error":
        raise NothingToReduce(
            "the program does not fail" if answer[0] == "value" else f"the program has no answer: {answer[1]}"
        )
    if reference is None:
        case = telling_case(merger.root, merger.path)
        if case is not None:
            return case
    elif answer[0] == "value":
        differing = differing_case(merger.root, merger.path, given["reference"])
        if differing is not None:
            return differing
    for trim in (True, False):
        merger.trim = trim
        term = merger.merged()
        if reference is not None:
            verdict = SameDifference(term.text, ours, reference)
            if verdict(term.text):
                return term, verdict
            if answer[0] == "error":
                verdict = SameError(term.text, ours, reference)
                if verdict.wanted == signature(answer) and reference(term.text)[0] == "value":
                    return term, verdict
            continue
        verdict = SameError(term.text, ours)
        if verdict.wanted == signature(answer) and verdict(term.text):
            return term, verdict
    raise NothingToReduce(
        "the program as one file does not show the difference"
        if reference is not None
        else "the program as one file does not fail in the same way"
    )


def _root(given: dict[str, Any]) -> Root:
    more = {
        "base_dir": Path(os.getcwd()),
        "arguments": (*given["args"], *((name, nix_string(text)) for name, text in given["argstrs"])),
        "search_path": given["search_path"],
    }
    return file_root(given["root"], **more) if given["root"] is not None else Root(expression=given["expr"], **more)


def _cache(folder: Path | None, verdict: Any, term: Term) -> Path:
    base = folder or Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nixray" / "reductions"
    base.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{_rules()}\0{verdict.name}\0{term.text}".encode("utf-8", "replace")).hexdigest()[:24]
    return base / f"{key}.answers"


def _rules() -> str:
    """What tells this build's evaluator and rules of reduction from any other's: answers hang on both."""
    digest = hashlib.sha256(build_identity().encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _teller() -> Any:
    if not sys.stderr.isatty():
        return lambda size, tests: None
    return lambda size, tests: print(f"\r\x1b[K{size} expressions, {tests} tests", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
