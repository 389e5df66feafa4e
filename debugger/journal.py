"""What an evaluation was told by the disk, so that a replay is told the same.

All processes of one debugged evaluation share the file that this is kept in: whoever asks something for the
first time writes the answer down. A change on disk in the middle of a session thus changes nothing; the next
session sees it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from typing import Any

from evaluator.errors import EvalError, Kind

_HEADER = 8


class Journal:
    """Answers of the disk by (question, path). `reading(path)` is told of each file that is read."""

    def __init__(self, reading: Callable[[str], None] = lambda path: None) -> None:
        self.reading = reading
        self.file = tempfile.TemporaryFile("ab+", buffering=0)  # noqa: SIM115 (open as long as the session)
        self.known: dict[tuple[str, str], Any] = {}
        self.seen = 0

    def ask(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The answer to a question about a path; `look` asks the disk. Raises the EvalError that it raised."""
        if question == "read_file":
            self.reading(path)
        key = (question, path)
        if key not in self.known:
            self._catch_up()
        if key not in self.known:
            try:
                self._note(key, _packed(look(path)))
            except EvalError as error:
                self._note(key, ["error", error.kind.value, error.message])
        return _unpacked(self.known[key])

    def _note(self, key: tuple[str, str], packed: Any) -> None:
        data = json.dumps([*key, packed]).encode()
        os.write(self.file.fileno(), len(data).to_bytes(_HEADER, "big") + data)
        self.known[key] = packed

    def _catch_up(self) -> None:
        """Read what other processes have written."""
        handle = self.file.fileno()
        size = os.fstat(handle).st_size
        while self.seen < size:
            length = int.from_bytes(os.pread(handle, _HEADER, self.seen), "big")
            question, path, packed = json.loads(os.pread(handle, length, self.seen + _HEADER))
            self.known.setdefault((question, path), packed)
            self.seen += _HEADER + length


def _packed(answer: Any) -> Any:
    """An answer as JSON takes it."""
    if isinstance(answer, bytes):
        return ["bytes", answer.decode("latin-1")]
    if isinstance(answer, os.stat_result):
        return ["status", list(answer)]
    return ["plain", answer]


def _unpacked(packed: Any) -> Any:
    kind, *rest = packed
    if kind == "bytes":
        return rest[0].encode("latin-1")
    if kind == "status":
        return os.stat_result(rest[0])
    if kind == "error":
        raise EvalError(Kind(rest[0]), rest[1])
    return rest[0]
