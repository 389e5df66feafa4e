"""Running a case on nixray's own evaluator, inside this process, as `nixray eval` would."""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluator.command_line import perform
from evaluator.errors import EvalError, NixrayError, Span
from evaluator.invocation import parse_words
from evaluator.rendering import filtered, render
from tests.corpus.cases import Answer, Case
from tests.corpus.reference import environment, portable

_TIMEOUT_SECONDS = 60
_LARGE = 1 << 16
"""Bytes of a program whose whole trace is not made: every step shows its line, and that may be all of it."""


def ask(case: Case, *options: str, timeout: int = _TIMEOUT_SECONDS) -> Answer:
    """What nixray says of a case, given further options of its own, within `timeout` seconds. A Python
    exception is an answer of kind `crash`."""
    mode = {"instantiate": "instantiate", "parse": "parse"}.get(case.print, "eval")
    words = [os.fsencode(word).decode("latin-1") for word in [*case.options, *case.program]]
    words = [word for word in words if word not in ("--eval", "--parse")]
    asked_words = [*options, "--option", "system", "x86_64-linux", *words]
    with tempfile.TemporaryDirectory() as folder, _world(case, Path(folder), timeout) as (out, noise):
        try:
            perform(parse_words(mode, asked_words))
        except EvalError as error:
            return _failure(error, case.root, _lines(noise, case.root), traced=len(case.source.read_bytes()) < _LARGE)
        except NixrayError as error:
            text = _whole(error, case.root, False)
            said = _lines(noise, case.root)
            return Answer(error="value", message=str(error).split("\n")[0], stderr=said, shown=text, traced=text)
        except Exception as error:  # our own bug: the answer that no case expects
            return Answer(error="crash", message=f"{type(error).__name__}: {error}")
        return Answer(value=portable(out.getvalue(), case.root).removesuffix("\n"), stderr=_lines(noise, case.root))


@contextmanager
def _world(case: Case, state: Path, timeout: int) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """The environment, folder and streams of a case, and a time limit; gives what is written."""
    out, noise = io.BytesIO(), io.BytesIO()
    streams = sys.stdin, sys.stdout, sys.stderr
    variables, folder = dict(os.environ), Path.cwd()
    before = signal.signal(signal.SIGALRM, _interrupt)
    signal.alarm(timeout)
    try:
        os.environ.clear()
        os.environ.update(environment(case, state))
        # Programs copy their home directory: nothing of ours may be there, and change meanwhile.
        for name in ("NIXRAY_CACHE_DIR", "NIXRAY_STATE_DIR"):
            os.environ[name] = variables.get(name) or str(state / name)
        os.chdir(case.root)
        sys.stdin = io.TextIOWrapper(io.BytesIO(case.source.read_bytes()))
        sys.stdout = printed = io.TextIOWrapper(out, "latin-1", write_through=True)
        sys.stderr = said = io.TextIOWrapper(noise, "utf-8", "surrogateescape", write_through=True)
        yield out, noise
        # Detached, so that dropping the wrappers does not close what was written.
        printed.detach()
        said.detach()
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        os.environ.clear()
        os.environ.update(variables)
        os.chdir(folder)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _whole(error: NixrayError, root: Path, show_trace: bool) -> tuple[str, ...]:
    """The lines of an error as users see them, without what nixray adds to the reference's text."""
    text = filtered(render(error, show_trace, exact=True)).replace(str(root), "$CORPUS").rstrip("\n")
    return tuple(line.rstrip() for line in text.split("\n"))


def _failure(error: EvalError, root: Path, stderr: tuple[str, ...], *, traced: bool) -> Answer:
    error.labels = []
    steps = [
        _text(step.text, root) + (f" ({_place(step.span, root)})" if step.span else "")
        for step in reversed(error.trace)
    ]
    return Answer(
        error=error.kind.value,
        message=filtered(_text(error.message.split("\n")[0], root)),
        at=_place(error.span, root) if error.span else None,
        trace=tuple(steps),
        stderr=stderr,
        shown=_whole(error, root, False),
        traced=_whole(error, root, True) if traced else (),
    )


def _place(span: Span, root: Path) -> str:
    line, column = span.source.line_column(span.start)
    return f"{_text(span.source.shown, root)}:{line}:{column}".removeprefix("$CORPUS/")


def _text(text: str, root: Path) -> str:
    """Text of the evaluator as the answers have it. It is bytes as latin-1, save for names that nixray
    itself gives to sources, such as «string»."""
    if text.startswith("«"):
        return text
    try:
        return portable(text.encode("latin-1"), root)
    except UnicodeEncodeError:
        return text


def _lines(noise: io.BytesIO, root: Path) -> tuple[str, ...]:
    return tuple(line for line in portable(noise.getvalue(), root).split("\n") if line)
