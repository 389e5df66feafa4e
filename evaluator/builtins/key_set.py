"""The keys that `genericClosure` has met.

The reference keeps them in a balanced tree, and which two of them are compared shows where they cannot be: so they are
in one here, too, which is balanced in the same way (red and black nodes; observed).
"""

from __future__ import annotations

from evaluator.errors import EvalError
from evaluator.vm import describe
from evaluator.vm.comparison import less_than

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Node:
    """A key and its element. `sides` are what is below: less than it, and greater."""

    def __init__(self, key: Any, element: Any, up: _Node | None) -> None:
        self.key = key
        self.element = element
        self.up = up
        self.red = True
        self.sides: list[_Node | None] = [None, None]

    def before(self, other: _Node) -> bool:
        """Whether the key is less than another one."""
        return bool(less_than(self.key, other.key))

    def previous(self) -> _Node | None:
        """The next lower node."""
        node = self.sides[0]
        if node is not None:
            while node.sides[1] is not None:
                node = node.sides[1]
            return node
        node = self
        while node.up is not None and node.up.sides[0] is node:
            node = node.up
        return node.up


class KeySet:
    """Keys compare as `<` does; of mixed kinds it fails. As long as all are texts, or all are integers, nobody can tell
    how they are compared, and they are in `met` alone: key -> element."""

    def __init__(self) -> None:
        self.met: dict[Any, Any] | None = {}
        self.kind: type | None = None
        self.root: _Node | None = None

    def add(self, key: Any, element: Any) -> bool:
        """Note a key; False if it was there."""
        if self.met is None:
            return self._insert(key, element)
        if self.kind is None and type(key) in (str, int):
            self.kind = type(key)
        if type(key) is self.kind:
            if key in self.met:
                return False
            self.met[key] = element
            return True
        for old, of_old in self.met.items():
            self._insert(old, of_old)
        self.met = None
        return self._insert(key, element)

    def _insert(self, key: Any, element: Any) -> bool:
        fresh = _Node(key, element, None)
        below = self.root
        side = 0
        try:
            while below is not None:
                fresh.up = below
                side = 0 if fresh.before(below) else 1
                below = below.sides[side]
            lower = fresh.up if fresh.up is None or side == 1 else fresh.up.previous()
            if lower is not None and not lower.before(fresh):
                return False
        except EvalError as error:
            error.while_(f"with element {describe.brief(self._incomparable(fresh).element)}")
            error.while_(f"while comparing element {describe.brief(element)}")
            raise
        if fresh.up is None:
            self.root = fresh
        else:
            fresh.up.sides[side] = fresh
        self._balance(fresh)
        return True

    def _incomparable(self, fresh: _Node) -> _Node:
        """The lowest node that a new one cannot be compared with: the reference tells of that."""
        waiting: list[_Node] = []
        node = self.root
        while node is not None or waiting:
            while node is not None:
                waiting.append(node)
                node = node.sides[0]
            found = waiting.pop()
            try:
                fresh.before(found)
            except EvalError:
                return found
            node = found.sides[1]
        raise AssertionError("the keys have an order")

    def _balance(self, node: _Node) -> None:
        """Restore that no red node is below a red one, from a new node up."""
        while node.up is not None and node.up.red:
            parent = node.up
            grand = parent.up
            assert grand is not None
            side = 0 if grand.sides[0] is parent else 1
            uncle = grand.sides[1 - side]
            if uncle is not None and uncle.red:
                parent.red = uncle.red = False
                grand.red = True
                node = grand
                continue
            if parent.sides[1 - side] is node:
                self._rotate(parent, side)
                parent = node
            parent.red = False
            grand.red = True
            self._rotate(grand, 1 - side)
            break
        assert self.root is not None
        self.root.red = False

    def _rotate(self, node: _Node, side: int) -> None:
        """Move a node down to a side; what was on the other side takes its place."""
        raised = node.sides[1 - side]
        assert raised is not None
        inner = raised.sides[side]
        node.sides[1 - side] = inner
        if inner is not None:
            inner.up = node
        raised.up = node.up
        if node.up is None:
            self.root = raised
        else:
            node.up.sides[node.up.sides.index(node)] = raised
        raised.sides[side] = node
        node.up = raised
