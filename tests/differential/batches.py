"""Many cases in few processes: what each evaluator says of each of them.

Reference Nix takes many files at once and stops at the first error, so a batch costs one process and
one more for each error in it. Between the programs stand markers that print on both streams, which
tell whose output is whose. What a batch cannot tell (a crash loses the output) is asked singly.

nixray runs in forked children: a crash ends one child, and is the answer of the program that it was at.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from tests.corpus import ours, reference
from tests.corpus.cases import Answer, Case
from tests.differential.programs import FOLDER

BATCH_SECONDS = 6
ALONE_SECONDS = 10
MEMORY = 3 << 30
"""Bytes that our process may take beyond what it begins with: programs without end are stopped by it, or by the
time."""
_MARK = "@@{}@@"
_PRINTED = re.compile(rb'^"@@(\d+)@@"$\n', re.MULTILINE)
_TRACED = re.compile(rb"^trace: @@(\d+)@@$\n", re.MULTILINE)


def reference_answers(binary: Path, cases: list[Case], state: Path) -> Iterator[Answer]:
    """What the reference says of each case. All are printed one way, with the same features, and lie below
    the same root."""
    at, bad = 0, len(cases)
    while at < len(cases):
        found, lost_at = ([], 0) if at == bad else _some_answers(binary, cases[at:bad], state)
        if not found and lost_at:
            bad = at + lost_at  # those before it again, then that one alone
            continue
        if not found:
            found = [ask_reference(binary, cases[at], state)]
        yield from found
        at += len(found)
        if at > bad:
            bad = len(cases)


def ask_reference(binary: Path, case: Case, state: Path) -> Answer:
    """What the reference says of one case in a process of its own."""
    try:
        answer = reference.ask(binary, case, state, trace=True, timeout=ALONE_SECONDS)
    except subprocess.TimeoutExpired:
        return Answer(error="timeout", message="")
    return answer


def _some_answers(binary: Path, cases: list[Case], state: Path) -> tuple[list[Answer], int]:
    """The answers of one process, up to the first error; none if the output cannot be told apart or was lost,
    and then the number of the case that lost it."""
    first = cases[0]
    words = [*reference.command(binary, [*first.options, "--show-trace"])]
    for number, case in enumerate(cases):
        words += [_marker(case.root, number), *case.program]
    try:
        run = subprocess.run(
            words,
            cwd=first.root,
            env=reference.environment(first, state),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=BATCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        return [], _last_begun(expired.stderr or b"")
    printed, said = _between(_PRINTED, run.stdout), _between(_TRACED, run.stderr)
    if first.print == "parse":
        # A marker that is only parsed writes nothing there: all belongs to the one that failed.
        said = [b""] * (len(printed) - 1) + [run.stderr] if printed else []
    if run.returncode not in (0, 1) or len(printed) != len(said):
        return [], _last_begun(run.stderr)
    if run.returncode == 0 and len(said) != len(cases):
        return [], 0
    answers = []
    for number, (value, noise) in enumerate(zip(printed, said, strict=True)):
        text = reference.portable(noise, first.root)
        if number == len(said) - 1 and run.returncode == 1:
            answers.append(reference.read_error(text))
        else:
            shown = reference.portable(value, first.root).removesuffix("\n")
            answers.append(Answer(value=shown, stderr=reference.read_noise(text)))
    return answers, 0


def _last_begun(said: bytes) -> int:
    """The number of the case behind the last marker on standard error; 0 if there is none."""
    return max(0, len(_TRACED.findall(said)) - 1)


def _marker(root: Path, number: int) -> str:
    """A file whose evaluation writes a marker to both streams."""
    name = f"{FOLDER}/m{number}.nix"
    if not (root / name).exists():
        mark = _MARK.format(number)
        (root / name).write_text(f'builtins.trace "{mark}" "{mark}"')
    return name


def _between(mark: re.Pattern[bytes], output: bytes) -> list[bytes]:
    """The pieces behind the markers."""
    return mark.split(output)[2::2]


class OurAnswers:
    """What nixray says of each case; found in the background from the start on."""

    def __init__(self, cases: list[Case]) -> None:
        self._cases = cases
        self._child = _Child(cases)

    def wait(self) -> list[Answer]:
        """All answers."""
        answers: list[Answer] = []
        while True:
            found, status = self._child.wait()
            answers += found
            if len(answers) < len(self._cases) and status != 0:
                answers.append(Answer(error="crash", message=f"the process ended with status {status}"))
            if len(answers) == len(self._cases):
                return answers
            self._child = _Child(self._cases[len(answers) :])


def _mapped() -> int:
    """The bytes of addresses that this process has: a fork of a long test run begins with much."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


class _Child:
    """A forked process that asks our evaluator, and the file with its answers."""

    def __init__(self, cases: list[Case]) -> None:
        self._file = tempfile.TemporaryFile("w+")  # noqa: SIM115  # `wait` closes it
        self._process = os.fork()
        if self._process == 0:
            self._work(cases)

    def _work(self, cases: list[Case]) -> NoReturn:
        status = 1
        limit = _mapped() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        try:
            for case in cases:
                self._file.write(ours.ask(case, "--no-cache", timeout=ALONE_SECONDS).dumps() + "\0")
                self._file.flush()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def wait(self) -> tuple[list[Answer], int]:
        """The answers it gave, and its exit status (negative: a signal)."""
        _, ended = os.waitpid(self._process, 0)
        with self._file:
            self._file.seek(0)
            texts = self._file.read().split("\0")
        return [Answer.loads(text) for text in texts[:-1]], os.waitstatus_to_exitcode(ended)
