"""Where in a source text an evaluation can stop: the expressions that have code of their own.

The compiler puts a TRAP before each expression it evaluates in place. A breakpoint on a line means the
outermost expressions that begin on it. A function is no place to stop, its body is: making the
function is not what anybody waits for. Constants and plain copies of variables have no code; a line
with nothing else has no place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluator.syntax.ast import Definition, Kind, delays_names


@dataclass(frozen=True, slots=True)
class Place:
    """An expression: offsets and 1-based line and column of its start. `first` unless the place around it
    begins on the same line."""

    start: int
    end: int
    line: int
    column: int
    first: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression that is a name, a selection or a call of one: offsets, and what evaluating it may enter, a
    `function` of this name or the `attribute` (or variable) of it."""

    start: int
    end: int
    what: str
    name: str


_CONSTANTS = frozenset([Kind.INT, Kind.FLOAT, Kind.STRING, Kind.PATH])


class _Walk:
    """Collects the places of one syntax tree. The tree may be deep, so the walk keeps its own stack."""

    def __init__(self, source: Any, globals: dict[str, Any]) -> None:
        self.source = source
        self.globals = globals
        self.places: list[Place] = []
        self.mentions: list[Mention] = []
        # (node, whether it is delayed, lexical names around it, line of the place around it)
        self.waiting: list[tuple[Any, bool, frozenset[str], int]] = []

    def run(self, root: Any) -> list[Place]:
        self.waiting.append((root, False, frozenset(), 0))
        while self.waiting:
            self.visit(*self.waiting.pop())
        self.places.sort(key=lambda place: (place.start, -place.end))
        return self.places

    def place(self, start: int, end: int, line_around: int) -> int:
        line, column = self.source.line_column(start)
        self.places.append(Place(start, end, line, column, line != line_around))
        return int(line)

    def visit(self, node: Any, delayed: bool, names: frozenset[str], around: int) -> None:
        kind = node.kind
        if kind in _CONSTANTS or (delayed and kind == Kind.CUR_POS):
            return
        if kind == Kind.LAMBDA:
            self.function(node, names, around)
            return
        copied = kind == Kind.VARIABLE and (node.name in names or node.name in self.globals)
        if delayed and (copied or (kind == Kind.LIST and not node.items)):
            return
        around = self.place(node.start, node.end, around)
        self.mention(node)

        def later(child: Any, child_delayed: bool = False, inside: frozenset[str] = names) -> None:
            self.waiting.append((child, child_delayed, inside, around))

        if kind in (Kind.SELECT, Kind.HAS_ATTR):
            later(node.expr)
            for step in node.path:
                if step.expr is not None:
                    later(step.expr, delays_names(node))
            if node.default is not None:
                later(node.default)
        elif kind == Kind.CALL:
            later(node.function)
            for argument in node.args:
                later(argument, True)
        elif kind == Kind.ATTRS:
            self.bindings(node, names | frozenset(node.names) if node.recursive else names, names, around)
        elif kind == Kind.LET:
            inside = names | frozenset(node.attrs.names)
            self.bindings(node.attrs, inside, names, around)
            later(node.body, False, inside)
        elif kind in (Kind.INTERPOLATION, Kind.PATH_INTERPOLATION):
            for part in node.parts:
                later(part)
        elif kind == Kind.LIST:
            for item in node.items:
                later(item, True)
        elif kind == Kind.IF_ELSE:
            later(node.condition)
            later(node.then)
            later(node.otherwise)
        elif kind == Kind.WITH:
            later(node.env, True)
            later(node.body)
        elif kind == Kind.ASSERT:
            later(node.condition)
            later(node.body)
        elif kind in (Kind.NOT, Kind.NEGATE):
            later(node.operand)
        elif kind == Kind.BINARY:
            later(node.left)
            later(node.right)

    def mention(self, node: Any) -> None:
        called = node.kind == Kind.CALL
        named = node.function if called else node
        if named.kind == Kind.VARIABLE:
            name = named.name
        elif named.kind == Kind.SELECT and named.path[-1].expr is None:
            name = named.path[-1].name
        else:
            return
        self.mentions.append(Mention(node.start, node.end, "function" if called else "attribute", name))

    def function(self, node: Any, names: frozenset[str], around: int) -> None:
        inside = names | {node.arg} if node.arg is not None else names
        if node.formals is not None:
            inside = inside | {formal.name for formal in node.formals}
            for formal in node.formals:
                if formal.default is not None:
                    self.waiting.append((formal.default, True, inside, around))
        self.waiting.append((node.body, False, inside, around))

    def bindings(self, attrs: Any, inside: frozenset[str], outside: frozenset[str], around: int) -> None:
        for source in attrs.sources:
            self.waiting.append((source, True, inside, around))
        for definition in attrs.names.values():
            if definition.definition == Definition.INHERITED_FROM:
                self.place(definition.start, definition.start + len(definition.name), around)
            elif definition.definition == Definition.INHERITED:
                self.waiting.append((definition.expr, True, outside, around))
            else:
                self.waiting.append((definition.expr, True, inside, around))
        for dynamic in attrs.dynamic:
            self.waiting.append((dynamic.name, False, inside, around))
            self.waiting.append((dynamic.value, True, inside, around))


def places(root: Any, source: Any, globals: dict[str, Any]) -> list[Place]:
    """All places of a file's tree, by start, outer ones first. `globals` are the names of the builtins."""
    return _Walk(source, globals).run(root)


def mentions(root: Any, source: Any, globals: dict[str, Any], start: int, end: int) -> list[Mention]:
    """What is named in a stretch of a file's tree and evaluated there, in the order of the text."""
    walk = _Walk(source, globals)
    walk.run(root)
    found = [one for one in walk.mentions if start <= one.start and one.end <= end]
    return sorted(found, key=lambda one: (one.start, -one.end))


def places_on(all_places: list[Place], line: int, column: int | None) -> list[Place]:
    """Where a breakpoint on a line, or at the first place from a column on, goes: the places on that line,
    or on the next line that has any; empty if there is none any more."""
    if column is not None:
        at = [place for place in all_places if place.line == line and place.column >= column]
        if at:
            first = min(place.column for place in at)
            return [next(place for place in at if place.column == first)]
    candidates = [place for place in all_places if place.first and place.line >= line]
    if not candidates:
        return []
    found = min(place.line for place in candidates)
    return [place for place in candidates if place.line == found]
