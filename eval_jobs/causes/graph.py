"""Where derivations are looked up by the path of their `.drv` file.

A graph is asked for one derivation at a time: those in memory, and those in a folder that is laid out
like a store directory (a store's own, the one of a reference's store of its own, or one we wrote).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from evaluator.errors import EvalError, NixrayError
from evaluator.store.derivation import Derivation, parse
from evaluator.store.paths import DEFAULT_STORE_DIR


class NoDerivation(NixrayError):
    """A `.drv` file that is not there or cannot be read; the message names it."""


class Graph(Protocol):
    """Derivations by path; `store_dir` has no trailing slash."""

    store_dir: str

    def get(self, path: str) -> Derivation:
        """The derivation at a path. Raises NoDerivation."""

    def has(self, path: str) -> bool:
        """Whether there is one."""


class MemoryGraph:
    """Derivations that an evaluation made and wrote nowhere."""

    def __init__(self, made: Mapping[str, Derivation], store_dir: str = DEFAULT_STORE_DIR) -> None:
        self.store_dir = store_dir
        self._made = made

    def get(self, path: str) -> Derivation:
        found = self._made.get(path)
        if found is None:
            raise NoDerivation(f"the evaluation made no derivation '{path}'")
        return found

    def has(self, path: str) -> bool:
        return path in self._made


class FolderGraph:
    """The `.drv` files of a folder, whatever the store directory is that they name."""

    def __init__(self, folder: Path, store_dir: str = DEFAULT_STORE_DIR) -> None:
        self.folder = folder
        self.store_dir = store_dir
        self._read: dict[str, Derivation] = {}

    def get(self, path: str) -> Derivation:
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = read_derivation(self._file(path), path)
        return found

    def has(self, path: str) -> bool:
        return path in self._read or self._file(path).exists()

    def _file(self, path: str) -> Path:
        return self.folder / path.rpartition("/")[2]


def read_derivation(file: Path, path: str) -> Derivation:
    """The derivation in a file; `path` is what messages call it. Raises NoDerivation."""
    try:
        return parse(file.read_bytes().decode("latin-1"), path)
    except OSError as error:
        raise NoDerivation(f"cannot read the derivation '{path}': {error.strerror}") from error
    except EvalError as error:
        raise NoDerivation(error.message) from error


def write_folder(folder: Path, made: Mapping[str, Derivation]) -> None:
    """Write derivations as `.drv` files, those that are there already left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, drv in made.items():
        file = folder / path.rpartition("/")[2]
        if not file.exists():
            # Several processes may write the same derivation.
            part = file.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(drv.text().encode("latin-1"))
            part.replace(file)


def inputs_first(graph: Graph, tops: Iterable[str]) -> list[str]:
    """The paths of all derivations that `tops` need, themselves included, inputs before their users."""
    done: dict[str, None] = {}
    pending = [(path, False) for path in reversed(list(tops))]
    while pending:
        path, expanded = pending.pop()
        if path in done:
            continue
        if expanded:
            done[path] = None
            continue
        pending.append((path, True))
        pending += [(used, False) for used in graph.get(path).input_drvs if used not in done]
    return list(done)


def name_of(path: str) -> str:
    """The name in a store path, without `.drv`: `/s/HASH-hello-2.10.drv` -> `hello-2.10`."""
    return path.rpartition("/")[2][33:].removesuffix(".drv")
