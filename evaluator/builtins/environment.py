"""Builtins on the process environment."""

from __future__ import annotations

from evaluator.builtins.arguments import as_plain_string
from evaluator.builtins.registry import builtin
from evaluator.vm import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@builtin("getEnv", 1)
def get_env(v: Any) -> Any:
    """An environment variable; empty if it is not set, or must not be seen."""
    name = as_plain_string(v, "while evaluating the first argument passed to builtins.getEnv")
    settings = state.current.settings
    if settings.pure or settings.restricted:
        return ""
    return settings.environment.get(name, "")
