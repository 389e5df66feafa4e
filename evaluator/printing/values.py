"""A value as `nix-instantiate --eval` prints it, without forcing anything.

What is not evaluated yet is `<CODE>`. A set met a second time is `«repeated»`, whether inside itself or
beside itself; so is a list, but lists are told apart by the variable that holds them, as the reference
does: `[ x x ]` repeats, `[ s.x s.x ]` does not.
"""

from __future__ import annotations

from evaluator.printing.literals import attribute_name, scalar
from evaluator.values import AttrSet, Builtin, Closure, PartialCall, Thunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REPEATED = "«repeated»".encode().decode("latin-1")
RUNNING = "«potential infinite recursion»".encode().decode("latin-1")


def print_value(value: Any) -> str:
    """The text of a forced value (latin-1, one character per byte). Works through a stack of its own, so depth has
    no limit."""
    pieces: list[str] = []
    seen: set[int] = set()
    pending: list[Any] = [_Value(value)]
    while pending:
        entry = pending.pop()
        if type(entry) is str:
            pieces.append(entry)
            continue
        v = entry.value
        holder = v
        if type(v) is Thunk and v.finished:
            v = v.value
        if type(v) is Thunk:
            pieces.append(RUNNING if v.running else "<CODE>")
            continue
        if type(v) is AttrSet:
            if not v.d:
                pieces.append("{ }")
            elif id(v) in seen:
                pieces.append(REPEATED)
            else:
                seen.add(id(v))
                pieces.append("{ ")
                pending.append("}")
                for name in sorted(v.d, reverse=True):
                    pending += ("; ", _Value(v.d[name]), f"{attribute_name(name)} = ")
        elif type(v) is tuple:
            if not v:
                pieces.append("[ ]")
            elif id(holder) in seen:
                pieces.append(REPEATED)
            else:
                seen.add(id(holder))
                seen.add(id(v))
                pieces.append("[ ")
                pending.append("]")
                for item in reversed(v):
                    pending += (" ", _Value(item))
        else:
            pieces.append(_plain(v))
    return "".join(pieces)


class _Value:
    """A value waiting to be printed, told apart from finished text."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def _plain(value: Any) -> str:
    """The text of a scalar or function."""
    text = scalar(value)
    if text is not None:
        return text
    if type(value) is Closure:
        return "<LAMBDA>"
    if type(value) is Builtin:
        return "<PRIMOP>"
    if type(value) is PartialCall:
        return "<PRIMOP-APP>" if type(value.function) is Builtin else "<LAMBDA>"
    raise TypeError(type(value).__name__)
