"""Source trees: which a root names, and their content as one hash."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from eval_jobs.root import Root

_MARKS = ("default.nix", "flake.nix")
_LITERAL = re.compile(r"(?<![\w$}])(?:\.{1,2}(?:/[\w.+-]+)+|(?:/[\w.+-]+)+)")
_SKIPPED = frozenset({".git", ".hg", ".svn"})
_MAX_ENTRIES = 300_000

UNKNOWN = "too-large"
"""Stands for the hash of what is too large to be read: such a thing counts as different each time."""


def trees_of(root: Root) -> list[Path]:
    """The folders that a root's file, its search path and the path literals of its expressions are in,
    without what lies in another of them. It need not be all of them: what else is read is noted while
    evaluating."""
    named = [root.file] if root.file is not None else []
    named += [Path(os.path.normpath(root.base_dir / entry.rpartition("=")[2])) for entry in root.search_path]
    texts = [root.expression or "", *(text for _, text in root.arguments)]
    for text in texts:
        named += [Path(os.path.normpath(root.base_dir / found)) for found in _LITERAL.findall(text)]
    tops = sorted({_top(path) for path in named if path.exists()})
    return [path for path in tops if not any(other != path and path.is_relative_to(other) for other in tops)]


def _top(path: Path) -> Path:
    """The outermost folder around a path that looks like the top of a tree, else its own folder."""
    folder = path if path.is_dir() else path.parent
    barred = {Path("/"), Path.home(), Path("/tmp")}
    above = [each for each in (folder, *folder.parents) if each not in barred]
    marked = [each for each in above if any((each / mark).exists() for mark in _MARKS)]
    return marked[-1] if marked else folder


def content_hash(paths: Iterable[Path]) -> str:
    """One hash over the content of several trees, wherever they lie."""
    digest = sha256()
    for path in paths:
        found = path_hash(os.path.realpath(path))
        if found == UNKNOWN:
            return UNKNOWN
        digest.update(found.encode() + b"\0")
    return digest.hexdigest()


def path_hash(path: str) -> str:
    """The hash of a file, of a whole folder, or of a symlink's target; `absent` where there is nothing."""
    digest = sha256()
    entries = 0
    pending = [(os.fsencode(path), b"")]
    while pending:
        file, name = pending.pop()
        try:
            kind = os.lstat(file)
            digest.update(name + b"\0")
            if stat.S_ISDIR(kind.st_mode):
                inside = sorted(os.listdir(file))
                entries += len(inside)
                if entries > _MAX_ENTRIES:
                    return UNKNOWN
                digest.update(b"d%d\0" % len(inside))
                pending += [
                    (file + b"/" + each, name + b"/" + each) for each in inside if os.fsdecode(each) not in _SKIPPED
                ]
            elif stat.S_ISLNK(kind.st_mode):
                digest.update(b"l" + os.readlink(file) + b"\0")
            elif stat.S_ISREG(kind.st_mode):
                with open(file, "rb") as content:
                    digest.update((b"x" if kind.st_mode & 0o100 else b"f") + sha256(content.read()).digest())
        except OSError as error:
            if not name:
                return "absent"
            digest.update(f"e{error.errno}".encode())
    return digest.hexdigest()
