"""The small source texts of sources.txt and the recorded answers of reference Nix.

An answer is what `nix-instantiate --parse` says of a text: the printed tree, or the first message and
its line and column, and the warnings before either. Texts and answers are bytes as latin-1.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "sources.txt"
RECORDED = HERE / "recorded.jsonl"

# Where the texts are parsed: a folder that every Linux has, so that paths in answers stay the same.
BASE = "/proc/sys/kernel"
HOME = "/home/nixray"

_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


@dataclass
class Answer:
    """What a parser says of a text: `printed`, or `error` at `line`, `column` (0: no place); or the
    reference itself did `crash`."""

    source: str
    options: list[str] = field(default_factory=list)
    printed: str = ""
    error: str = ""
    line: int = 0
    column: int = 0
    warnings: list[str] = field(default_factory=list)
    crash: bool = False

    def dumps(self) -> str:
        """One line of JSON with what is not empty."""
        return json.dumps({key: value for key, value in asdict(self).items() if value or key == "source"})


def sources() -> list[tuple[str, list[str]]]:
    """Each text of sources.txt with the options it is parsed with."""
    found: list[tuple[str, list[str]]] = []
    options: list[str] = []
    for line in SOURCES.read_text("utf-8").split("\n"):
        if line.startswith("@ "):
            options = shlex.split(line[2:])
        elif line and not line.startswith("# "):
            found.append((_ESCAPE.sub(_unescape, line), options))
    return found


def _unescape(match: re.Match[str]) -> str:
    what = match.group(1)
    return _ESCAPED[what] if what in _ESCAPED else chr(int(what[1:], 16))


def recorded() -> list[Answer]:
    """The answers on file."""
    return [Answer(**json.loads(line)) for line in RECORDED.read_text("utf-8").splitlines()]
