"""Attribute paths: how they are written, and how they are read back.

A path is a tuple of names as Unicode text. Its dotted form is what `-A` takes and what nix-eval-jobs
calls `attr`: names joined by dots, a name that is not an identifier quoted and escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from evaluator.errors import NixrayError

AttrPath = tuple[str, ...]

_IDENTIFIER = re.compile(r"[a-zA-Z_][a-zA-Z0-9_'-]*\Z")
_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')


class BadPaths(NixrayError):
    """A list of attribute paths that cannot be read; the message names file and line."""


def dotted(path: Iterable[str]) -> str:
    """`("a", "b.c")` -> `a."b.c"`."""
    return ".".join(part if _IDENTIFIER.match(part) else _quoted(part) for part in path)


def _quoted(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
    return f'"{escaped}"'


def parse_dotted(text: str) -> AttrPath:
    """The inverse of `dotted`; raises BadPaths when the text is no attribute path."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            raise BadPaths(f"'{text}' is not an attribute path")
        quoted, plain = found.groups()
        parts.append(plain if plain is not None else re.sub(r"\\(.)", r"\1", quoted))
        at = found.end()
        if at < len(text):
            if text[at] != "." or at + 1 == len(text):
                raise BadPaths(f"'{text}' is not an attribute path")
            at += 1
    return tuple(parts)


def read_paths(file: Path) -> list[AttrPath]:
    """Paths of a JSON-lines file whose objects have `attrPath` (or `attr`), in order, each once."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadPaths(f"cannot read '{file}': {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadPaths(f"'{file}' is not UTF-8 text (byte {error.start})") from error
    paths: dict[AttrPath, None] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            paths[_path_of_line(line, f"{file}:{number}")] = None
    return list(paths)


def _path_of_line(line: str, where: str) -> AttrPath:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadPaths(f"{where}: not a JSON object: {error.msg}") from error
    match row:
        case {"attrPath": list(parts)} if all(isinstance(part, str) for part in parts):
            return tuple(parts)
        case {"attr": str(text)}:
            return parse_dotted(text)
    raise BadPaths(f"{where}: no 'attrPath' (a list of names) in this line")
