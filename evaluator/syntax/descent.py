"""Going through a syntax tree without knowing every kind of node."""

from __future__ import annotations

from evaluator.syntax.ast import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def children(node: Any) -> Iterator[Any]:
    """The expressions directly inside one, as they are kept: sources and names of a set before its body."""
    kind = node.kind
    if kind in (Kind.SELECT, Kind.HAS_ATTR):
        yield node.expr
        yield from (step.expr for step in node.path if step.expr is not None)
        if node.default is not None:
            yield node.default
    elif kind == Kind.CALL:
        yield node.function
        yield from node.args
    elif kind == Kind.LAMBDA:
        yield from (formal.default for formal in node.formals or () if formal.default is not None)
        yield node.body
    elif kind in (Kind.ATTRS, Kind.LET):
        attrs = node if kind == Kind.ATTRS else node.attrs
        yield from attrs.sources
        yield from (definition.expr for definition in attrs.names.values() if definition.expr is not None)
        for dynamic in attrs.dynamic:
            yield dynamic.name
            yield dynamic.value
        if kind == Kind.LET:
            yield node.body
    elif kind in (Kind.INTERPOLATION, Kind.PATH_INTERPOLATION):
        yield from node.parts
    elif kind == Kind.LIST:
        yield from node.items
    elif kind == Kind.IF_ELSE:
        yield from (node.condition, node.then, node.otherwise)
    elif kind == Kind.WITH:
        yield from (node.env, node.body)
    elif kind == Kind.ASSERT:
        yield from (node.condition, node.body)
    elif kind in (Kind.NOT, Kind.NEGATE):
        yield node.operand
    elif kind == Kind.BINARY:
        yield from (node.left, node.right)
