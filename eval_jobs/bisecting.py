"""`nixray bisect`: which revision of the source, and which build of the evaluator, brought a change.

A *cell* is a revision and a build; its answer is what that build says of an attribute of that revision.
Answers are kept in the ledger by what was evaluated (the revision's tree) and by whom, so no cell is ever
run twice, in this search or a later one. What gave no answer, since it took too long, is asked again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from eval_jobs.comparison import compare
from eval_jobs.endings import HARNESS, run_command
from eval_jobs.ledger.identity import Identity
from eval_jobs.ledger.store import COMPLETE, INTERRUPTED, Ledger, default_file
from eval_jobs.looking import Task
from eval_jobs.results import Outcome, Record, failed, timed_out
from evaluator.errors import NixrayError
from evaluator.store.tar_files import tarfile

_SECONDS = 600
_TASK = Task((), explicit=True)
_NO_ANSWER = (Outcome.TIMEOUT, Outcome.CRASH)


class BisectFailed(NixrayError):
    """The search cannot be made; the message says why."""


class Cell(NamedTuple):
    """A revision (a commit's hash) and a build (a program that takes nix-instantiate's words)."""

    revision: str
    build: str


class Cells:
    """Answers of cells, kept in a ledger as they come. `evaluated` are those that it did not know."""

    def __init__(self, repository: Path, words: Sequence[str], ledger: Ledger) -> None:
        self._repository = repository
        self._words = list(words)
        self._ledger = ledger
        self._builds: dict[str, str] = {}
        self.answers: dict[Cell, Record] = {}
        self.evaluated: set[Cell] = set()

    def answer(self, cell: Cell) -> Record:
        """What a build says of a revision: what it prints stands for the derivation's path."""
        found = self.answers.get(cell)
        if found is None:
            found = self.answers[cell] = self._look(cell)
        return found

    def _look(self, cell: Cell) -> Record:
        log = self._ledger.begin(self._identity(cell), "bisect")
        state = INTERRUPTED
        try:
            found = log.get(_TASK)
            if not isinstance(found, Record):
                found = self._run(cell)
                self.evaluated.add(cell)
                log.put(_TASK, found)
            state = COMPLETE
        finally:
            log.end(state, {"revision": cell.revision, "build": cell.build})
        return found

    def _identity(self, cell: Cell) -> Identity:
        facts = {
            "bisect": self._words,
            "source": git(self._repository, "rev-parse", f"{cell.revision}^{{tree}}"),
            "build": self._build(cell.build),
        }
        return Identity(facts, hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest(), [])

    def _build(self, program: str) -> str:
        """What tells a build from any other: the program's content, and the version it says it has, since it may be
        a script around what evaluates."""
        if program not in self._builds:
            try:
                done = subprocess.run([program, "--version"], capture_output=True, timeout=_SECONDS, check=False)
                content = Path(program).read_bytes()
            except (OSError, subprocess.TimeoutExpired) as error:
                raise BisectFailed(f"'{program}' cannot be started: {error}") from error
            self._builds[program] = hashlib.sha256(content + b"\0" + done.stdout).hexdigest()
        return self._builds[program]

    def _run(self, cell: Cell) -> Record:
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
                return timed_out((), _SECONDS)
            except OSError as error:
                raise BisectFailed(f"'{cell.build}' cannot be started: {error.strerror}") from error
        if done.returncode == 0:
            return Record((), Outcome.DERIVATION, done.stdout.strip())
        errors = [line.strip() for line in done.stderr.splitlines() if line.strip().startswith("error:")]
        said = next((line for line in reversed(errors) if line != "error:"), f"error: status {done.returncode}")
        return failed((), said.replace(str(tree), ""))


def said(answer: Record) -> str:
    """An answer as people read it."""
    return str(answer.drv_path if answer.outcome is Outcome.DERIVATION else answer.error)


def first_change(count: int, same: Callable[[int], bool | None]) -> tuple[int, int] | None:
    """The last of 0..count-1 that is as 0 is and the first one known not to be, if the last of all is not; by
    halving, so between them there should be one change. Where `same` gives None there is no answer: a
    neighbour is asked instead, and what lies between the two may all be without one."""
    if same(count - 1):
        return None
    low, high = 0, count - 1
    while high - low > 1:
        middle = (low + high) // 2
        for number in sorted(range(low + 1, high), key=lambda each: abs(each - middle)):
            alike = same(number)
            if alike is not None:
                low, high = (number, high) if alike else (low, number)
                break
        else:
            break
    return low, high


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
  nixray bisect . --good HEAD~50 --bad HEAD --build old/nix-instantiate --build new/nix-instantiate -- . -A x
  nixray bisect . --good HEAD~50 --bad HEAD --build new/nix --reference old/nix -- eval -f . x""",
)
@click.argument("repository", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True)
@click.option("--good", required=True, metavar="REV", help="The revision that is as it should be.")
@click.option("--bad", required=True, metavar="REV", help="A later revision that is not.")
@click.option("--build", "builds", multiple=True, required=True, metavar="PROG", help="Evaluators, oldest first.")
@click.option(
    "--criterion",
    type=click.Choice(["changes", "fails", "differs"]),
    help="What makes a cell bad: another answer than the good one's (the default), failing where that did not, or "
    "another answer than the reference's (the default with --reference).",
)
@click.option("--reference", metavar="PROG", help="What each answer is compared with: a program as the builds are.")
@click.option("--ledger", type=click.Path(path_type=Path), metavar="FILE", help="Where answers are kept.")
def _bisect(
    repository: Path,
    words: tuple[str, ...],
    good: str,
    bad: str,
    builds: tuple[str, ...],
    criterion: str | None,
    reference: str | None,
    ledger: Path | None,
) -> int:
    """Find where the answer to WORDS (those of nix-instantiate) changes, along the revisions of REPOSITORY and
    along the builds of the evaluator.

    First along the revisions with the newest build; if the oldest build sees the change in the same place,
    it is the source's. What remains is along the builds, at the last revision."""
    if (criterion == "differs") != (reference is not None) and criterion is not None:
        raise click.UsageError("--criterion differs and --reference belong together")
    programs = [_program(build) for build in builds]
    judge = None if reference is None else _program(reference)
    listed = git(repository, "rev-list", "--reverse", "--first-parent", f"{good}..{bad}").split()
    revisions = [git(repository, "rev-parse", f"{good}^{{commit}}"), *listed]
    if len(revisions) < 2:
        raise BisectFailed(f"there is no revision between '{good}' and '{bad}'")
    file = ledger or default_file()
    with tempfile.TemporaryDirectory(prefix="nixray-bisect-") as scratch:
        kept = Ledger(file if file is not None else Path(scratch, "ledger.sqlite"))
        try:
            cells = Cells(repository, words, kept)
            search = Search(cells, repository, words, revisions, programs, criterion or "changes", judge)
            for line in search.lines():
                click.echo(line)
        finally:
            kept.close()
    click.echo(f"{len(search.cells.evaluated)} cells were evaluated", err=True)
    return 0


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BisectFailed(f"there is no program '{name}'")
    return os.path.abspath(found)


class Search(NamedTuple):
    """A search along both axes. `revisions` are the oldest first, as `programs` are. With a `judge`, another program,
    the criterion is whether answers are the judge's."""

    cells: Cells
    repository: Path
    words: Sequence[str]
    revisions: Sequence[str]
    programs: Sequence[str]
    criterion: str
    judge: str | None = None

    def lines(self) -> Iterator[str]:
        """What is found, in words, as it is found."""
        newest = self.programs[-1]
        column = [Cell(revision, newest) for revision in self.revisions]
        found = self._first(column)
        if found is None:
            yield f"along the revisions nothing changes: {said(self.cells.answer(column[0]))}"
        else:
            yield from self._change("revision", *found, column)
            if len(self.programs) > 1:
                both = [Cell(column[number].revision, self.programs[0]) for number in found]
                sees = not self._alike(both[0], both[1])
                yield f"  {self.programs[0]} {'sees it, too' if sees else 'sees no change there'}"
        if len(self.programs) > 1:
            row = [Cell(self.revisions[-1], program) for program in self.programs]
            found = self._first(row)
            if found is None:
                yield "along the builds nothing changes"
            else:
                yield from self._change("build", *found, row)
        yield from self._matrix()

    def _first(self, cells: Sequence[Cell]) -> tuple[int, int] | None:
        return first_change(len(cells), lambda number: self._alike(cells[0], cells[number]))

    def _alike(self, one: Cell, other: Cell) -> bool | None:
        """Whether two cells have the same answer in the eyes of the criterion; None if one has no answer."""
        click.echo(f"looking at {self._name(other.revision)} with {other.build}", err=True)
        if self.judge is not None:
            verdicts = [self._judged(cell, self.judge) for cell in (one, other)]
            return None if None in verdicts else verdicts[0] == verdicts[1]
        answers = [self.cells.answer(cell) for cell in (one, other)]
        if any(answer.outcome in _NO_ANSWER for answer in answers):
            return None
        if self.criterion == "fails":
            return answers[0].outcome == answers[1].outcome
        return said(answers[0]) == said(answers[1])

    def _judged(self, cell: Cell, judge: str) -> bool | None:
        """Whether a cell's answer is the judge's; None if one of them has no answer."""
        ours, theirs = self.cells.answer(cell), self.cells.answer(Cell(cell.revision, judge))
        if ours.outcome in _NO_ANSWER or theirs.outcome in _NO_ANSWER:
            return None
        return compare(ours, theirs).agrees

    def _change(self, axis: str, before: int, after: int, cells: Sequence[Cell]) -> Iterator[str]:
        changed = cells[after]
        yield f"first changed {axis}: {self._name(changed.revision) if axis == 'revision' else changed.build}"
        if after - before > 1:
            yield f"  or one of the {after - before - 1} before it, of which nothing is known"
        yield f"  before  {said(self.cells.answer(cells[before]))}"
        yield f"  after   {said(self.cells.answer(changed))}"
        if self.judge is not None:
            yield f"  reference  {said(self.cells.answer(Cell(changed.revision, self.judge)))}"
        place = shlex.join(["git", "-C", str(self.repository), "worktree", "add", "--detach"])
        program = shlex.join([changed.build, *self.words])
        yield f"  again   {place} SOME/FOLDER {changed.revision[:12]} && cd SOME/FOLDER && {program}"

    def _name(self, revision: str) -> str:
        return git(self.repository, "log", "-1", "--format=%h %s", revision)

    def _matrix(self) -> Iterator[str]:
        """Every cell that was looked at: a letter for each answer, `*` if it was evaluated now."""
        letters: dict[str, str] = {}
        yield ""
        for revision in self.revisions:
            row = []
            for program in self.programs:
                cell = Cell(revision, program)
                answer = self.cells.answers.get(cell)
                letter = "." if answer is None else letters.setdefault(said(answer), _letter(len(letters)))
                row.append(f"{letter}{'*' if cell in self.cells.evaluated else ''}".ljust(3))
            if any(not text.startswith(".") for text in row):
                yield f"{' '.join(row)} {self._name(revision)}"
        yield f"columns: {', '.join(self.programs)}; * was evaluated now"
        yield from (f"{letter}: {text}" for text, letter in letters.items())


def _letter(number: int) -> str:
    """A, B, ... Z, then numbers."""
    return chr(ord("A") + number) if number < 26 else str(number)
