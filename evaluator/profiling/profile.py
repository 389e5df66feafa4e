"""A profile: how long each stack of frames was on top, as a tree of frames.

A frame is a `Place`: what runs, and where its text is. The tree is the stack of who *demanded* what, as
the machine runs it. Who *created* a thunk is told by the text: the code that a delayed expression stands
in is the one that made it. `created_stack` puts the innermost thunk of a stack, with the calls in it,
under the chain of its makers instead of under those who demanded it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What a frame runs, one object per code object: `title` as people call it, `file` and 1-based `line`
    (None and 0 for a builtin), the place whose code made it, and whether it is a thunk's."""

    title: str
    file: str | None
    line: int
    maker: Place | None = None
    thunk: bool = False

    @property
    def label(self) -> str:
        """The title with file and line."""
        return self.title if self.file is None else f"{self.title} ({self.file}:{self.line})"


@dataclass(slots=True)
class Node:
    """A frame of the tree: seconds spent while it was the innermost one, and the frames it demanded."""

    own: float = 0.0
    below: dict[Place, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one place came to: `own` seconds as the innermost frame, `total` seconds anywhere on the
    stack (once, however often it is there), `created` seconds in thunks that it made, or that those made."""

    place: Place
    own: float
    total: float
    created: float


class Profile:
    """Samples added up. `seconds` is all time that was billed, `samples` how often the machine was asked."""

    def __init__(self) -> None:
        self.root = Node()
        self.seconds = 0.0
        self.samples = 0

    def add(self, stack: list[Place], seconds: float) -> None:
        """Bill `seconds` to a stack, outermost frame first."""
        node = self.root
        for place in stack:
            below = node.below.get(place)
            if below is None:
                below = node.below[place] = Node()
            node = below
        node.own += seconds
        self.seconds += seconds
        self.samples += 1

    def stacks(self) -> Iterator[tuple[list[Place], float]]:
        """Every stack that time was billed to, outermost frame first, by demand."""
        # Not recursive: stacks of evaluations go deeper than Python's. `stack` is the way to the node at
        # hand, `todo` what is left to do on each level of it.
        stack: list[Place] = []
        if self.root.own:
            yield [], self.root.own
        todo = [iter(self.root.below.items())]
        while todo:
            for place, node in todo[-1]:
                stack.append(place)
                todo.append(iter(node.below.items()))
                if node.own:
                    yield list(stack), node.own
                break
            else:
                todo.pop()
                if stack:
                    stack.pop()

    def by_creation(self) -> Profile:
        """The same time, each stack as `created_stack` has it."""
        result = Profile()
        for stack, seconds in self.stacks():
            result.add(created_stack(stack), seconds)
        result.samples = self.samples
        return result

    def costs(self) -> list[Cost]:
        """What each place came to, the most expensive by own time first."""
        own: dict[Place, float] = {}
        total: dict[Place, float] = {}
        created: dict[Place, float] = {}
        for stack, seconds in self.stacks():
            for place in set(stack):
                total[place] = total.get(place, 0.0) + seconds
            if stack:
                own[stack[-1]] = own.get(stack[-1], 0.0) + seconds
            thunk = _innermost_thunk(stack)
            if thunk is not None:
                for maker in set(_makers(stack[thunk])[:-1]):
                    created[maker] = created.get(maker, 0.0) + seconds
        places = {**total, **created}
        found = [Cost(place, own.get(place, 0.0), total.get(place, 0.0), created.get(place, 0.0)) for place in places]
        return sorted(found, key=lambda cost: (-cost.own, -cost.total, cost.place.label))


def created_stack(stack: list[Place]) -> list[Place]:
    """A stack (outermost frame first) by creation: who made the innermost thunk, the thunk, and the calls in
    it. A stack without a thunk stays as it is."""
    thunk = _innermost_thunk(stack)
    return stack if thunk is None else [*_makers(stack[thunk]), *stack[thunk + 1 :]]


def _innermost_thunk(stack: list[Place]) -> int | None:
    return next((at for at in range(len(stack) - 1, -1, -1) if stack[at].thunk), None)


def _makers(place: Place) -> list[Place]:
    """The place, and before it the chain of those that made it."""
    chain = [place]
    while (maker := chain[-1].maker) is not None:
        chain.append(maker)
    return chain[::-1]
