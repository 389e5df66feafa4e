"""Bisecting along revisions and builds, with no cell evaluated twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.bisecting import first_change
from tests.cli.command import ROOT, nixray


@given(st.integers(2, 200).flatmap(lambda count: st.tuples(st.just(count), st.integers(1, count))))
def test_the_first_change_is_found_in_few_questions(case: tuple[int, int]) -> None:
    """Halving finds it; a change at the very end or none at all, too."""
    count, change = case
    asked: set[int] = set()

    def same(number: int) -> bool:
        asked.add(number)
        return number < change

    assert first_change(count, same) == ((change - 1, change) if change < count else None)
    assert len(asked) <= 1 + count.bit_length()


@given(st.sets(st.integers(1, 28)), st.integers(1, 29))
def test_what_has_no_answer_is_passed_by(silent: set[int], change: int) -> None:
    """A neighbour is asked; the two that are found enclose the change, and nothing between them has an answer."""
    found = first_change(30, lambda number: None if number in silent else number < change)
    assert found is not None
    low, high = found
    assert low < change <= high and all(number in silent for number in range(low + 1, high))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Eight revisions; the fifth changes the attribute, and a newer build says another thing of all."""
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*words: str) -> None:
        more = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(folder), *more, *words], check=True, capture_output=True)

    git("init", "-q")
    for number in range(8):
        text = "one" if number < 5 else "two"
        (folder / "default.nix").write_text(
            f'{{ x = "{text} ${{builtins.getEnv "BUILD"}}"; n = {number};'
            f' f = if {number} < 5 then {number} else throw "broken"; }}\n'
        )
        git("add", "-A")
        git("commit", "-q", "-m", f"revision {number}")
    return folder


def build(folder: Path, name: str, variable: str) -> str:
    """A program that evaluates as `nixray eval` does, in an environment of its own."""
    program = folder / name
    program.write_text(f'#!/bin/sh\nBUILD={variable} exec {sys.executable} {ROOT}/nixray.py eval "$@"\n')
    program.chmod(0o755)
    return str(program)


def test_both_axes(repository: Path, tmp_path: Path) -> None:
    """The revision and the build that brought a change; a second search evaluates nothing."""
    builds = [build(tmp_path, name, name) for name in ("a", "a2", "b")]
    builds[1] = build(tmp_path, "a2", "a")
    options = [word for each in builds for word in ("--build", each)]
    words = ["bisect", str(repository), "--good", "HEAD~7", "--bad", "HEAD", *options]
    words += ["--ledger", str(tmp_path / "ledger"), "--", ".", "-A", "x"]
    ran = nixray(*words)
    assert ran.status == 0, ran.err
    assert "revision 5" in ran.out and 'before  "one b"' in ran.out and 'after   "two b"' in ran.out
    assert "sees it, too" in ran.out and f"first changed build: {builds[2]}" in ran.out
    assert "C*" in ran.out and 'C: "two a"' in ran.out
    again = nixray(*words)
    assert again.out == ran.out.replace("*  ", "   ") and "0 cells were evaluated" in again.err


def test_a_difference_from_a_reference_may_be_what_counts(repository: Path, tmp_path: Path, reference: str) -> None:
    """Each revision has an answer of its own, the reference's until the fifth; failing alike is no difference."""
    judge = tmp_path / "judge"
    judge.write_text(f'#!/bin/sh\nexec {reference} --eval "$@"\n')
    judge.chmod(0o755)
    one = build(tmp_path, "one", "1")
    words = ["bisect", str(repository), "--good", "HEAD~7", "--bad", "HEAD", "--build", one, "--reference", str(judge)]
    words += ["--ledger", str(tmp_path / "ledger"), "--"]
    attribute = (
        "import ./. // { y = let n = (import ./.).n; in "
        'if n < 5 then n else "${toString n}${builtins.getEnv "BUILD"}"; }'
    )
    ran = nixray(*words, "-E", attribute, "-A", "y")
    assert ran.status == 0, ran.err
    assert "revision 5" in ran.out and 'after   "51"' in ran.out and 'reference  "5"' in ran.out
    again = nixray(*words, "-E", attribute, "-A", "y")
    assert "0 cells were evaluated" in again.err
    assert "along the revisions nothing changes" in nixray(*words, ".", "-A", "f").out


def test_a_reference_and_its_criterion_belong_together(repository: Path) -> None:
    """Neither means anything alone."""
    words = ["bisect", str(repository), "--good", "HEAD~7", "--bad", "HEAD", "--build", "true"]
    for more in (["--criterion", "differs"], ["--criterion", "fails", "--reference", "true"]):
        ran = nixray(*words, *more, "--", ".")
        assert ran.status == 2 and "belong together" in ran.err


def test_failing_may_be_what_counts(repository: Path, tmp_path: Path) -> None:
    """The answer changes with each revision; it is an error from the fifth on. The command that is shown evaluates that
    cell again."""
    one = build(tmp_path, "a", "a")
    words = ["bisect", str(repository), "--good", "HEAD~7", "--bad", "HEAD", "--build", one]
    words += ["--ledger", str(tmp_path / "ledger")]
    ran = nixray(*words, "--criterion", "fails", "--", ".", "-A", "f")
    assert "revision 5" in ran.out and "before  4" in ran.out and "after   error: broken" in ran.out
    again = next(line for line in ran.out.splitlines() if line.startswith("  again   ")).removeprefix("  again   ")
    shown = subprocess.run(
        ["sh", "-c", again.replace("SOME/FOLDER", str(tmp_path / "tree"))], capture_output=True, text=True, check=False
    )
    assert "error: broken" in shown.stderr
    assert "revision 1" in nixray(*words, "--", ".", "-A", "f").out


def test_what_cannot_be_bisected(repository: Path, tmp_path: Path) -> None:
    """One message."""
    one = build(tmp_path, "a", "a")
    words = ["bisect", str(repository), "--good", "HEAD", "--bad", "HEAD", "--build", one, "--", "."]
    assert "no revision between" in nixray(*words).err
    words[3] = "no-such-revision"
    ran = nixray(*words)
    assert ran.status == 3 and "no-such-revision" in ran.err
