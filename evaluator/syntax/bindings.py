"""Attribute definitions put into sets: nested paths, merged literals, and what may not be defined twice.

`a.b = 1; a.c = 2` is one set `a`, and so is `a = { b = 1; }; a.c = 2`. Two definitions of one name
merge if both are set literals; the first decides whether the merged set is recursive. Everything else
is an error. The position of an attribute of a nested path is where the whole path begins.
"""

import cython
from cython.cimports.evaluator.syntax.ast import AttrName, Definition, DynamicAttr, Kind, Lambda

from evaluator.syntax.quoting import show_name

# What `dynamic` and `sources` of most sets are: one empty list for all of them.
NOTHING = []


def new_definition(definition, name, expr, start, source):
    """An AttrDef."""
    fresh: AttrDef = AttrDef.__new__(AttrDef)
    fresh.definition = definition
    fresh.name = name
    fresh.expr = expr
    fresh.start = start
    fresh.source = source
    return fresh


def new_step(name):
    """A step of an attribute path that stands nowhere in the text."""
    step: AttrName = AttrName.__new__(AttrName)
    step.name = name
    return step


def new_attrs(start, end, recursive):
    """A set without attributes."""
    node: Attrs = Attrs.__new__(Attrs)
    node.kind = Kind.ATTRS
    node.start = start
    node.end = end
    node.pos = start
    node.recursive = recursive
    node.names = {}
    node.dynamic = NOTHING
    node.sources = NOTHING
    return node


def bind(lexer, attrs, path, value, start):
    """Define `path = value` in `attrs`; `path` is a list of `AttrName` that begins at offset `start`."""
    step: AttrName
    known: AttrDef
    inner: Attrs
    depth: cython.int
    last: cython.int = len(path) - 1
    for depth in range(last):
        step = path[depth]
        inner = None
        if step.name is not None:
            known = attrs.names.get(step.name)
            if known is not None:
                if known.definition != Definition.PLAIN or known.expr.kind != Kind.ATTRS:
                    raise already_defined(lexer, shown_path(path, depth), known.start, start)
                inner = known.expr
            else:
                inner = implied_attrs(start, value.end)
                attrs.names[step.name] = new_definition(Definition.PLAIN, step.name, inner, start, -1)
        else:
            inner = implied_attrs(start, value.end)
            define_dynamic(attrs, step.expr, inner, start)
        attrs = inner
    step = path[last]
    if step.name is not None:
        define(lexer, attrs, step.name, value, start, path, last)
    else:
        define_dynamic(attrs, step.expr, value, start)
    return 0


def implied_attrs(start, end):
    """A set that only a path of names makes (`a.b = 1`): the reference has no place for it."""
    node: Attrs = new_attrs(start, end, False)
    node.pos = -1
    return node


def define_dynamic(attrs, name, value, start):
    """Define `${name} = value` in `attrs`."""
    entry: DynamicAttr = DynamicAttr.__new__(DynamicAttr)
    entry.name = name
    entry.value = value
    entry.start = start
    if attrs.dynamic is NOTHING:
        attrs.dynamic = []
    attrs.dynamic.append(entry)
    return 0


def add_source(attrs, source):
    """Give `attrs` one more `inherit (source)`; returns its number."""
    if attrs.sources is NOTHING:
        attrs.sources = []
    attrs.sources.append(source)
    return len(attrs.sources) - 1


def define(lexer, attrs, name, value, start, path, depth):
    """Define `name = value` in `attrs`. Messages show the first `depth` + 1 steps of `path`, whose last
    one is `name`; a path of one step may be left out."""
    known: AttrDef = attrs.names.get(name)
    if known is None:
        attrs.names[name] = new_definition(Definition.PLAIN, name, value, start, -1)
        name_function(value, name)
        return 0
    if path is None:
        path = [new_step(name)]
    if known.definition == Definition.PLAIN and known.expr.kind == Kind.ATTRS and value.kind == Kind.ATTRS:
        return merge(lexer, known.expr, value, path, depth)
    raise already_defined(lexer, shown_path(path, depth), known.start, start)


def define_inherited(lexer, attrs, fresh, path, depth):
    """Define an inherited name in `attrs`."""
    known: AttrDef = attrs.names.get(fresh.name)
    if known is not None:
        raise already_defined(lexer, shown_path(path, depth), known.start, fresh.start)
    attrs.names[fresh.name] = fresh
    return 0


def merge(lexer, into, fresh, path, depth):
    """Move the definitions of the set `fresh` to the set `into`, which stands at the first `depth` + 1
    steps of `path`."""
    added: AttrDef
    shift: cython.int = len(into.sources)
    # A clash is reported for the name that was defined first.
    names: list = [name for name in into.names if name in fresh.names]
    names += [name for name in fresh.names if name not in into.names]
    name: str
    for name in names:
        added = fresh.names[name]
        deeper: list = [*path[: depth + 1], new_step(name)]
        if added.definition == Definition.PLAIN:
            define(lexer, into, name, added.expr, added.start, deeper, depth + 1)
        else:
            if added.definition == Definition.INHERITED_FROM:
                added = new_definition(added.definition, name, None, added.start, added.source + shift)
            define_inherited(lexer, into, added, deeper, depth + 1)
    if len(fresh.sources) > 0:
        into.sources = into.sources + fresh.sources
    if len(fresh.dynamic) > 0:
        into.dynamic = into.dynamic + fresh.dynamic
    return 0


def name_function(node, name):
    """Tell a function, and the functions it returns, the name they are bound to."""
    function: Lambda
    while node.kind == Kind.LAMBDA:
        function = node
        function.name = name
        node = function.body
    return 0


def show_place(lexer, offset):
    """FILE:LINE:COLUMN of an offset, for use in a message."""
    line, column = lexer.source.line_column(offset)
    return f"{lexer.source.shown}:{line}:{column}"


def already_defined(lexer, shown, before, start):
    """The error that the attribute path `shown` at `start` is also defined at `before`."""
    return lexer.error_at(f"attribute '{shown}' already defined at {show_place(lexer, before)}", start, start + 1)


def shown_path(path, depth):
    """The first `depth` + 1 steps of an attribute path as messages show them."""
    step: AttrName
    steps: list = []
    for step in path[: depth + 1]:
        if step.name is None:
            steps.append('"${...}"')
        else:
            steps.append(show_name(step.name))
    return ".".join(steps)
