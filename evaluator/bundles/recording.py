"""Noting every answer that an evaluation gets from the disk, and giving the same answers later.

Both stand behind the functions of `store.disk`, as `disk.recorded`: one passes questions on and notes
the answers, the other has nothing but its notes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from evaluator.errors import EvalError, Kind
from evaluator.store import disk

CONTENT = frozenset(["read_file", "open_file"])
"""Questions about what is in a file; their answers are blobs."""
_STATUS = frozenset(["status", "status_or_none"])


class Recorder:
    """Notes answers. `answers` is question -> path -> answer as plain data, `blobs` SHA-256 -> bytes."""

    closed = False

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}

    def answer(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The disk's answer, noted."""
        noted = self.answers.setdefault(question, {})
        try:
            answer = look(path)
        except EvalError as error:
            noted[path] = {"error": [error.kind.value, error.message]}
            raise
        if path not in noted:
            noted[path] = self._plain(question, answer)
        return answer

    def keep(self, content: bytes) -> str:
        """Keep a content; gives its hash."""
        digest = sha256(content).hexdigest()
        self.blobs[digest] = content
        return digest

    def _plain(self, question: str, answer: Any) -> Any:
        if question == "read_file":
            return {"blob": self.keep(answer)}
        if question == "open_file":
            pieces: list[bytes] = []
            while piece := os.pread(answer, 1 << 20, sum(len(piece) for piece in pieces)):
                pieces.append(piece)
            return {"blob": self.keep(b"".join(pieces))}
        if question in _STATUS:
            return None if answer is None else {"mode": answer.st_mode, "size": answer.st_size}
        return answer


class Player:
    """Gives noted answers. What was never asked is an error: the evaluation does not go the same way."""

    closed = True

    def __init__(self, answers: Mapping[str, Mapping[str, Any]], blobs: Mapping[str, bytes]) -> None:
        self._answers = answers
        self._blobs = blobs

    def answer(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The noted answer."""
        noted = self._answers.get(question, {})
        if path not in noted:
            raise EvalError(Kind.FILE, f"the bundle does not hold '{path}' ({question.replace('_', ' ')})")
        found = noted[path]
        if isinstance(found, dict) and "error" in found:
            kind, message = found["error"]
            raise EvalError(Kind(kind), str(message))
        if question == "read_file":
            return self._blob(found)
        if question == "open_file":
            return disk.descriptor_of(self._blob(found))
        if question in _STATUS:
            return None if found is None else disk.status_of(int(found["mode"]), int(found["size"]))
        return found

    def _blob(self, found: Any) -> bytes:
        content = self._blobs.get(found["blob"])
        if content is None:
            raise EvalError(Kind.FILE, f"the bundle does not hold the content {found['blob']}")
        return content


class NotedEnvironment(dict[str, str]):
    """Variables that note which of them are read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__(variables)
        self.read: dict[str, str] = {}

    def get(self, name: str, default: Any = None) -> Any:
        if name in self:
            self.read[name] = self[name]
        return super().get(name, default)
