"""What was fetched before: contents by their hash, and which address led to which content, and when.

Everything appears under its name in one step, so readers never see half of anything; a lock for each
address keeps two processes from fetching the same at once. Below the folder:

    objects/nar-<hash>, objects/flat-<hash>   trees and files
    answers/<hash of the question>.json       question -> object, time, and what else is known of it
    locks/, git/                              locks; bare repositories
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple

from evaluator.store import nar
from evaluator.store.hashes import Hash


class Known(NamedTuple):
    """An answer: the `path` of the content (or empty), when it was given, and what else is known."""

    path: str
    time: float
    facts: dict[str, Any]


class Cache:
    """A cache in a folder, which is made when something is kept. Paths are latin-1."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find(self, method: str, content: Hash) -> str | None:
        """Where something with a hash is, if it is."""
        path = f"{self.folder}/objects/{method}-{content.base16()}"
        return path if os.path.lexists(path.encode("latin-1")) else None

    def keep(self, path: str, method: str) -> tuple[str, Hash]:
        """Take over a tree or a file from `room`. Gives its place and its hash (by NAR, or flat)."""
        content = nar.hash_tree(path) if method == "nar" else nar.hash_file(path, "sha256")
        place = f"{self._made('objects')}/{method}-{content.base16()}"
        try:
            os.rename(path.encode("latin-1"), place.encode("latin-1"))
        except OSError:
            # Somebody else was first; a tree cannot replace one that is not empty.
            if not os.path.lexists(place.encode("latin-1")):
                raise
        return place, content

    def answer(self, *question: str) -> Known | None:
        """What is known of a question."""
        try:
            with open(self._answer_file(question), encoding="utf-8") as file:
                found = json.load(file)
            path, when, facts = str(found["path"]), float(found["time"]), dict(found["facts"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if path and not os.path.lexists(path.encode("latin-1")):
            return None
        return Known(path, when, facts)

    def remember(self, path: str, facts: dict[str, Any], *question: str) -> None:
        """Take note of an answer."""
        self._made("answers")
        target = self._answer_file(question)
        descriptor, part = tempfile.mkstemp(dir=os.path.dirname(target))
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump({"question": question, "path": path, "time": time.time(), "facts": facts}, file)
        os.replace(part, target)

    @contextmanager
    def lock(self, *question: str) -> Iterator[None]:
        """Keep others from fetching the same."""
        name = f"{self._made('locks')}/{_digest(question)}"
        descriptor = os.open(name.encode("latin-1"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def room(self) -> Iterator[str]:
        """A folder for what is not finished yet, on the same file system; it goes afterwards."""
        made = tempfile.mkdtemp(dir=self._made("unfinished").encode("latin-1")).decode("latin-1")
        try:
            yield made
        finally:
            shutil.rmtree(made.encode("latin-1"), ignore_errors=True)

    def repository(self, url: str) -> str:
        """Where the bare repository for a remote one belongs."""
        return f"{self._made('git')}/{_digest((url,))}"

    def _answer_file(self, question: tuple[str, ...]) -> bytes:
        return f"{self.folder}/answers/{_digest(question)}.json".encode("latin-1")

    def _made(self, name: str) -> str:
        folder = f"{self.folder}/{name}"
        os.makedirs(folder.encode("latin-1"), exist_ok=True)
        return folder


def _digest(question: tuple[str, ...]) -> str:
    return sha256("\0".join(question).encode("latin-1", "surrogateescape")).hexdigest()[:40]
