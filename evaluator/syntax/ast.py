"""The syntax tree: one class per construct, built by the parser, read by the compiler.

Offsets (`start`, `end`, `pos`) count bytes from the beginning of the source text. `start`..`end`
is the whole construct, without parentheses around it. `pos` is the one offset that reference Nix
reports for it, or -1 where the reference knows no place:

- `start`: variables, selections, calls (a call that goes on with a call in parentheses, `(f x) y`,
  keeps the place of that one), functions, sets, `if`, `with`, `assert`, `!`, unary minus, `''` strings
  and paths with interpolations, `<x>`, `__curPos`;
- the operator: binary operators, `?`, pipes;
- past the quote: `"` strings with interpolations;
- that of the first element: lists;
- -1: numbers, strings, paths, `let` of both kinds, empty lists.

Strings are byte strings held in `str`, one character per byte (latin-1): lengths, slices, order
and hashes are then those of the bytes, as Nix has them. Attribute names are interned.

The tree is as the program was written, but for what the grammar itself defines away: nested
attribute paths (`a.b = 1`) are merged sets, `let { ... }` is a selection of `body` from a `rec`
set, parentheses are gone, URIs are strings, `f a b` is one call with two arguments.

`unit`, `scope`, `binding` and `slot` fields are empty until the resolver fills them.
"""

import cython


@cython.no_gc
@cython.cclass
class Node:
    """An expression. `kind` is one of `Kind`, and decides the class."""

    def __init__(self, kind: int, start: int, end: int, pos: int = -1) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.pos = start if pos < 0 else pos
        self.unit = None


@cython.final
@cython.no_gc
@cython.cclass
class Constant(Node):
    """INT, FLOAT, STRING (`value`: int, float, str), PATH (`value`: absolute, normalised path as
    str) and SEARCH_PATH (`value`: the text between `<` and `>`), CUR_POS (`value`: None)."""

    def __init__(self, kind: int, start: int, end: int, value: object) -> None:
        Node.__init__(self, kind, start, end)
        self.value = value


@cython.final
@cython.no_gc
@cython.cclass
class Interpolation(Node):
    """INTERPOLATION: a string with `${}`; PATH_INTERPOLATION: a path with `${}`.

    `parts` are nodes in order; literal text is a `Constant` of kind STRING. The first part of a path
    is a `Constant` of kind PATH: its absolute leading text, a trailing slash kept. Literal text is cut
    where the reference cuts it: two parts in a row may be text. `starts` has the offset that the
    reference reports for each part: that of the text or of the `${`.
    """

    def __init__(self, kind: int, start: int, end: int, parts: list, starts: list | None = None) -> None:
        Node.__init__(self, kind, start, end)
        self.parts = parts
        self.starts = [part.start for part in parts] if starts is None else starts


@cython.final
@cython.no_gc
@cython.cclass
class Variable(Node):
    """VARIABLE: a use of `name`."""

    def __init__(self, start: int, end: int, name: str) -> None:
        Node.__init__(self, Kind.VARIABLE, start, end)
        self.name = name
        self.binding = None
        self.slot = -1


@cython.final
@cython.no_gc
@cython.cclass
class AttrName:
    """One step of an attribute path: `name` if it is static, else `expr`."""

    def __init__(self, start: int, end: int, name: str | None, expr: Node | None) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.expr = expr


@cython.final
@cython.no_gc
@cython.cclass
class Select(Node):
    """SELECT: `expr.path` with `default` (after `or`) or None; HAS_ATTR: `expr ? path`."""

    def __init__(self, kind: int, start: int, end: int, expr: Node, path: list, default: Node | None) -> None:
        Node.__init__(self, kind, start, end)
        self.expr = expr
        self.path = path
        self.default = default


@cython.ccall
@cython.exceptval(-1, check=False)
def delays_names(select: Select) -> cython.bint:
    """Whether the names of a path are delayed: those of a path that fails are evaluated once more, and each before the
    attribute that it is looked up in. A variable that is the only step shows no difference."""
    step: AttrName
    alone: cython.bint = len(select.path) == 1
    if select.kind == Kind.SELECT:
        for step in select.path:
            if step.name is None and not (alone and step.expr.kind == Kind.VARIABLE):
                return True
    return False


@cython.final
@cython.no_gc
@cython.cclass
class Call(Node):
    """CALL: `function` applied to one or more `args`."""

    def __init__(self, start: int, end: int, function: Node, args: list) -> None:
        Node.__init__(self, Kind.CALL, start, end)
        self.function = function
        self.args = args


@cython.final
@cython.no_gc
@cython.cclass
class Formal:
    """One name of a set pattern; `start` is the offset of the name."""

    def __init__(self, name: str, start: int, default: Node | None) -> None:
        self.name = name
        self.start = start
        self.default = default


@cython.final
@cython.no_gc
@cython.cclass
class Lambda(Node):
    """LAMBDA: `arg: body`, or a set pattern: `formals` in source order (None if there is no
    pattern), `ellipsis`, with `arg` the name before or after `@`, else None.

    `name` is the attribute or variable the function is bound to, if any (used in messages).
    """

    def __init__(self, start: int, end: int, arg: str | None, formals: list | None, ellipsis: bool, body: Node) -> None:
        Node.__init__(self, Kind.LAMBDA, start, end)
        self.arg = arg
        self.formals = formals
        self.ellipsis = ellipsis
        self.body = body
        self.name = None


@cython.final
@cython.no_gc
@cython.cclass
class AttrDef:
    """A statically named attribute. `definition` is PLAIN (`name = expr`), INHERITED (`inherit name`:
    `expr` is the Variable, looked up outside the set) or INHERITED_FROM (`inherit (e) name`: `source`
    indexes `Attrs.sources`, `expr` is None). `start` is the offset of the name, which is the position
    that `unsafeGetAttrPos` reports."""

    def __init__(self, definition: int, name: str, expr: Node | None, start: int, source: int) -> None:
        self.definition = definition
        self.name = name
        self.expr = expr
        self.start = start
        self.source = source


@cython.final
@cython.no_gc
@cython.cclass
class DynamicAttr:
    """`${name} = value`; `start` is the offset of the name."""

    def __init__(self, name: Node, value: Node, start: int) -> None:
        self.name = name
        self.value = value
        self.start = start


@cython.final
@cython.no_gc
@cython.cclass
class Attrs(Node):
    """ATTRS: a set. `names` maps each static name to its `AttrDef` in source order; `dynamic` lists
    `DynamicAttr`; `sources` are the expressions of `inherit (e)` clauses (an empty list
    of either may be that of other sets too: do not change them). `scope` becomes the list of the
    variables it binds: of its names if it is `rec` or of a `let`, then of its sources."""

    def __init__(self, start: int, end: int, recursive: bool, names: dict, dynamic: list, sources: list) -> None:
        Node.__init__(self, Kind.ATTRS, start, end)
        self.recursive = recursive
        self.names = names
        self.dynamic = dynamic
        self.sources = sources
        self.scope = None


@cython.final
@cython.no_gc
@cython.cclass
class Let(Node):
    """LET: `let attrs in body`. `attrs` has no dynamic names."""

    def __init__(self, start: int, end: int, attrs: Attrs, body: Node) -> None:
        Node.__init__(self, Kind.LET, start, end)
        self.attrs = attrs
        self.body = body


@cython.final
@cython.no_gc
@cython.cclass
class ListNode(Node):
    """LIST: `[ items ]`."""

    def __init__(self, start: int, end: int, items: list) -> None:
        Node.__init__(self, Kind.LIST, start, end)
        self.items = items


@cython.final
@cython.no_gc
@cython.cclass
class If(Node):
    """IF_ELSE: `if condition then then else otherwise`."""

    def __init__(self, start: int, end: int, condition: Node, then: Node, otherwise: Node) -> None:
        Node.__init__(self, Kind.IF_ELSE, start, end)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


@cython.final
@cython.no_gc
@cython.cclass
class With(Node):
    """WITH: `with env; body`."""

    def __init__(self, start: int, end: int, env: Node, body: Node) -> None:
        Node.__init__(self, Kind.WITH, start, end)
        self.env = env
        self.body = body
        self.scope = None


@cython.final
@cython.no_gc
@cython.cclass
class Assert(Node):
    """ASSERT: `assert condition; body`."""

    def __init__(self, start: int, end: int, condition: Node, body: Node) -> None:
        Node.__init__(self, Kind.ASSERT, start, end)
        self.condition = condition
        self.body = body


@cython.final
@cython.no_gc
@cython.cclass
class Unary(Node):
    """NOT: `!operand`; NEGATE: `-operand`."""

    def __init__(self, kind: int, start: int, end: int, operand: Node) -> None:
        Node.__init__(self, kind, start, end)
        self.operand = operand


@cython.final
@cython.no_gc
@cython.cclass
class Binary(Node):
    """BINARY: `left operator right`, `operator` one of `Operator`; `pos` is the operator's offset.
    `right_start` is where the right operand begins, parentheses included: what the reference reports
    for an operand of `+` (the left one begins at `start`). Pipes are calls, not binary operators."""

    def __init__(
        self, start: int, end: int, pos: int, operator: int, left: Node, right: Node, right_start: int = -1
    ) -> None:
        Node.__init__(self, Kind.BINARY, start, end, pos)
        self.operator = operator
        self.left = left
        self.right = right
        self.right_start = right.start if right_start < 0 else right_start


def __getattr__(name: str):
    """`Kind`, `Operator` and `Definition` for interpreted code."""
    from evaluator.enums import enum_of

    return enum_of(__name__, name)
