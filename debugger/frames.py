"""The frames of a stopped machine, described: what runs, where it stands, what it can see."""

from __future__ import annotations

from typing import Any

from evaluator.naming import kind_of, title_of
from evaluator.values import Builtin
from evaluator.vm import activations
from evaluator.vm.scopes import Scope, scope_at


class Frame:
    """An `Activation` with what can be told about it. `index` 0 is the innermost frame."""

    def __init__(self, activation: Any, index: int) -> None:
        self.activation = activation
        self.index = index

    @property
    def code(self) -> Any:
        """The `Code`, or the `Builtin`."""
        return self.activation.code

    @property
    def address(self) -> int:
        """What tells the frame from others as long as it lives."""
        return int(self.activation.address)

    @property
    def is_builtin(self) -> bool:
        """Whether this is a call of a builtin."""
        return type(self.code) is Builtin

    @property
    def source(self) -> Any:
        """The source text, or None for a builtin."""
        return None if self.is_builtin else self.code.source

    @property
    def span(self) -> tuple[int, int]:
        """(start, end) of the expression that is being evaluated."""
        start, end, _ = self.code.span(self.activation.pc)
        if start < 0:
            return self.code.start, self.code.end
        return start, end

    @property
    def line(self) -> int:
        """The 1-based line of the expression; 0 for a builtin."""
        return 0 if self.is_builtin else int(self.source.line_column(self.span[0])[0])

    @property
    def kind(self) -> str:
        """`file`, `function`, `thunk` or `builtin`."""
        return "builtin" if self.is_builtin else kind_of(self.code)

    @property
    def title(self) -> str:
        """What a list of frames calls this one."""
        if self.is_builtin:
            return f"builtin {self.code.name}"
        return title_of(self.code)

    def scope(self) -> Scope:
        """What the frame can see."""
        if self.is_builtin:
            return Scope([], [], [])
        return scope_at(self.code, self.activation.env, self.span[0])


def maker_span(stops: list[tuple[int, int, int]], child: Any) -> tuple[int, int, int] | None:
    """Which of the TRAPs of a code object (as `traps.traps` gives them) stands before the expression that makes
    the thunk of `child`: the innermost one around it, or the first one, since defaults are made on entry."""
    around = [stop for stop in stops if stop[1] <= child.start and child.end <= stop[2]]
    if around:
        return min(around, key=lambda stop: (stop[2] - stop[1], stop[0]))
    return stops[0] if stops else None


def frame(index: int) -> Frame | None:
    """The frame with this number, or None if there are not that many."""
    found = activations.activations(index, 1)
    return Frame(found[0], index) if found else None


def frames(first: int, count: int) -> list[Frame]:
    """`count` frames from number `first` on."""
    return [Frame(one, first + at) for at, one in enumerate(activations.activations(first, count))]


def innermost_code() -> Frame | None:
    """The innermost frame that runs program code."""
    index = 0
    while (found := frame(index)) is not None and found.is_builtin:
        index += 1
    return found
