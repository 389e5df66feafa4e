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

    only_notes = False

    def __init__(self, reading: Callable[[str], None] = lambda path: None) -> None:
        self.reading = reading
        self.file = tempfile.TemporaryFile("ab+", buffering=0)  # noqa: SIM115 (open as long as the session)
        self.known: dict[tuple[str, str], Any] = {}
        self.fresh: list[tuple[str, str]] = []
        self.seen = 0

    def ask(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The answer to a question about a path; `look` asks the disk. Raises the EvalError that it raised."""
        if question == "read_file":
            self.reading(path)
        if question == "open_file":
            # A descriptor belongs to one process. What is read this way goes into a hash, which is kept.
            return look(path)
        key = (question, path)
        if key not in self.known:
            self._catch_up()
        if key not in self.known:
            try:
                self.known[key] = look(path)
            except EvalError as error:
                self.known[key] = error
            self.fresh.append(key)
        answer = self.known[key]
        if isinstance(answer, EvalError):
            # A fresh one: an error is noted on by the frames it leaves.
            raise EvalError(answer.kind, answer.message)
        return answer

    def flush(self) -> None:
        """Write the answers down that are new, for other processes: the lengths of a JSON text and of the bytes
        of files that follow it, then both. To be called whenever the evaluation stands still."""
        if not self.fresh:
            return
        entries = []
        files = []
        for key in self.fresh:
            answer = self.known[key]
            if isinstance(answer, bytes):
                files.append(answer)
                entries.append([*key, "bytes", len(answer)])
            elif isinstance(answer, os.stat_result):
                entries.append([*key, "status", list(answer)])
            elif isinstance(answer, EvalError):
                entries.append([*key, "error", [answer.kind.value, answer.message]])
            else:
                entries.append([*key, "plain", answer])
        self.fresh = []
        text = json.dumps(entries).encode()
        data = b"".join(files)
        lengths = len(text).to_bytes(_HEADER // 2, "big") + len(data).to_bytes(_HEADER // 2, "big")
        os.write(self.file.fileno(), lengths + text + data)

    def _catch_up(self) -> None:
        """Read what other processes have written."""
        handle = self.file.fileno()
        size = os.fstat(handle).st_size
        while self.seen < size:
            lengths = os.pread(handle, _HEADER, self.seen)
            text = int.from_bytes(lengths[: _HEADER // 2], "big")
            data = int.from_bytes(lengths[_HEADER // 2 :], "big")
            at = self.seen + _HEADER + text
            for question, path, kind, shown in json.loads(os.pread(handle, text, self.seen + _HEADER)):
                length = shown if kind == "bytes" else 0
                if (question, path) not in self.known:
                    content = os.pread(handle, length, at) if length else b""
                    self.known[question, path] = _answer(kind, shown, content)
                at += length
            self.seen += _HEADER + text + data


def _answer(kind: str, shown: Any, content: bytes) -> Any:
    if kind == "bytes":
        return content
    if kind == "status":
        return os.stat_result(shown)
    if kind == "error":
        return EvalError(Kind(shown[0]), shown[1])
    return shown
