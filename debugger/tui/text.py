"""Pieces of styled text: cut to a width, wrapped, read from what commands say."""

from __future__ import annotations

from functools import lru_cache

from prompt_toolkit.formatted_text import ANSI, fragment_list_width, to_formatted_text
from prompt_toolkit.utils import get_cwidth

Fragments = list[tuple[str, str]]


def cut(fragments: Fragments, width: int, style: str = "") -> Fragments:
    """The fragments in exactly `width` columns: cut with an ellipsis, or padded. `style` is put over all."""
    result: Fragments = []
    left = width
    if fragment_list_width(list(fragments)) <= width:
        for kind, text in fragments:
            result.append((f"{kind} {style}", text))
            left -= get_cwidth(text)
    else:
        for kind, text in fragments:
            taken = ""
            for character in text:
                if left - get_cwidth(character) < 1:
                    break
                taken += character
                left -= get_cwidth(character)
            result.append((f"{kind} {style}", taken))
            if taken != text:
                break
        result.append((f"class:dim {style}", "…"))
        left -= 1
    result.append((style, " " * max(left, 0)))
    return result


def shortened(text: str, width: int) -> str:
    """A place or path cut at its beginning, where it says least."""
    return text if len(text) <= width else "…" + text[len(text) - max(width - 1, 1) :]


def pieces(fragments: Fragments, width: int) -> list[Fragments]:
    """The fragments as lines of at most `width` columns; at least one."""
    lines: list[Fragments] = [[]]
    left = width
    for style, text in fragments:
        for character in text:
            size = get_cwidth(character)
            if size > left:
                lines.append([])
                left = width
            left -= size
            if lines[-1] and lines[-1][-1][0] == style:
                lines[-1][-1] = (style, lines[-1][-1][1] + character)
            else:
                lines[-1].append((style, character))
    return lines


@lru_cache(maxsize=4096)
def wrapped(line: str, width: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    """A line with terminal colours, as lines of at most `width` columns."""
    fragments = [(style, text) for style, text, *_ in to_formatted_text(ANSI(line.expandtabs(4)))]
    return tuple(tuple(piece) for piece in pieces(fragments, width))
