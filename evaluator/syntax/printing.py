"""A syntax tree as text, byte for byte what `nix-instantiate --parse` prints.

That form shows what the reference made of a program: operators that are calls of built-ins, sets with
their attributes sorted, every grouping in parentheses. `show(node)` returns it without a line break at
the end. Trees may be deep, so this keeps its own stack: of text to write and nodes to take apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evaluator.syntax.ast import (  # type: ignore[attr-defined]  # the enums are in ast.pxd
    Assert,
    AttrDef,
    AttrName,
    Attrs,
    Binary,
    Call,
    Constant,
    Definition,
    Formal,
    If,
    Interpolation,
    Kind,
    Lambda,
    Let,
    ListNode,
    Node,
    Operator,
    Select,
    Unary,
    Variable,
    With,
)
from evaluator.syntax.parser import is_call
from evaluator.syntax.quoting import show_name, show_string

Item = str | Node

# Operators that are printed between their operands.
INFIX = {
    Operator.OP_ADD: "+",
    Operator.OP_CONCAT: "++",
    Operator.OP_UPDATE: "//",
    Operator.OP_EQ: "==",
    Operator.OP_NE: "!=",
    Operator.OP_AND: "&&",
    Operator.OP_OR: "||",
    Operator.OP_IMPL: "->",
}
# Operators that stand for calls of built-ins.
ARITHMETIC = {Operator.OP_SUB: "__sub", Operator.OP_MUL: "__mul", Operator.OP_DIV: "__div"}


def show(node: Node) -> str:
    """The whole tree under `node`."""
    written: list[str] = []
    stack: list[Item] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
        else:
            stack.extend(reversed(PRINTERS[item.kind](item)))
    return "".join(written)


def _constant(node: Constant) -> list[Item]:
    value = node.value
    if node.kind == Kind.CUR_POS:
        return ["__curPos"]
    if node.kind == Kind.SEARCH_PATH:
        return ["(__findFile __nixPath ", show_string(str(value)), ")"]
    if node.kind == Kind.STRING:
        return [show_string(str(value))]
    if node.kind == Kind.FLOAT:
        return [f"{value:g}"]
    return [str(value)]


def _interpolation(node: Interpolation) -> list[Item]:
    return ["(", *_between(node.parts, " + "), ")"]


def _between(nodes: Sequence[Item], separator: str) -> list[Item]:
    """`nodes` with `separator` between them."""
    items: list[Item] = []
    for node in nodes:
        items += [separator, node]
    return items[1:]


def _variable(node: Variable) -> list[Item]:
    return [show_name(node.name)]


def _path(path: list[AttrName]) -> list[Item]:
    items: list[Item] = []
    for step in path:
        items.append(".")
        if step.name is not None:
            items.append(show_name(step.name))
        else:
            assert step.expr is not None
            items += ['"${', step.expr, '}"']
    return items[1:]


def _select(node: Select) -> list[Item]:
    items: list[Item] = ["(", node.expr, ").", *_path(node.path)]
    if node.default is not None:
        items += [" or (", node.default, ")"]
    return items


def _has_attr(node: Select) -> list[Item]:
    return ["((", node.expr, ") ? ", *_path(node.path), ")"]


def _call(node: Call) -> list[Item]:
    args = [item for arg in node.args for item in (" ", arg)]
    if is_call(node.function):
        return [*PRINTERS[node.function.kind](node.function)[:-1], *args, ")"]
    return ["(", node.function, *args, ")"]


def _lambda(node: Lambda) -> list[Item]:
    items: list[Item] = ["("]
    if node.formals is not None:
        formals: list[list[Item]] = []
        for formal in sorted(node.formals, key=_formal_name):
            formals.append([show_name(formal.name)])
            if formal.default is not None:
                formals[-1] += [" ? ", formal.default]
        if node.ellipsis:
            formals.append(["..."])
        items.append("{ ")
        for number, formal_items in enumerate(formals):
            items += [", "] if number else []
            items += formal_items
        items.append(" }")
        if node.arg is not None:
            items.append(" @ ")
    if node.arg is not None:
        items.append(show_name(node.arg))
    return [*items, ": ", node.body, ")"]


def _formal_name(formal: Formal) -> str:
    return formal.name


def _bindings(node: Attrs) -> list[Item]:
    """The definitions of a set, each with a space after it: what is inherited first, the rest by name."""
    plain: list[AttrDef] = []
    inherited: list[str] = []
    sources: list[list[str]] = [[] for _ in node.sources]
    for name in sorted(node.names):
        definition = node.names[name]
        if definition.definition == Definition.PLAIN:
            plain.append(definition)
        elif definition.definition == Definition.INHERITED:
            inherited.append(show_name(name))
        else:
            sources[definition.source].append(show_name(name))
    items: list[Item] = []
    if inherited:
        items.append(f"inherit {' '.join(inherited)}; ")
    for source, names in zip(node.sources, sources, strict=True):
        if names:
            items += ["inherit (", source, f") {' '.join(names)}; "]
    for definition in plain:
        assert definition.expr is not None
        items += [f"{show_name(definition.name)} = ", definition.expr, "; "]
    for dynamic in node.dynamic:
        items += ['"${', dynamic.name, '}" = ', dynamic.value, "; "]
    return items


def _attrs(node: Attrs) -> list[Item]:
    return ["rec { " if node.recursive else "{ ", *_bindings(node), "}"]


def _let(node: Let) -> list[Item]:
    return ["(let ", *_bindings(node.attrs), "in ", node.body, ")"]


def _list(node: ListNode) -> list[Item]:
    items: list[Item] = ["[ "]
    for item in node.items:
        items += ["(", item, ") "]
    return [*items, "]"]


def _if(node: If) -> list[Item]:
    return ["(if ", node.condition, " then ", node.then, " else ", node.otherwise, ")"]


def _with(node: With) -> list[Item]:
    return ["(with ", node.env, "; ", node.body, ")"]


def _assert(node: Assert) -> list[Item]:
    return ["assert ", node.condition, "; ", node.body]


def _not(node: Unary) -> list[Item]:
    return ["(! ", node.operand, ")"]


def _negate(node: Unary) -> list[Item]:
    return ["(__sub 0 ", node.operand, ")"]


def _binary(node: Binary) -> list[Item]:
    operator, left, right = node.operator, node.left, node.right
    if operator in INFIX:
        return ["(", left, f" {INFIX[operator]} ", right, ")"]
    if operator in ARITHMETIC:
        return [f"({ARITHMETIC[operator]} ", left, " ", right, ")"]
    if operator in (Operator.OP_GT, Operator.OP_LE):
        left, right = right, left
    items: list[Item] = ["(__lessThan ", left, " ", right, ")"]
    if operator in (Operator.OP_LE, Operator.OP_GE):
        return ["(! ", *items, ")"]
    return items


PRINTERS: dict[int, Callable[..., list[Item]]] = {
    Kind.INT: _constant,
    Kind.FLOAT: _constant,
    Kind.STRING: _constant,
    Kind.INTERPOLATION: _interpolation,
    Kind.PATH: _constant,
    Kind.PATH_INTERPOLATION: _interpolation,
    Kind.SEARCH_PATH: _constant,
    Kind.VARIABLE: _variable,
    Kind.SELECT: _select,
    Kind.HAS_ATTR: _has_attr,
    Kind.CALL: _call,
    Kind.LAMBDA: _lambda,
    Kind.LET: _let,
    Kind.ATTRS: _attrs,
    Kind.LIST: _list,
    Kind.IF_ELSE: _if,
    Kind.WITH: _with,
    Kind.ASSERT: _assert,
    Kind.NOT: _not,
    Kind.NEGATE: _negate,
    Kind.BINARY: _binary,
    Kind.CUR_POS: _constant,
}
