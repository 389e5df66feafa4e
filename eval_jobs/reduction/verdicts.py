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
from typing import Protocol

from eval_jobs.causes.failures import template_of
from eval_jobs.error_kinds import kind_of_text
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

    def work(session: Evaluation) -> str:
        value = session.force(session.eval_source(Source(None, "«program»", text.encode("latin-1")), "/"))
        if session.is_derivation(value):
            return session.drv_path(value)
        session.force_deep(value)
        return print_value(value, True)

    return answered(make or sealed_session, work)


def answered(make: Callable[[], Evaluation], work: Callable[[Evaluation], str]) -> Answer:
    """What working in a session comes to."""
    session = make()
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            return "value", unicode_text(session.run(lambda: work(session)))
        except EvalError as error:
            return "error", unicode_text(error.message)
        except (NixrayError, RecursionError, MemoryError) as error:
            return "none", str(error)


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
    """Asks nixray in a forked process, so that nothing a candidate does reaches the next one."""

    def __init__(self, seconds: float = SECONDS, make: Callable[[], Evaluation] | None = None) -> None:
        self._seconds = seconds
        self._make = make

    def __call__(self, text: str) -> Answer:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            self._answer(text, reading, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            answered = stream.read()
        os.waitpid(child, 0)
        try:
            kind, said = json.loads(answered)
        except ValueError:
            return "none", "the evaluation ended without an answer"
        return kind, said

    def _answer(self, text: str, reading: int, writing: int) -> None:
        """In the child: write the answer and end, whatever happens."""
        try:
            os.close(reading)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            answer = ask_ours(text, self._make)
            with os.fdopen(writing, "wb") as stream:
                stream.write(json.dumps(answer).encode())
        finally:
            os._exit(0)


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
    succeeds, or still fails, if one is given). A program that only throws that text does not count: no
    string in it may say all of it, and with `healed`, which takes a cause out of a program, it must be
    gone."""

    def __init__(
        self,
        first: str,
        ours: Callable[[str], Answer],
        reference: Reference | None = None,
        healed: Callable[[str], str] | None = None,
    ) -> None:
        self._ours = ours
        self.healed = healed
        self._first = first
        self._reference = reference
        self._wanted = signature(ours(first))
        self._theirs = reference(first)[0] if reference is not None else ""
        self._spelled = self._spells(first)
        self.name = f"error {self._wanted} {self._theirs} {reference.name if reference else ''} {healed is not None}"

    def without_cause(self) -> SameError:
        """The same, whatever the error comes from."""
        return SameError(self._first, self._ours, self._reference)

    @property
    def wanted(self) -> str:
        """The signature that is kept."""
        return self._wanted

    def __call__(self, text: str) -> bool:
        if signature(self._ours(text)) != self._wanted or (not self._spelled and self._spells(text)):
            return False
        if self.healed is not None and signature(self._ours(self.healed(text))) == self._wanted:
            return False
        return self._reference is None or self._reference(text)[0] == self._theirs

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
