"""From syntax trees to terms, with what is not wanted left out on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from eval_jobs.reduction.culprits import MARK
from eval_jobs.reduction.terms import Term, const, escape, float_term, string, var
from evaluator.syntax.ast import Definition, Kind, Operator

_PLAIN_PATH = re.compile(r"(/[a-zA-Z0-9._+-]+)+\Z")

STUB = const("null")
"""Stands for what is never evaluated."""

_LITERALS = frozenset([Kind.INT, Kind.FLOAT, Kind.STRING, Kind.VARIABLE])

_OPERATOR_TEXTS = {
    Operator.OP_ADD: "+",
    Operator.OP_SUB: "-",
    Operator.OP_MUL: "*",
    Operator.OP_DIV: "/",
    Operator.OP_CONCAT: "++",
    Operator.OP_UPDATE: "//",
    Operator.OP_EQ: "==",
    Operator.OP_NE: "!=",
    Operator.OP_LT: "<",
    Operator.OP_GT: ">",
    Operator.OP_LE: "<=",
    Operator.OP_GE: ">=",
    Operator.OP_AND: "&&",
    Operator.OP_OR: "||",
    Operator.OP_IMPL: "->",
}


class Conversion:
    """Makes terms of the trees of one program. `unused(node)` says whether a delayed expression is never
    evaluated and becomes a stub; `search(text)` gives the path that `<text>` means, or None. In `text`, the
    program's own, literals may be marked.

    Trees may be deep: call it where the evaluator's own depth is allowed (`Evaluation.run`)."""

    def __init__(self, unused: Callable[[Any], bool], search: Callable[[str], str | None], text: bytes = b"") -> None:
        self._marked = {found.end() for found in re.finditer(re.escape(MARK.encode()), text)}
        self._text = text
        self._unused = unused
        self._search = search

    def term(self, node: Any) -> Term:
        """The term of an expression that is evaluated."""
        if node.start in self._marked and node.kind in _LITERALS:
            return const(MARK + self._text[node.start : node.end].decode("latin-1"))
        made: Term = _MAKERS[node.kind](self, node)
        return made

    def later(self, node: Any) -> Term:
        """The term of an expression that may never be evaluated."""
        return STUB if self._unused(node) else self.term(node)

    def _constant(self, node: Any) -> Term:
        if node.kind == Kind.STRING:
            return string(str(node.value))
        if node.kind == Kind.PATH:
            return path_term(str(node.value))
        if node.kind == Kind.CUR_POS:
            return const("__curPos")
        if node.kind == Kind.SEARCH_PATH:
            found = self._search(str(node.value))
            return path_term(found) if found is not None else const(f"<{node.value}>")
        if node.kind == Kind.FLOAT:
            return float_term(node.value)
        return const(str(node.value))

    def _interpolation(self, node: Any) -> Term:
        gaps, kids = [""], []
        for at, part in enumerate(node.parts):
            # `"${./file}"` is no literal text, but the beginning of a path is.
            begins = not at and part.kind == Kind.PATH and node.kind == Kind.PATH_INTERPOLATION
            if part.kind == Kind.STRING or begins:
                gaps[-1] += str(part.value)
            else:
                kids.append(self.term(part))
                gaps.append("")
        kind = "string" if node.kind == Kind.INTERPOLATION else "path"
        return Term(kind, tuple(gaps), tuple(kids))

    def _select(self, node: Any) -> Term:
        steps = tuple(step.name if step.expr is None else None for step in node.path)
        kids = [self.term(node.expr), *(self.term(step.expr) for step in node.path if step.expr is not None)]
        if node.kind == Kind.HAS_ATTR:
            return Term("has", (steps, False), tuple(kids))
        if node.default is not None:
            kids.append(self.later(node.default))
        return Term("select", (steps, node.default is not None), tuple(kids))

    def _call(self, node: Any) -> Term:
        return Term("call", None, (self.term(node.function), *(self.later(argument) for argument in node.args)))

    def _lambda(self, node: Any) -> Term:
        body = self.later(node.body)
        if node.formals is None:
            return Term("fun", (node.arg, None, False), (body,))
        formals = tuple((formal.name, formal.default is not None) for formal in node.formals)
        defaults = [self.later(formal.default) for formal in node.formals if formal.default is not None]
        return Term("fun", (node.arg, formals, bool(node.ellipsis)), (*defaults, body))

    def _bindings(self, node: Any) -> tuple[list[tuple[Any, ...]], list[Term]]:
        bindings: list[tuple[Any, ...]] = []
        kids: list[Term] = []
        sources = [self.later(source) for source in node.sources]
        for definition in node.names.values():
            if definition.definition == Definition.PLAIN:
                bindings.append(("=", definition.name))
                kids.append(self.later(definition.expr))
            elif definition.definition == Definition.INHERITED:
                bindings.append(("inherit", definition.name))
            else:
                bindings.append(("from", definition.name))
                kids.append(sources[definition.source])
        for dynamic in node.dynamic:
            bindings.append(("dynamic",))
            kids += [self.term(dynamic.name), self.later(dynamic.value)]
        return bindings, kids

    def _attrs(self, node: Any) -> Term:
        bindings, kids = self._bindings(node)
        return Term("attrs", (bool(node.recursive), tuple(bindings)), tuple(kids))

    def _let(self, node: Any) -> Term:
        bindings, kids = self._bindings(node.attrs)
        body = self.term(node.body)
        return Term("let", (False, tuple(bindings)), (*kids, body)) if bindings else body

    def _plain(kind: str, *fields: str) -> Callable[[Conversion, Any], Term]:  # type: ignore[misc]  # a maker
        return lambda self, node: Term(kind, None, tuple(self.term(getattr(node, field)) for field in fields))

    def _with(self, node: Any) -> Term:
        return Term("with", None, (self.later(node.env), self.term(node.body)))

    def _list(self, node: Any) -> Term:
        return Term("list", None, tuple(self.later(item) for item in node.items))

    def _binary(self, node: Any) -> Term:
        return Term("bin", _OPERATOR_TEXTS[node.operator], (self.term(node.left), self.term(node.right)))

    makers: ClassVar[dict[int, Callable[..., Term]]] = {
        Kind.INT: _constant,
        Kind.FLOAT: _constant,
        Kind.STRING: _constant,
        Kind.PATH: _constant,
        Kind.SEARCH_PATH: _constant,
        Kind.CUR_POS: _constant,
        Kind.INTERPOLATION: _interpolation,
        Kind.PATH_INTERPOLATION: _interpolation,
        Kind.VARIABLE: lambda self, node: var(node.name),
        Kind.SELECT: _select,
        Kind.HAS_ATTR: _select,
        Kind.CALL: _call,
        Kind.LAMBDA: _lambda,
        Kind.LET: _let,
        Kind.ATTRS: _attrs,
        Kind.LIST: _list,
        Kind.IF_ELSE: _plain("if", "condition", "then", "otherwise"),
        Kind.WITH: _with,
        Kind.ASSERT: _plain("assert", "condition", "body"),
        Kind.NOT: _plain("not", "operand"),
        Kind.NEGATE: _plain("neg", "operand"),
        Kind.BINARY: _binary,
    }


_MAKERS = Conversion.makers


def path_term(path: str) -> Term:
    """A path literal, or an expression for a path that cannot be written as one."""
    return const(path) if _PLAIN_PATH.match(path) else const(f'(/. + "{escape(path)}")')
