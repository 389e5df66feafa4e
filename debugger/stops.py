"""Why and where an evaluation stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from debugger.breakpoints import Breakpoint


@dataclass
class Stop:
    """`reason` is `start` (nothing has been evaluated), `breakpoint`, `step`, `returned`, `error`, `break`
    (builtins.break), `message` (of trace or warn), `read` (of a file), `pause` or `arrived` (at an event
    that was asked for).

    `value` is what the frame that was left returned, or what builtins.break was given. `text` is the
    message, or the file's path. `selected` is the frame to show first. `caught` tells that the program will
    catch the error. `level` counts the prompt evaluations inside which this happened. `found` is what a
    survey (stepping.Replay) found.
    """

    reason: str
    event: int
    level: int = 0
    selected: int = 0
    error: Any = None
    caught: bool = False
    value: Any = None
    has_value: bool = False
    text: str = ""
    breakpoints: list[Breakpoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    found: int | None = None
