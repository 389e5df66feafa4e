"""`nixray bisect`: which revision of the source, and which build of the evaluator, brought a change.

A *cell* is a revision and a build; its answer is what that build says of an attribute of that revision.
Answers are kept by what was evaluated (the revision's tree) and by whom, so no cell is ever run twice,
in this search or a later one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from eval_jobs.endings import HARNESS, run_command
from evaluator.errors import NixrayError

_SECONDS = 600


class BisectFailed(NixrayError):
    """The search cannot be made; the message says why."""


class Cell(NamedTuple):
    """A revision (a commit's hash) and a build (a program that takes nix-instantiate's words)."""

    revision: str
    build: str


class Cells:
    """Answers of cells, kept in a file as they come. `runs` counts those that had to be evaluated."""

    def __init__(self, repository: Path, words: Sequence[str], file: Path) -> None:
        self._repository = repository
        self._words = list(words)
        self._file = file
        self._known: dict[str, str] = {}
        self.runs = 0
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                key, answer = json.loads(line)
                self._known[key] = answer

    def answer(self, cell: Cell) -> str:
        """What a build says of a revision: the derivation's path, or the error's first line."""
        key = self._key(cell)
        if key not in self._known:
            self._known[key] = self._run(cell)
            self.runs += 1
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps([key, self._known[key]]) + "\n")
        return self._known[key]

    def _key(self, cell: Cell) -> str:
        tree = git(self._repository, "rev-parse", f"{cell.revision}^{{tree}}")
        program = Path(cell.build)
        status = program.stat()
        build = f"{program} {status.st_size} {status.st_mtime_ns}"
        return hashlib.sha256("\0".join([tree, build, *self._words]).encode()).hexdigest()

    def _run(self, cell: Cell) -> str:
        with tempfile.TemporaryDirectory(prefix="nixray-bisect-") as scratch:
            packed = subprocess.run(
                ["git", "-C", str(self._repository), "archive", cell.revision], capture_output=True, check=True
            )
            # Always the same name: a source path that is copied takes its name from it.
            tree = Path(scratch, "source")
            with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
                archive.extractall(tree, filter="data")
            command = [cell.build, *self._words]
            try:
                done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=_SECONDS, check=False)
            except subprocess.TimeoutExpired:
                return "timeout"
            except OSError as error:
                raise BisectFailed(f"'{cell.build}' cannot be started: {error.strerror}") from error
        if done.returncode == 0:
            return done.stdout.strip()
        errors = [line.strip() for line in done.stderr.splitlines() if line.strip().startswith("error:")]
        said = next((line for line in reversed(errors) if line != "error:"), f"error: status {done.returncode}")
        return said.replace(str(tree), "")


def first_change(count: int, same: Callable[[int], bool]) -> int | None:
    """The first of 1..count-1 that is not as 0 is, if the last one is not; by halving, so between them there
    should be one change."""
    if same(count - 1):
        return None
    low, high = 0, count - 1
    while high - low > 1:
        middle = (low + high) // 2
        if same(middle):
            low = middle
        else:
            high = middle
    return high


def git(repository: Path, *words: str) -> str:
    """What git prints. Raises BisectFailed."""
    try:
        done = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, text=True, check=False)
    except OSError as error:
        raise BisectFailed("bisecting needs the program 'git'") from error
    if done.returncode != 0:
        raise BisectFailed(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def bisect(arguments: list[str]) -> int:
    """Run `nixray bisect`: 0 the change was found or there is none, 2 usage, 3 the search cannot be made."""
    return run_command(_bisect, arguments, failure=HARNESS)


@click.command(
    "bisect",
    epilog="""\b
Examples:
  nixray bisect ~/nixpkgs --good v1 --bad HEAD --build nix-instantiate -- . -A hello --readonly-mode
  nixray bisect . --good HEAD~50 --bad HEAD --build old/nix-instantiate --build new/nix-instantiate -- . -A x""",
)
@click.argument("repository", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True)
@click.option("--good", required=True, metavar="REV", help="The revision that is as it should be.")
@click.option("--bad", required=True, metavar="REV", help="A later revision that is not.")
@click.option("--build", "builds", multiple=True, required=True, metavar="PROG", help="Evaluators, oldest first.")
@click.option("--cache", type=click.Path(path_type=Path), metavar="FILE", help="Where answers are kept.")
def _bisect(
    repository: Path, words: tuple[str, ...], good: str, bad: str, builds: tuple[str, ...], cache: Path | None
) -> int:
    """Find where the answer to WORDS (those of nix-instantiate) changes, along the revisions of REPOSITORY and
    along the builds of the evaluator.

    First along the revisions with the newest build; if the oldest build sees the change in the same place,
    it is the source's. What remains is along the builds, at the last revision."""
    programs = []
    for build in builds:
        found = shutil.which(build)
        if found is None:
            raise BisectFailed(f"there is no program '{build}'")
        programs.append(os.path.abspath(found))
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nixray"
    cells = Cells(repository, words, cache or base / "bisect.jsonl")
    listed = git(repository, "rev-list", "--reverse", "--first-parent", f"{good}..{bad}").split()
    revisions = [git(repository, "rev-parse", f"{good}^{{commit}}"), *listed]
    if len(revisions) < 2:
        raise BisectFailed(f"there is no revision between '{good}' and '{bad}'")
    newest = programs[-1]
    right = cells.answer(Cell(revisions[0], newest))
    at = first_change(len(revisions), lambda number: cells.answer(Cell(revisions[number], newest)) == right)
    if at is None:
        click.echo(f"along the revisions nothing changes: {right}")
    else:
        line = git(repository, "log", "-1", "--format=%h %s", revisions[at])
        click.echo(
            f"first changed revision: {line}\n  before  {right}\n  after   {cells.answer(Cell(revisions[at], newest))}"
        )
        if len(programs) > 1:
            both = [cells.answer(Cell(revisions[number], programs[0])) for number in (at - 1, at)]
            click.echo(f"  {programs[0]} {'sees it, too' if both[0] != both[1] else 'sees no change there'}")
    if len(programs) > 1:
        last = revisions[-1]
        before = cells.answer(Cell(last, programs[0]))
        number = first_change(len(programs), lambda each: cells.answer(Cell(last, programs[each])) == before)
        if number is None:
            click.echo("along the builds nothing changes")
        else:
            after = cells.answer(Cell(last, programs[number]))
            click.echo(f"first changed build: {programs[number]}\n  before  {before}\n  after   {after}")
    click.echo(f"{cells.runs} cells were evaluated", err=True)
    return 0
