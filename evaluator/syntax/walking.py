"""Walking syntax trees: the expressions directly inside an expression, whatever its kind.

`children` gives `Child`ren in the order of the source text; literal text of strings and paths is no
expression. `walk` gives every expression of a tree. Trees may be deep, so nothing here recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from evaluator.syntax.ast import Definition, Kind, delays_names


class Child(NamedTuple):
    """An expression inside another. `role` is what it is there: `function`, `argument`, `operand`, `item`,
    `binding`, `inherited`, `source`, `default`, `formal`, `body`, `condition`, `branch`, `environment`,
    `part`, `name`. `delayed` says that it is evaluated later, if at all."""

    node: Any
    role: str
    delayed: bool = False


def children(node: Any) -> list[Child]:
    """The expressions directly inside `node`."""
    visit = _VISITS.get(node.kind)
    return [] if visit is None else visit(node)


def walk(root: Any) -> Iterator[tuple[Any, Child | None]]:
    """Every expression of a tree with the place it has in the one around it (None for the root), outer
    ones first."""
    waiting: list[tuple[Any, Child | None]] = [(root, None)]
    while waiting:
        node, place = waiting.pop()
        yield node, place
        waiting.extend((child.node, child) for child in reversed(children(node)))


def _select(node: Any) -> list[Child]:
    found = [Child(node.expr, "operand")]
    found += [Child(step.expr, "name", delays_names(node)) for step in node.path if step.expr is not None]
    if node.default is not None:
        found.append(Child(node.default, "default"))
    return found


def _call(node: Any) -> list[Child]:
    return [Child(node.function, "function"), *(Child(argument, "argument", True) for argument in node.args)]


def _lambda(node: Any) -> list[Child]:
    defaults = [formal.default for formal in node.formals or [] if formal.default is not None]
    return [*(Child(default, "formal", True) for default in defaults), Child(node.body, "body", True)]


def _attrs(node: Any) -> list[Child]:
    found = [Child(source, "source", True) for source in node.sources]
    for definition in node.names.values():
        if definition.definition == Definition.PLAIN:
            found.append(Child(definition.expr, "binding", True))
        elif definition.definition == Definition.INHERITED:
            found.append(Child(definition.expr, "inherited", True))
    for dynamic in node.dynamic:
        found += [Child(dynamic.name, "name"), Child(dynamic.value, "binding", True)]
    return found


def _let(node: Any) -> list[Child]:
    return [*_attrs(node.attrs), Child(node.body, "body")]


def _parts(node: Any) -> list[Child]:
    return [Child(part, "part") for part in node.parts if part.kind not in (Kind.STRING, Kind.PATH)]


_VISITS: dict[int, Callable[[Any], list[Child]]] = {
    Kind.SELECT: _select,
    Kind.HAS_ATTR: _select,
    Kind.CALL: _call,
    Kind.LAMBDA: _lambda,
    Kind.ATTRS: _attrs,
    Kind.LET: _let,
    Kind.LIST: lambda node: [Child(item, "item", True) for item in node.items],
    Kind.INTERPOLATION: _parts,
    Kind.PATH_INTERPOLATION: _parts,
    Kind.IF_ELSE: lambda node: [
        Child(node.condition, "condition"),
        Child(node.then, "branch"),
        Child(node.otherwise, "branch"),
    ],
    Kind.WITH: lambda node: [Child(node.env, "environment", True), Child(node.body, "body")],
    Kind.ASSERT: lambda node: [Child(node.condition, "condition"), Child(node.body, "body")],
    Kind.NOT: lambda node: [Child(node.operand, "operand")],
    Kind.NEGATE: lambda node: [Child(node.operand, "operand")],
    Kind.BINARY: lambda node: [Child(node.left, "operand"), Child(node.right, "operand")],
}
