"""Flake references as users write them: with paths relative to where they are, and with an output behind `#`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.flake_references import Attributes, parse, parse_query
from evaluator.vm.paths import normalise

_PATH = re.compile(r"([^?#]*)(?:\?([^#]*))?")


class Installable(NamedTuple):
    """A flake and the output that is meant, `fragment`, which may be empty."""

    flake: Attributes
    fragment: str


def installable(text: str, folder: str) -> Installable:
    """What `REF#ATTR` on a command line means; relative paths start from `folder`. Raises EvalError."""
    reference, _, fragment = text.partition("#")
    return Installable(reference_at(reference or ".", folder, search=True), unquote(fragment, "latin-1"))


def reference_at(text: str, folder: str, search: bool = False) -> Attributes:
    """The attributes of a reference in which a path may be relative to `folder`. With `search`, the flake may be
    in a folder above, and a path in a working tree of Git means what Git knows of it."""
    if text.startswith("path:."):
        # Relative to the flake that says so: it stays as it is.
        return _relative(text.removeprefix("path:"))
    if not text.startswith((".", "/")):
        return parse(text)
    found = _PATH.fullmatch(text)
    assert found is not None
    query = parse_query(found[2] or "")
    plain = unquote(found[1], "latin-1")
    path = normalise(plain if plain.startswith("/") else f"{folder}/{plain}")
    if search:
        path = _folder_with_flake(path, text)
    repository, below = _repository(path) if search else (None, "")
    if repository is None:
        attributes: Attributes = {"type": "path", "path": path}
    else:
        attributes = {"type": "git", "url": f"file://{repository}"}
        if below:
            attributes["dir"] = below
    for name, value in query.items():
        attributes[name] = value == "1" if name in ("submodules", "shallow", "lfs") else value
    return attributes


def _relative(path: str) -> Attributes:
    text, _, query = path.partition("?")
    return {"type": "path", "path": unquote(text, "latin-1"), **parse_query(query)}


def _folder_with_flake(path: str, text: str) -> str:
    if disk.status_or_none(path) is None:
        raise EvalError(Kind.FILE, f"path '{path}' does not exist")
    if path.endswith("/flake.nix"):
        path = path.removesuffix("/flake.nix")
    at = path
    while disk.status_or_none(f"{at}/flake.nix") is None:
        if at in ("", "/") or disk.status_or_none(f"{at}/.git") is not None:
            raise EvalError(
                Kind.FILE,
                f"path '{path}' is not part of a flake "
                "(neither it nor its parent directories contain a 'flake.nix' file)",
            )
        at = at.rpartition("/")[0]
    return at or "/"


def _repository(path: str) -> tuple[str | None, str]:
    """The working tree of Git that a path is in, and the way from there; no repository gives None."""
    at, below = path, ""
    while at not in ("", "/"):
        if disk.status_or_none(f"{at}/.git") is not None:
            return at, below
        at, _, name = at.rpartition("/")
        below = f"{name}/{below}" if below else name
    return None, ""
