"""What changed between two texts of a derivation, read as what they are: JSON, a store path, words of a
shell, lines, or plain text.

Each comparison gives a `TextChange`; its `edits` are plain lists, ready for JSON. Strings are those of
the caller: latin-1 for derivations.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

_MOST_WORDS = 4000
_CONTEXT = 2
_SHOWN_AROUND = 24

Edit = list[Any]


class TextKind(Enum):
    """What a pair of texts was compared as."""

    JSON = "json"
    STORE_PATH = "store-path"
    WORDS = "words"
    LINES = "lines"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class TextChange:
    """`before` turned into `after`.

    `edits` by kind: JSON: `[pointer, before, after]`, a missing side as None with `absent` in its place
    being told by a fourth item ("added", "removed", "changed"); WORDS: `["=" | "-" | "+", word]`, runs
    of equal words shortened to `["=", count]`; LINES: the same with lines; TEXT: `["=" | "-" | "+", piece]`;
    STORE_PATH: none.
    """

    kind: TextKind
    before: str
    after: str
    edits: tuple[Edit, ...]
    moved: bool = False
    """Whether the same words or lines stand in another order."""

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `drv-diff` schema has it."""
        return {
            "kind": self.kind.value,
            "before": self.before,
            "after": self.after,
            "edits": [list(edit) for edit in self.edits],
            "moved": self.moved,
        }


def compare_texts(before: str, after: str, store_dir: str, *, as_file: bool = False) -> TextChange:
    """How two different texts differ. `as_file` says that they are the content of a file (passAsFile), so
    they are never words."""
    structured = _json_edits(before, after)
    if structured is not None:
        return TextChange(TextKind.JSON, before, after, tuple(structured))
    if is_store_path(before, store_dir) and is_store_path(after, store_dir):
        return TextChange(TextKind.STORE_PATH, before, after, ())
    if "\n" in before.strip("\n") or "\n" in after.strip("\n") or as_file:
        one, other = before.split("\n"), after.split("\n")
        return TextChange(TextKind.LINES, before, after, _sequence(one, other), _same(one, other))
    words = _words(before), _words(after)
    if words[0] is not None and words[1] is not None and max(len(words[0]), len(words[1])) > 1:
        edits = _sequence(words[0], words[1])
        if any(edit[0] in "+-" for edit in edits):
            return TextChange(TextKind.WORDS, before, after, edits, _same(words[0], words[1]))
    return TextChange(TextKind.TEXT, before, after, _pieces(before, after))


def compare_lists(before: list[str], after: list[str]) -> TextChange:
    """How two different lists of words (a builder's arguments) differ."""
    return TextChange(
        TextKind.WORDS,
        shlex.join(before),
        shlex.join(after),
        _sequence(before, after),
        _same(before, after),
    )


def is_store_path(text: str, store_dir: str) -> bool:
    """Whether a text is one path into the store and nothing else."""
    return re.fullmatch(re.escape(store_dir) + r"/[0-9a-z]{32}-[^\s:]+", text) is not None


def _same(one: list[str], other: list[str]) -> bool:
    return one != other and sorted(one) == sorted(other)


def _words(text: str) -> list[str] | None:
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    return words if len(words) <= _MOST_WORDS else None


def _sequence(one: list[str], other: list[str]) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    for op, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if op == "equal":
            edits += _shortened(one[a:b], first=a == 0, last=b == len(one))
        else:
            edits += [["-", word] for word in one[a:b]] + [["+", word] for word in other[c:d]]
    return tuple(edits)


def _shortened(equal: list[str], *, first: bool, last: bool) -> list[Edit]:
    """A run of equal items: those beside a change, and the number of the others."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    left_out = len(equal) - head - tail
    if left_out <= 1:
        return [["=", item] for item in equal]
    end = equal[len(equal) - tail :] if tail else []
    return [*(["=", item] for item in equal[:head]), ["=", left_out], *(["=", item] for item in end)]


def _pieces(one: str, other: str) -> tuple[Edit, ...]:
    """One change between a common beginning and a common end."""
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    pieces = [
        ["=", _end_of(one[:start])],
        ["-", one[start : len(one) - end]],
        ["+", other[start : len(other) - end]],
        ["=", _start_of(one[len(one) - end :])],
    ]
    return tuple(piece for piece in pieces if piece[1])


def _end_of(text: str) -> str:
    return text if len(text) <= _SHOWN_AROUND else "…" + text[-_SHOWN_AROUND:]


def _start_of(text: str) -> str:
    return text if len(text) <= _SHOWN_AROUND else text[:_SHOWN_AROUND] + "…"


# ---------------------------------------------------------------------- JSON


def _json_edits(before: str, after: str) -> list[Edit] | None:
    """The edits between two JSON objects or lists; None if either is no such text, or if they mean the
    same and only their text differs."""
    if before[:1] not in "{[" or after[:1] not in "{[" or not before or not after:
        return None
    try:
        one, other = json.loads(before), json.loads(after)
    except ValueError:
        return None
    edits: list[Edit] = []
    _compare_json("", one, other, edits)
    return edits or None


def _compare_json(pointer: str, one: Any, other: Any, edits: list[Edit]) -> None:
    if type(one) is type(other) is dict:
        for key in sorted(one.keys() | other.keys()):
            at = f"{pointer}/{_step(key)}"
            if key not in other:
                edits.append([at, one[key], None, "removed"])
            elif key not in one:
                edits.append([at, None, other[key], "added"])
            else:
                _compare_json(at, one[key], other[key], edits)
    elif type(one) is type(other) is list and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            _compare_json(f"{pointer}/{index}", left, right, edits)
    elif type(one) is not type(other) or one != other:
        edits.append([pointer, one, other, "changed"])


def _step(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
