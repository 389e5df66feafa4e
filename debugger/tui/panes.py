"""Panes: lists of rows that scroll, can be walked through and clicked. What a row means is told by whoever
makes the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from debugger.tui.text import Fragments, cut


@dataclass(frozen=True)
class Row:
    """A line of a pane; one that is dear to make is given as a function. `what` is handed to the pane's action
    when the row is chosen."""

    made: Fragments | Callable[[], Fragments]
    what: Any = None

    @property
    def fragments(self) -> Fragments:
        """The text."""
        return self.made() if callable(self.made) else self.made


class Pane(UIControl):
    """Shows rows. `rows(width)` gives them, `act(what)` is called for the row that is chosen. The row
    `cursor` is marked while the pane has the focus. With `follow` the end stays in view; `center` is a row to
    bring into view when the pane is drawn next."""

    def __init__(
        self,
        name: str,
        rows: Callable[[int], list[Row]],
        act: Callable[[Any], None] = lambda what: None,
        follow: bool = False,
    ) -> None:
        self.name = name
        self.rows = rows
        self.act = act
        self.follow = follow
        self.has_focus: Callable[[], bool] = lambda: False
        self.take_focus: Callable[[], None] = lambda: None
        self.cursor = 0
        self.top = 0
        self.center: int | None = None
        self.height = 1
        self.shown: list[Row] = []

    def is_focusable(self) -> bool:
        """It is."""
        return True

    def create_content(self, width: int, height: int) -> UIContent:
        """The rows that are in view."""
        self.height = height
        self.shown = rows = self.rows(width)
        self.cursor = max(0, min(self.cursor, len(rows) - 1))
        lowest = max(0, len(rows) - height)
        if self.center is not None:
            if not self.top + 2 <= self.center < self.top + height - 2:
                self.top = self.center - height // 2
            self.center = None
        self.top = lowest if self.follow else max(0, min(self.top, lowest))
        focused = self.has_focus()
        lines = [
            cut(row.fragments, width, "class:selected" if focused and at == self.cursor else "")
            for at, row in enumerate(rows[self.top : self.top + height], self.top)
        ]
        lines += [[("", " " * width)]] * (height - len(lines))
        return UIContent(get_line=lambda at: list(lines[at]), line_count=len(lines), show_cursor=False)

    def show(self, row: int) -> None:
        """Put the cursor on a row, and have it in view when the pane is drawn."""
        self.cursor = self.center = row

    def move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + by, len(self.shown) - 1))
        self.top = max(min(self.top, self.cursor), self.cursor - self.height + 1)
        self.follow = False

    def scroll(self, by: int) -> None:
        """Move the text, not the cursor."""
        lowest = max(0, len(self.shown) - self.height)
        self.top = max(0, min(self.top + by, lowest))
        self.follow = False

    @property
    def chosen(self) -> Any:
        """What the cursor is on."""
        return self.shown[self.cursor].what if self.cursor < len(self.shown) else None

    def mouse_handler(self, mouse_event: MouseEvent) -> object:
        """Clicks choose, the wheel scrolls."""
        if mouse_event.event_type == MouseEventType.SCROLL_UP:
            self.scroll(-3)
        elif mouse_event.event_type == MouseEventType.SCROLL_DOWN:
            self.scroll(3)
        elif mouse_event.event_type == MouseEventType.MOUSE_UP:
            self.take_focus()
            row = self.top + mouse_event.position.y
            if row < len(self.shown):
                self.cursor = row
                if self.shown[row].what is not None:
                    self.act(self.shown[row].what)
        else:
            return NotImplemented
        return None
