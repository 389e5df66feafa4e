"""The files an evaluation sees: which it may see, and where symlinks lead.

A directory's symlinks are followed once; an evaluation counts on the tree staying as it is.
"""

from __future__ import annotations

import os
import stat

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.access import Access

_LINKS = 999
"""How many symlinks lead on from one path, as for the reference."""


class Files:
    """Look-ups by path under one `Access`, with a store in `store_dir`. Internal paths (`<nix/...>`) stay as they
    are."""

    def __init__(self, access: Access, store_dir: str) -> None:
        self.access = access
        self.store_dir = store_dir
        self._real: dict[str, str] = {"": ""}

    def resolve(self, path: str) -> str:
        """A path with all symlinks followed, after a check that both may be seen. Raises EvalError."""
        if path[0] == "<":
            return path
        self.access.check(path)
        real = self.real(path)
        if real != path:
            self.access.check(real)
        self.check_name(real)
        return real

    def real(self, path: str) -> str:
        """A path with all symlinks followed, whether it may be seen or not."""
        parent, _, name = path.rpartition("/")
        return self._follow(parent, name) or "/"

    def followed(self, path: str) -> tuple[str, int]:
        """A path where it is itself no symlink any more, and its mode, or 0 if there is nothing; symlinks above it
        stay, as the reference leaves them in what it imports. Raises EvalError for what may not be seen and for links
        in a circle."""
        if path[0] == "<":
            return path, 0
        self.check(path)
        for _ in range(_LINKS):
            mode = disk.mode_or_zero(path)
            if not stat.S_ISLNK(mode):
                if not mode:
                    self.check_name(path)
                return path, mode
            target = disk.link_target(path)
            path = "/" + os.path.normpath(os.path.join(os.path.dirname(path), target)).lstrip("/")
            self.check(path)
        raise EvalError(Kind.FILE, f"too many symbolic links encountered while traversing the path '{path}'")

    def check_name(self, path: str) -> None:
        """Raise EvalError if nothing is at a path in the store, and nothing could be: what is not there is looked for
        among the store's objects, which have names of their own sort."""
        if path.startswith(self.store_dir + "/"):
            from evaluator.store import paths  # a start does without

            name = path[len(self.store_dir) + 1 :].partition("/")[0]
            if not paths.is_store_path(self.store_dir, f"{self.store_dir}/{name}") and not disk.mode_or_zero(path):
                paths.check_base_name(name)

    def is_below_link(self, path: str) -> bool:
        """Whether a directory above a path is a symlink."""
        return path[0] != "<" and self._located(path) != path

    def exists(self, path: str, directory: bool = False) -> bool:
        """Whether something that may be seen is at a path, a dangling symlink too; with `directory`,
        whether it is one or leads to one."""
        if not self.access.allows(path):
            return False
        if self.access.mode is not None and not self.access.allows(self._located(path)):
            return False
        mode = disk.mode_or_zero(path.rstrip("/") + "/." if directory else path)
        if not mode:
            self.check_name(path)
        return stat.S_ISDIR(mode) if directory else mode != 0

    def check(self, path: str) -> None:
        """Raise EvalError unless what is at a path may be seen, under that name and where it really is; a symlink
        itself is not followed."""
        self.access.check(path)
        if self.access.mode is not None and path[0] != "<":
            self.access.check(self._located(path))

    def _located(self, path: str) -> str:
        """A path with the symlinks on the way followed, but not the last one."""
        parent, _, name = path.rstrip("/").rpartition("/")
        return f"{self._directory(parent)}/{name}"

    def _directory(self, path: str) -> str:
        """A directory with symlinks followed; the root is empty."""
        real = self._real.get(path)
        if real is None:
            parent, _, name = path.rpartition("/")
            real = self._real[path] = self._follow(parent, name)
        return real

    def _follow(self, parent: str, name: str) -> str:
        path = f"{self._directory(parent)}/{name}" if name else ""
        if path:
            path = disk.real_path(path)
        return "" if path == "/" else path
