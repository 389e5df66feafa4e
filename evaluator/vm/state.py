"""What an evaluation knows of the world: settings, search path, files, store.

There is one current state per process at a time; an `Evaluation` installs its own before it evaluates.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


current: Any = None


def install(state: Any) -> Any:
    """Make `state` the current one; returns the one before."""
    global current
    previous = current
    current = state
    return previous


heard: Callable[[], object] | None = None
"""Called before anything is told to the user."""


def telling() -> None:
    """To be called by whoever is about to tell the user something."""
    if heard is not None:
        heard()
