"""Ways to go on from a stop, and where each of them stops again.

A plan knows the frame it started in by its address, which is its identity as long as it lives. `arm`
tells the machine when to ask; `trapped` and `left` decide. When the frame leaves, or an error that
`tryEval` catches takes it away, the plan goes on in the nearest frame that is still there.
"""

from __future__ import annotations

from debugger.frames import Frame
from evaluator.vm import hooks


class Plan:
    """Run on: stops at breakpoints and errors only."""

    def __init__(self, frame: Frame | None = None) -> None:
        self.address = frame.address if frame is not None else 0
        self.line = frame.line if frame is not None else 0
        self.source = frame.source if frame is not None else None

    def arm(self) -> None:
        """Tell the machine when to ask this plan."""
        hooks.arm()

    def trapped(self, frame: Frame) -> bool:
        """Whether to stop before the expression that `frame` has reached."""
        return False

    def left(self, address: int, caller: int) -> bool:
        """Whether to stop now that the frame at `address` has its value; `caller` is the frame around."""
        return False

    def unwound(self, catcher: int) -> None:
        """An error takes away all frames inside the one at `catcher`, which catches it."""
        if self.address and self.address < catcher:
            self.address = catcher
            self.line = 0
            self.arm()

    def elsewhere(self, frame: Frame) -> bool:
        """Whether a frame stands on another line than the one the plan started on."""
        return frame.line != self.line or frame.source is not self.source


class Replay(Plan):
    """Silently to event number `goal`, which has been reached before. At each event of `marks` (ascending)
    the process leaves a copy of itself behind. With `survey`, `found` becomes the last event at which
    a breakpoint or another wish would have stopped."""

    def __init__(self, goal: int, marks: list[int], survey: bool = False) -> None:
        super().__init__()
        self.goal = goal
        self.marks = marks
        self.survey = survey
        self.found: int | None = None

    def arm(self) -> None:
        hooks.arm(event=min([self.goal, *self.marks[:1]]))

    def due_mark(self) -> bool:
        """Whether to leave a copy here; that mark is then done with."""
        if not self.marks or hooks.event() < self.marks[0]:
            return False
        while self.marks and hooks.event() >= self.marks[0]:
            self.marks.pop(0)
        self.arm()
        return hooks.event() < self.goal

    def arrived(self) -> bool:
        """Whether the goal has been reached."""
        return hooks.event() >= self.goal


class Step(Plan):
    """To whatever is evaluated next on another line or in another frame, passing by code that is to be
    skipped."""

    def arm(self) -> None:
        hooks.arm(stop=0, leave=self.address or None, skip=True)

    def trapped(self, frame: Frame) -> bool:
        if frame.is_builtin or frame.code.skipped:
            return False
        return frame.address != self.address or self.elsewhere(frame)

    def left(self, address: int, caller: int) -> bool:
        # Another frame may soon stand at the same address.
        self.address = 0
        self.arm()
        return False


class StepExpression(Plan):
    """To the next expression, wherever it is."""

    def arm(self) -> None:
        hooks.arm(stop=0)

    def trapped(self, frame: Frame) -> bool:
        return not frame.is_builtin


class Next(Plan):
    """To the next line of this frame; what it forces runs through. When the frame has its value, to the
    frame around it."""

    def arm(self) -> None:
        hooks.arm(stop=self.address, leave=self.address)

    def trapped(self, frame: Frame) -> bool:
        if frame.is_builtin:
            return False
        # A breakpoint that does not want to stop may ask from inside this frame.
        return frame.address > self.address or (frame.address == self.address and self.elsewhere(frame))

    def left(self, address: int, caller: int) -> bool:
        return True


class Finish(Plan):
    """Until the frame has its value."""

    def arm(self) -> None:
        hooks.arm(leave=self.address)

    def left(self, address: int, caller: int) -> bool:
        return True


class Until(Plan):
    """To a line from `target` on in this frame, or until the frame has its value."""

    def __init__(self, frame: Frame, target: int) -> None:
        super().__init__(frame)
        self.target = target

    def arm(self) -> None:
        hooks.arm(stop=self.address, leave=self.address)

    def trapped(self, frame: Frame) -> bool:
        if frame.is_builtin or frame.address != self.address:
            return not frame.is_builtin and frame.address > self.address
        return frame.line >= self.target and self.elsewhere(frame)

    def left(self, address: int, caller: int) -> bool:
        return True
