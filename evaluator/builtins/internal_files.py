"""The files that come with the language itself: `<nix/fetchurl.nix>`.

Their paths look like `<nix/name>`, which no path of a file system does.
"""

from __future__ import annotations

import os

from evaluator.store import disk

_FILES = ("fetchurl.nix",)


def path_of(name: str) -> str:
    """The path for a look-up of `nix/...`; nothing need be there."""
    return f"<{name}>"


def is_internal(path: str) -> bool:
    """Whether a path is one of these."""
    return path.startswith("<")


def exists(path: str) -> bool:
    """Whether there is such a file."""
    return path[5:-1] in _FILES


def read(path: str) -> bytes:
    """The content of such a file. Raises EvalError if there is none."""
    if not exists(path):
        raise disk.missing(path)
    # Not importlib.resources: importing that takes a fifth of the whole start.
    with open(os.path.join(os.path.dirname(__file__), path[5:-1]), "rb") as file:
        return file.read()
