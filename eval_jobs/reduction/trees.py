"""The syntax trees of what an evaluation has loaded, and where in them its code is."""

from __future__ import annotations

import os
from typing import Any

from evaluator.evaluation import Evaluation
from evaluator.syntax.ast import Definition, Kind
from evaluator.syntax.walking import walk


class Trees:
    """The syntax trees of sources, and the expression that a code object was compiled from."""

    def __init__(self, session: Evaluation) -> None:
        self._session = session
        self._nodes: dict[int, dict[tuple[int, int, bool], Any]] = {}
        self._binders: dict[int, dict[str, list[tuple[int, int, Any]]]] = {}

    def node(self, code: Any) -> Any:
        """The expression of a code object; of a function its outermost lambda."""
        source = code.source
        if id(source) not in self._nodes:
            tree = self._tree(source)
            nodes = self._nodes[id(source)] = {}
            for node, _ in walk(tree):
                nodes.setdefault((node.start, node.end, node.kind == Kind.LAMBDA), node)
            nodes[(code.start, code.end, False)] = nodes.get((code.start, code.end, False), tree)
        functions = code.functions or ()
        return self._nodes[id(source)].get((code.start, code.end, bool(functions)))

    def definition(self, source: Any, name: str, offset: int) -> Any:
        """What a variable that is used at `offset` is bound to by a `let` or `rec`; None for an argument, and for what
        is inherited."""
        if id(source) not in self._binders:
            binders = self._binders[id(source)] = {}
            for node, _ in walk(self._tree(source)):
                for bound, expr in _bound(node):
                    binders.setdefault(bound, []).append((node.start, node.end, expr))
        around = [row for row in self._binders[id(source)].get(name, ()) if row[0] <= offset < row[1]]
        return min(around, key=lambda row: row[1] - row[0])[2] if around else None

    def _tree(self, source: Any) -> Any:
        return self._session.parse(source, os.path.dirname(source.path or "") or "/")


def _bound(node: Any) -> list[tuple[str, Any]]:
    """The names that an expression binds, with what they are bound to if that is written there."""
    if node.kind == Kind.LAMBDA:
        names = [node.arg] if node.arg is not None else []
        return [(name, None) for name in (*names, *(formal.name for formal in node.formals or ()))]
    attrs = node.attrs if node.kind == Kind.LET else node
    if node.kind != Kind.LET and not (node.kind == Kind.ATTRS and node.recursive):
        return []
    return [
        (name, definition.expr if definition.definition == Definition.PLAIN else None)
        for name, definition in attrs.names.items()
    ]
