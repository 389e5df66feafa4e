"""The line of events: where in the evaluation the program stands, and the stops that were seen."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from debugger.tui.text import Fragments, cut
from debugger.tui.view import View


class Scale:
    """Events to columns and back. An evaluation has millions of events, and the stops that somebody looks at
    are often close together: if all of them are in the last part, only that part is drawn."""

    def __init__(self, view: View, width: int) -> None:
        self.label = f" {view.event:,} of {view.last:,} events"
        self.length = max(width - len(self.label) - 2, 8)
        self.last = max(view.last, 1)
        earliest = min([view.event, *(visit.event for visit in view.visits)])
        margin = max((self.last - earliest) // 4, 1)
        self.first = earliest - margin if earliest - margin > self.last // 2 else 0

    def column(self, event: int) -> int:
        """Where an event is drawn."""
        return min(self.length - 1, (event - self.first) * self.length // max(self.last - self.first, 1))

    def event(self, column: int) -> int:
        """The event that is drawn at a column."""
        return max(1, self.first + column * (self.last - self.first) // self.length)


def timeline_text(view: View, width: int) -> Fragments:
    """The line: `◆` is now, `✗` an error that was seen, `┼` another stop; it begins with dots if only the last
    part is drawn."""
    scale = Scale(view, width)
    cells = [("class:timeline", "─")] * scale.length
    for visit in view.visits:
        error = visit.reason == "error"
        cells[scale.column(visit.event)] = (
            ("class:timeline.error", "✗") if error else ("class:timeline.stop", "┼")
        )
    cells[scale.column(view.event)] = ("class:timeline.now", "◆")
    begin = "┄" if scale.first else "├"
    return [("class:timeline", begin), *cells, ("class:timeline", "┤"), ("class:dim", scale.label)]


def event_at(view: View, position: int, width: int) -> int:
    """The event that a click means: that of a stop that is drawn there, or what lies under it."""
    scale = Scale(view, width)
    column = max(0, min(position - 1, scale.length - 1))
    for visit in view.visits:
        if scale.column(visit.event) == column:
            return visit.event
    return scale.event(column)


class Timeline(UIControl):
    """Draws the line; `go(event)` is called for a click."""

    def __init__(self, view: Callable[[], View], go: Callable[[int], None]) -> None:
        self.view = view
        self.go = go
        self.width = 80

    def create_content(self, width: int, height: int) -> UIContent:
        """The line."""
        self.width = width
        line = cut(timeline_text(self.view(), width), width)
        return UIContent(get_line=lambda at: list(line), line_count=1, show_cursor=False)

    def mouse_handler(self, mouse_event: MouseEvent) -> object:
        """A click."""
        if mouse_event.event_type != MouseEventType.MOUSE_UP:
            return NotImplemented
        self.go(event_at(self.view(), mouse_event.position.x, self.width))
        return None
