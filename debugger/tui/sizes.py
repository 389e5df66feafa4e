"""How a terminal of some size is shared among the panes."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST = (40, 12)
"""Columns and rows below which there is only a request for more room."""
WIDE = 120
"""From this width on the source gets a little more than half; below, a little more than that."""
TALL = 32
"""From this many rows on both stacks are shown, below one at a time."""


@dataclass(frozen=True)
class Sizes:
    """Columns of the source, and rows of the other panes, titles included. A pane of 0 rows is not shown."""

    source: int
    console: int
    stack: int
    creators: int
    variables: int
    breakpoints: int


def sizes(columns: int, rows: int, frames: int, creators: int, breakpoints: int) -> Sizes:
    """The sizes for a terminal, when there are that many frames, creators and breakpoints to show."""
    # The status, the timeline, the command line and the keys have a row each.
    body = max(rows - 4, 8)
    console = max(4, body * 3 // 10)
    upper = body - console
    tall = rows >= TALL
    low = 0 if upper < 9 else min(breakpoints + 1, upper // 4) if breakpoints else 2 if tall else 0
    created = min(creators + 1, max(3, upper // 5)) if tall and creators else 0
    stack = min(frames + 1, max(3, upper // 3)) if frames else 3
    variables = upper - low - created - stack
    source = columns * 56 // 100 if columns >= WIDE else columns * 57 // 100
    return Sizes(source, console, stack, created, variables, low)
