"""The keys: one table for those that work everywhere, and one for each pane. The bar at the bottom, the help
and the bindings are made from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from debugger.tui.screen import Screen


class Key(NamedTuple):
    """`keys` as prompt_toolkit calls them, `shown` to the user, `words` for what it does."""

    keys: tuple[str, ...]
    shown: str
    words: str
    action: Callable[[Screen], None]


def _command(line: str) -> Callable[[Screen], None]:
    return lambda screen: screen.command(line)


def _about(command: str) -> Callable[[Screen], None]:
    return lambda screen: screen.about_variable(command)


EVERYWHERE: tuple[Key, ...] = (
    Key(("f1",), "F1", "Help", lambda screen: screen.help()),
    Key(("f5",), "F5", "Go", _command("continue")),
    Key(("f10",), "F10", "Next", _command("next")),
    Key(("f11",), "F11", "Step", _command("step")),
    Key(("f12",), "F12", "Finish", _command("finish")),
    Key(("f7",), "F7", "Back", _command("rnext")),
    Key(("f8",), "F8", "To last stop", _command("rcontinue")),
    Key(("f9",), "F9", "Break", lambda screen: screen.break_here()),
    Key(("f6",), "F6", "Pane", lambda screen: screen.next_pane(1)),
    Key(("f3",), "F3", "Zoom", lambda screen: screen.zoom()),
    Key(("f2",), "F2", "Created by", lambda screen: screen.other_stack()),
)
"""Keys that work everywhere, in the order in which the bar shows as many as fit."""

UNSHOWN: tuple[Key, ...] = (
    Key(("s-tab",), "Shift-Tab", "the pane before", lambda screen: screen.next_pane(-1)),
    Key(
        ("c-c",), "Ctrl-C", "halt what is being evaluated; clear the line", lambda screen: screen.interrupt()
    ),
    Key(("c-l",), "Ctrl-L", "draw anew", lambda screen: screen.redraw()),
)
"""More of them, which only the help shows."""

IN_PANE: dict[str, tuple[Key, ...]] = {
    "source": (
        Key(("enter", "b"), "Enter", "Break", lambda screen: screen.break_here()),
        Key(("u",), "u", "Until here", lambda screen: screen.until_here()),
        Key(("home",), "Home", "Current line", lambda screen: screen.current_line()),
    ),
    "stack": (Key(("enter",), "Enter", "Select", lambda screen: screen.choose()),),
    "created by": (Key(("enter",), "Enter", "Show", lambda screen: screen.choose()),),
    "variables": (
        Key(("enter", "right", "left"), "Enter", "Open", lambda screen: screen.choose()),
        Key(("f",), "f", "Force", _about("force")),
        Key(("t",), "t", "Try", _about("try")),
        Key(("p",), "p", "Peek", _about("peek")),
        Key(("w",), "w", "Why", _about("why")),
        Key(("o",), "o", "Who forced", _about("who-forced")),
    ),
    "breakpoints": (
        Key(("enter", "space"), "Enter", "On/off", lambda screen: screen.choose()),
        Key(("delete", "d"), "d", "Delete", lambda screen: screen.delete_breakpoint()),
    ),
    "console": (),
}
"""What keys do in a pane that has the focus, besides moving about."""

MOVES: dict[str, int] = {"up": -1, "down": 1}
"""How far keys move the cursor of a pane; the page keys move by its height."""


def help_lines() -> list[str]:
    """The keys, for the help."""
    lines = ["keys"]
    lines += [f"  {key.shown:<10} {key.words}" for key in (*EVERYWHERE, *UNSHOWN)]
    lines += ["  Esc        back to the command line; PageUp and PageDown there scroll what was said"]
    for pane, keys in IN_PANE.items():
        if keys:
            lines.append(f"in {pane}: " + ", ".join(f"{key.shown} {key.words.lower()}" for key in keys))
    return lines
