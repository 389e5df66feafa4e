"""What a candidate program shows: its signature, asked of nixray in a process of its own, and of a
reference where one is given.

A signature is a short text. For an error it is its kind and the wording without what is particular; for a
difference, what either side came to.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from eval_jobs.causes.failures import template_of
from eval_jobs.error_kinds import kind_of_text
from eval_jobs.reduction.culprits import Culprit, words_in
from eval_jobs.texts import unicode_text
from evaluator.errors import EvalError, Kind, NixrayError, Source
from evaluator.evaluation import Evaluation, Settings
from evaluator.printing import print_value
from evaluator.values import Builtin

Answer = tuple[str, str]
"""("value", text) or ("error", message); ("none", reason) when there was no answer."""

SECONDS = 60
_FUNCTIONS = ("<LAMBDA>", "<PRIMOP", "«")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


class Verdict(Protocol):
    """Tells whether a program still shows what is looked for. Its `name` names it in the cache."""

    name: str

    def __call__(self, text: str) -> bool: ...


def ask_ours(text: str, make: Callable[[], Evaluation] | None = None) -> Answer:
    """What nixray says of a program, in this process."""
    kind, said, _ = _examined(text, make or sealed_session)
    return kind, said


def _examined(text: str, make: Callable[[], Evaluation]) -> tuple[str, str, bool]:
    """An answer, and whether it is an error from within a `throw` or `abort`: thrown, or met while the message
    was made."""

    def work(session: Evaluation) -> str:
        value = session.force(session.eval_source(Source(None, "«program»", text.encode("latin-1")), "/"))
        if session.is_derivation(value):
            return session.drv_path(value)
        session.force_deep(value)
        return print_value(value)

    return _worked(make, work)


def answered(make: Callable[[], Evaluation], work: Callable[[Evaluation], str]) -> Answer:
    """What working in a session comes to."""
    kind, said, _ = _worked(make, work)
    return kind, said


def _worked(make: Callable[[], Evaluation], work: Callable[[Evaluation], str]) -> tuple[str, str, bool]:
    session = make()
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            return "value", unicode_text(session.run(lambda: work(session))), False
        except EvalError as error:
            called = [frame[0] for frame in error.frames]
            return "error", unicode_text(error.message), any(_speaks(each) for each in called)
        except (NixrayError, RecursionError, MemoryError) as error:
            return "none", str(error), False


def _speaks(function: object) -> bool:
    return isinstance(function, Builtin) and function.name in ("throw", "abort")


def sealed_session() -> Evaluation:
    """A session that reads no program text and no folder: what a reduced program needs, it must hold."""
    settings = Settings.from_environment()
    settings.search_path = []
    session = Evaluation(settings)
    builtins = session.globals["builtins"]
    for name, arity in (("import", 1), ("scopedImport", 2), ("readFile", 1), ("readDir", 1), ("pathExists", 1)):
        refusing = Builtin(name, arity, _refuse)
        builtins.d[name] = refusing
        session.globals[name if name in session.globals else f"__{name}"] = refusing
    return session


def _refuse(*arguments: object) -> object:
    raise EvalError(Kind.RESTRICTED, "a reduced program reads no files")


class Isolated:
    """Asks nixray in a forked process, so that nothing a candidate does reaches the next one. `asked` counts."""

    def __init__(self, seconds: float = SECONDS, make: Callable[[], Evaluation] | None = None) -> None:
        self._seconds = seconds
        self._make = make
        self.asked = 0

    def __call__(self, text: str) -> Answer:
        kind, said, _ = self.examined(text)
        return kind, said

    def examined(self, text: str) -> tuple[str, str, bool]:
        """An answer, and whether it is an error from within a `throw` or `abort`."""
        self.asked += 1
        found = in_child(lambda: _examined(text, self._make or sealed_session), self._seconds)
        return ("none", "the evaluation ended without an answer", False) if found is None else tuple(found)


def in_child(work: Callable[[], Any], seconds: float) -> Any:
    """What `work` gives in a forked process, as JSON has it; None if it does not end well or in time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            said = json.dumps(work()).encode()
            with os.fdopen(writing, "wb") as stream:
                stream.write(said)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answered = stream.read()
    os.waitpid(child, 0)
    try:
        return json.loads(answered)
    except ValueError:
        return None


class Reference:
    """A reference's nix-instantiate, asked for the value of a program."""

    def __init__(self, program: str, seconds: float = SECONDS) -> None:
        self._program = program
        self._seconds = seconds
        self.name = program

    def __call__(self, text: str) -> Answer:
        with tempfile.TemporaryDirectory(prefix="nixray-reduce-") as scratch:
            file = Path(scratch, "program.nix")
            file.write_bytes(_AS_ANSWER.replace("PROGRAM", text, 1).encode("latin-1"))
            try:
                done = subprocess.run(
                    [self._program, "--eval", "--strict", "--readonly-mode", str(file)],
                    env={"NO_COLOR": "1", **os.environ, "NIX_PATH": ""},
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=self._seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return "none", "the reference did not end in time"
        if done.returncode == 0:
            return "value", done.stdout.decode("utf-8", "replace").removesuffix("\n")
        return "error", _message(done.stderr.decode("utf-8", "replace"))


# A derivation counts by its path; written so that the value is printed as ours prints it.
_AS_ANSWER = """let v = (
PROGRAM
); in if builtins.isAttrs v && v.type or null == "derivation" then v.drvPath else v
"""


def _message(said: str) -> str:
    found = re.findall(r"^ *error: (.+(?:\n(?! *(?:at |…|\d+\||\(stack|Did you mean)).+)*)", said, re.MULTILINE)
    return "\n".join(line.strip() for line in found[-1].splitlines()) if found else said.strip()


class SameError:
    """The program fails with the same kind and wording as the first one did (and the reference still
    succeeds, or still fails, if one is given), and its first line has all of `words`. A program that only
    throws that text does not count: with a `culprit` it must come to something else without it; without one,
    no string in it may say all of it, unless one did from the start."""

    def __init__(
        self,
        first: str,
        ours: Isolated,
        reference: Reference | None = None,
        culprit: Culprit | None = None,
        words: frozenset[str] = frozenset(),
    ) -> None:
        self._ours = ours
        self._first = first
        self._reference = reference
        self._culprit = culprit
        self._words = words
        kind, said, self._spoken = ours.examined(first)
        self._wanted = signature((kind, said))
        self._theirs = reference(first)[0] if reference is not None else ""
        self._spelled = self._spells(first)
        with_reference = reference.name if reference is not None else ""
        self.name = f"error {self._wanted} {self._theirs} {with_reference} {culprit} {sorted(words)}"

    def blaming(self, culprit: Culprit) -> SameError:
        """The same, where the error must hang on a culprit."""
        return SameError(self._first, self._ours, self._reference, culprit, self._words)

    @property
    def wanted(self) -> str:
        """The signature that is kept."""
        return self._wanted

    def __call__(self, text: str) -> bool:
        answer = self._ours(text)
        if signature(answer) != self._wanted or not self._words <= words_in(answer[1]):
            return False
        if self._culprit is None:
            if not self._spelled and self._spells(text):
                return False
        elif not self._heals(self._culprit, text):
            return False
        return self._reference is None or self._reference(text)[0] == self._theirs

    def _heals(self, culprit: Culprit, text: str) -> bool:
        """Whether a program without the culprit comes to something else, and not only to another wording, or
        to an error in wording it."""
        kind, said, spoken = self._ours.examined(culprit.healed(text))
        if kind != "error":
            return kind == "value"
        if signature((kind, said)) == self._wanted or said.startswith("syntax error") or (spoken and self._spoken):
            return False
        # A value that does harm itself tells nothing.
        return culprit.harmless.strip('"') not in words_in(said)

    def _spells(self, text: str) -> bool:
        template = self._wanted.partition(": ")[2]
        return any(template_of(unicode_text(found[0][1:-1])) == template for found in _STRINGS.finditer(text))


class SameDifference:
    """Ours and the reference differ as they did at first: two values, or one of them an error of the same
    signature."""

    def __init__(self, first: str, ours: Callable[[str], Answer], reference: Reference) -> None:
        self._ours = ours
        self._reference = reference
        self._wanted = self._compared(first)
        self.name = f"difference {self._wanted} {reference.name}"

    @property
    def wanted(self) -> str:
        """What is kept; empty if the first program shows no difference."""
        return self._wanted

    def __call__(self, text: str) -> bool:
        return bool(self._wanted) and self._compared(text) == self._wanted

    def _compared(self, text: str) -> str:
        ours = self._ours(text)
        if ours[0] == "none":
            return ""
        theirs = self._reference(text)
        if theirs[0] == "none":
            return ""
        if any(sign in text for sign in _FUNCTIONS for text in (ours[1], theirs[1]) if ours[0] == "value"):
            # How a function or a cycle is printed tells nothing of the program.
            return ""
        if ours[0] == theirs[0] == "value":
            return "two values" if _plain(ours[1]) != _plain(theirs[1]) else ""
        mine, other = signature(ours), signature(theirs)
        return f"{mine} | {other}" if mine != other else ""


class Command:
    """A user's own command: it is given a file, and status 0 means that the file is still of interest."""

    def __init__(self, command: list[str], seconds: float = SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self.name = f"command {command}"

    @property
    def wanted(self) -> str:
        """What is kept, for people."""
        return "status 0 of " + " ".join(self._command)

    def __call__(self, text: str) -> bool:
        with tempfile.TemporaryDirectory(prefix="nixray-reduce-") as scratch:
            file = Path(scratch, "program.nix")
            file.write_bytes(text.encode("latin-1"))
            try:
                done = subprocess.run(
                    [*self._command, str(file)], capture_output=True, timeout=self._seconds, check=False
                )
            except subprocess.TimeoutExpired:
                return False
        return done.returncode == 0


def signature(answer: Answer) -> str:
    """An answer without what is particular."""
    kind, text = answer
    if kind != "error":
        return kind
    return f"{kind_of_text(text).value}: {template_of(text)}"


def _plain(text: str) -> str:
    """A printed value; a derivation's path is printed as a string by one side and bare by the other."""
    return text.strip('"')
