"""Nix source as the screen shows it: highlighted, with the current expression marked."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from prompt_toolkit.styles.pygments import pygments_token_to_classname

from debugger.painting import CONTEXT
from debugger.tui.text import Fragments

_BLOCK = 64
"""How many lines are highlighted together."""


@lru_cache(maxsize=256)
def _block(lines: tuple[str, ...]) -> list[Fragments]:
    from pygments.lexers.nix import NixLexer

    result: list[Fragments] = [[]]
    for kind, text in NixLexer(stripnl=False, ensurenl=False).get_tokens("\n".join(lines)):
        style = f"class:{pygments_token_to_classname(kind)}"
        first, *rest = text.split("\n")
        if first:
            result[-1].append((style, first))
        for piece in rest:
            result.append([(style, piece)] if piece else [])
    plain: list[Fragments] = [[("", line)] for line in lines]
    return result if len(result) == len(lines) else plain


def highlighted(lines: tuple[str, ...], number: int) -> Fragments:
    """Line `number` (from 1) of a source. The highlighter sees some lines before it, to know whether a
    string or a comment is open."""
    first = (number - 1) // _BLOCK * _BLOCK
    top = max(0, first - CONTEXT)
    return _block(lines[top : first + _BLOCK])[number - 1 - top]


def span_on(frame: dict[str, Any], number: int, line: str) -> tuple[int, int] | None:
    """The characters of line `number` that belong to a frame's expression, if that begins there."""
    if frame.get("line") != number:
        return None
    data = line.encode()
    start = len(data[: frame["column"] - 1].decode("utf-8", "replace"))
    if frame["end_line"] != number:
        return start, max(len(line.rstrip()), start + 1)
    return start, max(len(data[: frame["end_column"] - 1].decode("utf-8", "replace")), start + 1)


def marked(fragments: Fragments, span: tuple[int, int], style: str) -> Fragments:
    """Fragments with `style` over a span of characters."""
    result: Fragments = []
    at = 0
    for kind, text in fragments:
        first, last = max(span[0] - at, 0), max(min(span[1] - at, len(text)), 0)
        if first >= last:
            result.append((kind, text))
        else:
            result += [(kind, text[:first]), (f"{kind} {style}", text[first:last]), (kind, text[last:])]
        at += len(text)
    return [piece for piece in result if piece[1]]
