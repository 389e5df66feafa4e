"""The names in a text, in the order in which a bottom-up parser meets them: a function's parameter after its body.

Reference Nix numbers names in that order, which shows: see evaluator/vm/symbols.py.
"""

import cython
from cython.cimports.evaluator.syntax.ast import (
    Assert,
    AttrDef,
    AttrName,
    Attrs,
    Binary,
    Call,
    Definition,
    DynamicAttr,
    Formal,
    If,
    Interpolation,
    Kind,
    Lambda,
    Let,
    ListNode,
    Node,
    Select,
    Unary,
    Variable,
    With,
)

from evaluator.errors import ParseError
from evaluator.syntax.options import ParseOptions
from evaluator.syntax.parser import parse


def names_in(source: object) -> list:
    """The names in a text (`Source`); of a text with an error, none. They may come more than once."""
    met: list = []
    pending: list
    try:
        pending = [parse(source, "/", "/", ParseOptions(pipe_operators=True))]
    except ParseError:
        return []
    while pending:
        waiting: object = pending.pop()
        if type(waiting) is tuple:
            in_attrs(waiting[0], met, pending, waiting[1])
        else:
            in_node(waiting, met, pending)
    met.sort()
    return [row[2] for row in met]


@cython.cfunc
@cython.exceptval(-1, check=False)
def meet(met: list, offset: cython.int, rank: cython.int, name: str) -> cython.int:
    """Note that a name is met when the text has been read up to an offset; of several there, the lowest rank first."""
    met.append((offset, rank, name))
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def in_attrs(attrs: Attrs, met: list, pending: list, depth: cython.int) -> cython.int:
    """The names of a set, which `depth` steps of a path have made: all of a path (`a.b = 1`) stand where it begins."""
    definition: AttrDef
    dynamic: DynamicAttr
    for definition in attrs.names.values():
        meet(met, definition.start, depth, definition.name)
        if definition.definition != Definition.INHERITED_FROM:
            if definition.expr.kind == Kind.ATTRS and definition.expr.pos < 0:
                pending.append((definition.expr, depth + 1))
            else:
                pending.append(definition.expr)
    for dynamic in attrs.dynamic:
        pending.append(dynamic.name)
        pending.append(dynamic.value)
    pending.extend(attrs.sources)
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def in_function(function: Lambda, met: list, pending: list) -> cython.int:
    formal: Formal
    pending.append(function.body)
    if function.arg is not None:
        meet(met, function.end, -function.start, function.arg)
    for formal in function.formals or ():
        if formal.default is None:
            meet(met, formal.start, 0, formal.name)
        else:
            meet(met, formal.default.end, 0, formal.name)
            pending.append(formal.default)
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def in_node(node: Node, met: list, pending: list) -> cython.int:
    """Note the names of an expression, and the expressions in it for later."""
    kind: cython.int = node.kind
    step: AttrName
    if kind == Kind.VARIABLE:
        meet(met, node.start, 0, cython.cast(Variable, node).name)
    elif kind == Kind.SELECT or kind == Kind.HAS_ATTR:
        pending.append(cython.cast(Select, node).expr)
        for step in cython.cast(Select, node).path:
            if step.name is not None:
                meet(met, step.start, 0, step.name)
            else:
                pending.append(step.expr)
        if cython.cast(Select, node).default is not None:
            pending.append(cython.cast(Select, node).default)
    elif kind == Kind.CALL:
        pending.append(cython.cast(Call, node).function)
        pending.extend(cython.cast(Call, node).args)
    elif kind == Kind.LAMBDA:
        in_function(node, met, pending)
    elif kind == Kind.ATTRS:
        in_attrs(node, met, pending, 0)
    elif kind == Kind.LET:
        in_attrs(cython.cast(Let, node).attrs, met, pending, 0)
        pending.append(cython.cast(Let, node).body)
    elif kind == Kind.LIST:
        pending.extend(cython.cast(ListNode, node).items)
    elif kind == Kind.INTERPOLATION or kind == Kind.PATH_INTERPOLATION:
        pending.extend(cython.cast(Interpolation, node).parts)
    elif kind == Kind.IF_ELSE:
        pending.append(cython.cast(If, node).condition)
        pending.append(cython.cast(If, node).then)
        pending.append(cython.cast(If, node).otherwise)
    elif kind == Kind.WITH:
        pending.append(cython.cast(With, node).env)
        pending.append(cython.cast(With, node).body)
    elif kind == Kind.ASSERT:
        pending.append(cython.cast(Assert, node).condition)
        pending.append(cython.cast(Assert, node).body)
    elif kind == Kind.NOT or kind == Kind.NEGATE:
        pending.append(cython.cast(Unary, node).operand)
    elif kind == Kind.BINARY:
        pending.append(cython.cast(Binary, node).left)
        pending.append(cython.cast(Binary, node).right)
    return 0
