"""A reference that prints lines as nix-eval-jobs does: that program, another build of nixray, or any other."""

from __future__ import annotations

import json
import queue
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval_jobs.error_kinds import NOT_A_DERIVATION
from eval_jobs.paths import AttrPath, BadPaths
from eval_jobs.reference.protocol import ReferenceFailed
from eval_jobs.reference.recorded import record_of_row
from eval_jobs.results import Record, failed, timed_out
from eval_jobs.root import Root, nix_string

_SELECTED = Path(__file__).parent / "selected.nix"


class LinesReference:
    """A command whose last word is an expression after `--expr`; it prints a line for each attribute of the
    set that it evaluates to. `patience` is in seconds: how long it may print nothing."""

    def __init__(self, command: list[str], root: Root, *, patience: float | None = None) -> None:
        self._command = command
        self._root = root
        self._patience = patience
        self.name = shlex.join(command)

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        """One record for each path, as the program prints them. What it prints no line for is no
        derivation, unless it failed as a whole."""
        waiting = dict.fromkeys(paths)
        with tempfile.TemporaryDirectory(prefix="nixray-reference-") as folder:
            asked = Path(folder) / "paths.json"
            asked.write_text(json.dumps(paths), encoding="utf-8")
            for record in self._run(asked):
                if record.path in waiting:
                    del waiting[record.path]
                    yield record
        for path in waiting:
            late = self._timed_out and self._patience is not None
            yield timed_out(path, self._patience or 0) if late else failed(path, NOT_A_DERIVATION)

    def _run(self, asked: Path) -> Iterator[Record]:
        self._timed_out = False
        command = [*self._command, *self._root.surroundings(), "--expr", self._expression(asked)]
        try:
            process = subprocess.Popen(command, cwd=self._root.base_dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            raise ReferenceFailed(f"the reference '{self.name}' cannot be started: {error.strerror}") from error
        said: list[bytes] = []
        lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        assert process.stdout is not None and process.stderr is not None
        readers = [
            threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True),
            threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            while True:
                try:
                    line = lines.get(timeout=self._patience)
                except queue.Empty:
                    self._timed_out = True
                    return
                if line is None:
                    break
                yield self._record(line)
            status = process.wait()
        finally:
            process.kill()
            process.wait()
            for reader in readers:
                reader.join(timeout=10)
        if status != 0:
            raise ReferenceFailed(f"the reference '{self.name}' {_ending(status)}{_last_words(said)}")

    def _expression(self, asked: Path) -> str:
        arguments = " ".join(f"{nix_string(name)} = ({value});" for name, value in self._root.arguments)
        paths = f"(builtins.fromJSON (builtins.readFile (/. + {nix_string(str(asked))})))"
        return f"({_SELECTED.read_text()}) ({self._root.nix_text}) {{ {arguments} }} {paths}"

    def _record(self, line: bytes) -> Record:
        try:
            row = json.loads(line)
            if isinstance(row, dict):
                return record_of_row(row)
        except (ValueError, BadPaths):
            pass
        shown = line.decode("utf-8", "replace").strip()[:80]
        raise ReferenceFailed(f"the reference '{self.name}' prints what is no line of nix-eval-jobs: {shown}")


def _pump(stream: object, lines: queue.SimpleQueue[bytes | None]) -> None:
    for line in stream:  # type: ignore[attr-defined]  # a binary stream
        if line.strip():
            lines.put(line)
    lines.put(None)


def _ending(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


def _last_words(said: list[bytes]) -> str:
    words = next((line.decode("utf-8", "replace").strip() for line in reversed(said) if line.strip()), "")
    return f": {words}" if words else ""
