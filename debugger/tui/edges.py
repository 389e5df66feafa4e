"""What the lines at the edges of the screen and of its panes say."""

from __future__ import annotations

import re

from debugger.tui.panes import Pane
from debugger.tui.screen import Screen
from debugger.tui.text import Fragments, shortened

_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def pane_title(screen: Screen, pane: Pane) -> str:
    """What a pane's title says besides its name."""
    view = screen.view
    if pane is screen.source and view.source:
        return f" · {shortened(view.source, max(screen.sizes().source - 14, 10))}"
    if pane is screen.stack:
        return f" · demanded by · {view.depth}" if view.depth else " · demanded by"
    return ""


def debugged(screen: Screen) -> str:
    """What is debugged."""
    target = screen.opened.target
    what = target.flake or target.file or target.text or ""
    return " ".join([" ".join(what.split()), *(f"-A {name}" for name in target.attributes)])


def status(screen: Screen) -> Fragments:
    """Why the program stands still, or that it does not."""
    view = screen.view
    if screen.worker.busy:
        return [("class:status.running", "◐ evaluating"), ("class:dim", "  Ctrl-C halts it")]
    if view.stop is None:
        if not view.over:
            return [("class:dim", "starting")]
        if view.failed:
            return [
                ("class:status.error", "✗ failed"),
                ("class:dim", "  run starts again, back goes back"),
            ]
        return [("class:status.good", "✓ finished")]
    text = _COLOUR.sub("", view.reason[0]).split("\n")[0] if view.reason else "stopped"
    if view.stop["reason"] == "error":
        return [("class:status.error", f"✗ {text}")]
    return [("class:status", f"● {text}")]
