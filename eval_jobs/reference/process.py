"""One run of a reference Nix over an expression, read line by line while it goes."""

from __future__ import annotations

import os
import re
import select
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from eval_jobs.reference.messages import message_of
from eval_jobs.reference.protocol import ReferenceFailed

_TRACE = "trace: "
_ANSI = re.compile(r"\x1b\[[0-9;]*[mK]")


class ReferenceProcess:
    """A running reference; iterate over `traces` and then ask `failure`.

    The expression goes in by standard input, so that its size has no limit and relative paths start
    from `cwd`. What the program traces on its own account is dropped.
    """

    def __init__(self, command: list[str], expression: str, cwd: Path, environment: dict[str, str]) -> None:
        with tempfile.TemporaryFile() as source:
            source.write(expression.encode())
            source.seek(0)
            try:
                self._process = subprocess.Popen(
                    [*command, "-"],
                    stdin=source,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd=cwd,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise ReferenceFailed(
                    f"the reference '{shlex.join(command[:1])}' cannot be started: {error.strerror}"
                ) from error
        self.timed_out = False
        self._other: list[str] = []

    def __enter__(self) -> ReferenceProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def kill(self) -> None:
        """End the process and what it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def traces(self, marker: str, patience: float | None) -> Iterator[str]:
        """The traced lines that start with `marker`, without it, as they come. Ends with the process, or
        sets `timed_out` and kills it when there is none for `patience` seconds."""
        for line in self._lines(marker, patience):
            if line.startswith(_TRACE + marker):
                yield line[len(_TRACE) + len(marker) :]
            else:
                self._other.append(line)
        self._process.wait()

    def _lines(self, marker: str, patience: float | None) -> Iterator[str]:
        assert self._process.stderr is not None
        fd = self._process.stderr.fileno()
        rest = b""
        last_mark = time.monotonic()
        while True:
            wait = None if patience is None else patience - (time.monotonic() - last_mark)
            ready = select.select([fd], [], [], None if wait is None else max(wait, 0))[0]
            if not ready:
                self.timed_out = True
                self.kill()
                return
            data = os.read(fd, 1 << 16)
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                text = _ANSI.sub("", line.decode("utf-8", "replace"))
                if text.startswith(_TRACE + marker):
                    last_mark = time.monotonic()
                yield text
        if rest:
            yield _ANSI.sub("", rest.decode("utf-8", "replace"))

    @property
    def failure(self) -> str | None:
        """The message of the error the program ended with; None when it printed none."""
        return message_of(self._other)

    @property
    def ending(self) -> str:
        """How the process ended, for people."""
        code = self._process.returncode
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    @property
    def died(self) -> bool:
        """Whether a signal ended the process (a shell reports that as 128 + its number)."""
        code = self._process.returncode
        return code < 0 or code > 128

    @property
    def last_words(self) -> str:
        """The last line that was not one of ours."""
        return next((line.strip() for line in reversed(self._other) if line.strip()), "")
