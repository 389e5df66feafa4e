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

_HEADER = 16


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
                self._note(key, look(path))
            except EvalError as error:
                self._note(key, error)
        answer = self.known[key]
        if isinstance(answer, EvalError):
            # A fresh one: an error is noted on by the frames it leaves.
            raise EvalError(answer.kind, answer.message)
        return answer

    def _note(self, key: tuple[str, str], answer: Any) -> None:
        """Write an answer down: the lengths of a JSON text and of the bytes that follow it, then both."""
        data = b""
        shown: list[Any]
        if isinstance(answer, bytes):
            shown, data = ["bytes"], answer
        elif isinstance(answer, os.stat_result):
            shown = ["status", list(answer)]
        elif isinstance(answer, EvalError):
            shown = ["error", answer.kind.value, answer.message]
        else:
            shown = ["plain", answer]
        text = json.dumps([*key, shown]).encode()
        lengths = len(text).to_bytes(_HEADER // 2, "big") + len(data).to_bytes(_HEADER // 2, "big")
        os.write(self.file.fileno(), lengths + text + data)
        self.known[key] = answer

    def _catch_up(self) -> None:
        """Read what other processes have written."""
        handle = self.file.fileno()
        size = os.fstat(handle).st_size
        while self.seen < size:
            lengths = os.pread(handle, _HEADER, self.seen)
            text = int.from_bytes(lengths[: _HEADER // 2], "big")
            data = int.from_bytes(lengths[_HEADER // 2 :], "big")
            start = self.seen + _HEADER
            question, path, shown = json.loads(os.pread(handle, text, start))
            if (question, path) not in self.known:
                data_read = os.pread(handle, data, start + text) if data else b""
                self.known[question, path] = _answer(shown, data_read)
            self.seen = start + text + data


def _answer(shown: list[Any], data: bytes) -> Any:
    kind, *rest = shown
    if kind == "bytes":
        return data
    if kind == "status":
        return os.stat_result(rest[0])
    if kind == "error":
        return EvalError(Kind(rest[0]), rest[1])
    return rest[0]
