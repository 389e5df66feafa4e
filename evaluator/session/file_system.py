"""Files from somewhere else than the machine's disk: the buffers of an editor, a commit, an archive, a dict."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from evaluator.errors import EvalError, Kind
from evaluator.session.conversion import external, internal
from evaluator.store import disk

_MODES = {
    "regular": stat.S_IFREG | 0o644,
    "executable": stat.S_IFREG | 0o755,
    "directory": stat.S_IFDIR | 0o755,
    "symlink": stat.S_IFLNK | 0o777,
}
_LINKS = 100
"""So many symlinks may lead on from one path."""


class FileSystem(Protocol):
    """The files that evaluations see. Paths are absolute and normalised, `/` between the parts. Only `kind` is asked
    about paths of which nothing is known; links on the way to a path are followed by who asks. An OSError becomes
    an error of the program that is evaluated."""

    def kind(self, path: str) -> str | None:
        """`regular`, `executable`, `directory`, `symlink`, or None if nothing is there."""

    def read(self, path: str) -> bytes:
        """The content of a file."""

    def entries(self, path: str) -> Iterable[str]:
        """The names in a directory."""

    def target(self, path: str) -> str:
        """Where a symlink points, as it was written."""

    def version(self, path: str) -> Hashable:
        """Anything that is different when the content of a file or the names in a directory are: a number, a time,
        a hash, or the content itself. `Session.refresh` compares it."""


class Disk:
    """The machine's files, for a file system that has some of its own."""

    def kind(self, path: str) -> str | None:
        """See `FileSystem`."""
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISREG(mode):
            return "executable" if mode & 0o100 else "regular"
        return {stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink"}.get(stat.S_IFMT(mode))

    def read(self, path: str) -> bytes:
        """See `FileSystem`."""
        with open(path, "rb") as file:
            return file.read()

    def entries(self, path: str) -> Iterable[str]:
        """See `FileSystem`."""
        return os.listdir(path)

    def target(self, path: str) -> str:
        """See `FileSystem`."""
        return os.readlink(path)

    def version(self, path: str) -> Hashable:
        """See `FileSystem`."""
        status = os.stat(path)
        return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


class Answers:
    """A file system as what stands for the disk; see `disk.Recorded`. Text is bytes-as-latin-1 on this side."""

    closed = False

    def __init__(self, files: FileSystem) -> None:
        self._files = files

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Stand for the disk in a block."""
        before = disk.recorded, disk.versions
        disk.recorded, disk.versions = self, self.version
        try:
            yield
        finally:
            disk.recorded, disk.versions = before

    def answer(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The answer to a question of `store.disk`."""
        place = disk.place(path)
        try:
            found, kind = self._found(external(place))
            if kind is None and place != path:
                # What was fetched or made for the store is on the disk.
                return look(path)
            return getattr(self, f"_{question}")(path, found, kind)
        except OSError as error:
            raise EvalError(Kind.FILE, f"reading '{path}': {error.strerror or error}") from None

    def version(self, question: str, path: str) -> Hashable:
        """What is different when the answer to a question is."""
        try:
            found, kind = self._found(external(disk.place(path)))
            if kind is None:
                return None
            if kind == "symlink":
                found, target = self._followed(found)
                kind = f"symlink to {found}: {target}"
            if question == "real_path":
                return kind if kind.startswith("symlink") else None
            if question == "status_or_none" or not self._files.kind(found):
                return kind
            return kind, self._files.version(found)
        except OSError as error:
            return error.errno

    def _found(self, path: str, left: int = _LINKS) -> tuple[str, str | None]:
        """A path with links on the way followed, and what is there; one that ends in `/.` is followed, too. At most
        `left` links lead on."""
        whole = path.endswith("/.")
        path = posixpath.normpath(path)
        kind = self._files.kind(path)
        if kind is None and path != "/":
            folder, name = posixpath.split(path)
            real, above = self._followed(folder, left)
            if above == "directory" and real != folder:
                path = posixpath.join(real, name)
                kind = self._files.kind(path)
        return self._followed(path, left) if whole and kind == "symlink" else (path, kind)

    def _followed(self, path: str, left: int = _LINKS) -> tuple[str, str | None]:
        """A path with all links followed, and what is there."""
        while left > 0:
            left -= 1
            path, kind = self._found(path, left)
            if kind != "symlink":
                return path, kind
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), self._files.target(path)))
        return path, None

    # ------------------------------------------------------------------ the questions

    def _status_or_none(self, path: str, found: str, kind: str | None) -> os.stat_result | None:
        if kind is None:
            return None
        size = len(self._files.read(found)) if kind in ("regular", "executable") else 0
        return disk.status_of(_MODES[kind], size)

    def _status(self, path: str, found: str, kind: str | None) -> os.stat_result:
        status = self._status_or_none(path, found, kind)
        if status is None:
            raise disk.missing(path)
        return status

    def _entries(self, path: str, found: str, kind: str | None) -> list[str]:
        return sorted(self._typed_entries(path, found, kind))

    def _typed_entries(self, path: str, found: str, kind: str | None) -> dict[str, str]:
        real, kind = self._followed(found)
        if kind is None:
            raise disk.missing(path)
        if kind != "directory":
            raise EvalError(Kind.FILE, f'cannot read directory "{path}": Not a directory')
        kinds = {name: self._files.kind(posixpath.join(real, name)) for name in self._files.entries(real)}
        return {
            internal(name): "regular" if kind == "executable" else kind or "unknown" for name, kind in kinds.items()
        }

    def _link_target(self, path: str, found: str, kind: str | None) -> str:
        if kind is None:
            raise disk.missing(path)
        return internal(self._files.target(found))

    def _read_file(self, path: str, found: str, kind: str | None) -> bytes:
        real, kind = self._followed(found)
        if kind is None:
            raise disk.missing(path)
        if kind == "directory":
            raise EvalError(Kind.FILE, "read of 4096 bytes: Is a directory")
        return self._files.read(real)

    def _open_file(self, path: str, found: str, kind: str | None) -> int:
        return disk.descriptor_of(self._read_file(path, found, kind))

    def _is_directory(self, path: str, found: str, kind: str | None) -> bool:
        return self._followed(found)[1] == "directory"

    def _real_path(self, path: str, found: str, kind: str | None) -> str:
        return internal(self._followed(found)[0]) if kind == "symlink" else path
