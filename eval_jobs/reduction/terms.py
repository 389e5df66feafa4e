"""Programs as terms: trees that never change, cheap to change a copy of, and printed without a pass over
the whole, since every term keeps its text.

`kind` decides what `info` (plain data) and `kids` (terms) are:

- `const`: info is the text; `var`: info is the name
- `string`, `path`: info has a text for each gap (the first before the first kid), as Nix strings
- `select`, `has`: kids are the expression, then the dynamic steps, then the default if info[1]; info[0]
  has the steps: a name, or None for a dynamic one
- `call`: the function, then the arguments
- `fun`: info is (argument or None, formals or None, ellipsis), a formal being (name, has default); kids are
  the defaults, then the body
- `attrs`, `let`: info is (recursive, bindings); a binding is ("=", name), ("inherit", name), ("from", name)
  with the source as kid, or ("dynamic",) with name and value as kids; `let` has its body as last kid
- `list`, `if`, `with`, `assert`, `not`, `neg`; `bin`: info is the operator
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_IDENTIFIER = re.compile(r"[a-zA-Z_][a-zA-Z0-9_'-]*\Z")
KEYWORDS = frozenset(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or"])

# How tightly a term holds together: an operand needs parentheses unless it holds tighter than its operator.
_OPERATORS = {
    "++": 5, "*": 6, "/": 6, "+": 7, "-": 7, "//": 9, "<": 10, ">": 10, "<=": 10, ">=": 10,
    "==": 11, "!=": 11, "&&": 12, "||": 13, "->": 14,
}  # fmt: skip
_LEFT = frozenset(["*", "/", "+", "-", "&&", "||"])
_RIGHT = frozenset(["++", "//", "->"])
_LOOSE = 15
_LEVELS = {"select": 1, "call": 2, "neg": 3, "has": 4, "not": 8}


class Term:
    """See the module's text. `text` is Nix source on one line, `size` the number of terms in it."""

    __slots__ = ("_text", "info", "kids", "kind", "size")

    def __init__(self, kind: str, info: Any = None, kids: tuple[Term, ...] = ()) -> None:
        self.kind = kind
        self.info = info
        self.kids = kids
        self.size: int = 1 + sum(kid.size for kid in kids)
        if kind in ("attrs", "let"):
            self.size += len(info[1])
        self._text: str | None = None

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = _PRINTERS[self.kind](self)
        return self._text

    @property
    def level(self) -> int:
        """See `_OPERATORS`."""
        if self.kind == "bin":
            return _OPERATORS[self.info]
        if self.kind == "select" and self.info[1]:
            return 2
        return _LEVELS.get(self.kind, _LOOSE if self.kind in ("fun", "let", "if", "with", "assert") else 0)

    def with_kids(self, kids: tuple[Term, ...]) -> Term:
        """The same with other kids."""
        return Term(self.kind, self.info, kids)


def const(text: str) -> Term:
    """A constant by its source text."""
    return Term("const", text)


def float_term(value: float) -> Term:
    """A floating point number; one that is infinite as a literal that is too large."""
    if math.isinf(value):
        return const("1.0e999") if value > 0 else Term("neg", None, (const("1.0e999"),))
    digits, mark, exponent = repr(value).partition("e")
    return const((digits if "." in digits else digits + ".0") + mark + exponent)


def var(name: str) -> Term:
    """A variable."""
    return Term("var", name)


def string(text: str) -> Term:
    """A string literal of a Nix string."""
    return Term("string", (text,))


def walk(root: Term) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every term with its path from the root, outer ones first."""
    waiting: list[tuple[tuple[int, ...], Term]] = [((), root)]
    while waiting:
        path, term = waiting.pop()
        yield path, term
        waiting.extend(((*path, index), kid) for index, kid in reversed(list(enumerate(term.kids))))


def replaced(root: Term, path: tuple[int, ...], change: Callable[[Term], Term]) -> Term:
    """The tree with `change` made at a path."""
    above: list[Term] = []
    term = root
    for index in path:
        above.append(term)
        term = term.kids[index]
    term = change(term)
    for parent, index in zip(reversed(above), reversed(path), strict=True):
        term = parent.with_kids((*parent.kids[:index], term, *parent.kids[index + 1 :]))
    return term


# ---------------------------------------------------------------------- elements


def element_count(term: Term) -> int:
    """How many parts of a term can be left out one by one."""
    if term.kind in ("attrs", "let"):
        return len(term.info[1])
    if term.kind == "list":
        return len(term.kids)
    if term.kind == "fun" and term.info[1] is not None:
        return len(term.info[1])
    if term.kind in ("string", "path") and term.kids:
        return len(term.kids)
    return 0


def without(term: Term, gone: frozenset[int]) -> Term:
    """A term without some of its elements."""
    if term.kind == "list":
        return term.with_kids(tuple(kid for index, kid in enumerate(term.kids) if index not in gone))
    if term.kind in ("string", "path"):
        gaps = [term.info[0]]
        kids = []
        for index, kid in enumerate(term.kids):
            if index in gone:
                gaps[-1] += term.info[index + 1]
            else:
                kids.append(kid)
                gaps.append(term.info[index + 1])
        return Term(term.kind, tuple(gaps), tuple(kids))
    if term.kind == "fun":
        argument, formals, _ = term.info
        kids = []
        kept = []
        at = 0
        for index, (name, has_default) in enumerate(formals):
            if index not in gone:
                kept.append((name, has_default))
                kids += term.kids[at : at + has_default]
            at += has_default
        # What is left out may still be passed.
        return Term("fun", (argument, tuple(kept), True), (*kids, term.kids[-1]))
    kids = []
    bindings = []
    for index, (binding, taken) in enumerate(bound(term)):
        if index not in gone:
            bindings.append(binding)
            kids += taken
    if term.kind == "let":
        kids.append(term.kids[-1])
        if not bindings:
            return term.kids[-1]
    return Term(term.kind, (term.info[0], tuple(bindings)), tuple(kids))


Bound = tuple[tuple[Any, ...], tuple[Term, ...]]
"""A binding with its kids."""


def bound(term: Term) -> Iterator[Bound]:
    """The bindings of a set or `let`, each with its kids."""
    at = 0
    for binding in term.info[1]:
        count = {"=": 1, "inherit": 0, "from": 1, "dynamic": 2}[binding[0]]
        yield binding, term.kids[at : at + count]
        at += count


def made(kind: str, recursive: bool, parts: Sequence[Bound], *body: Term) -> Term:
    """A set or `let` from what `bound` gives."""
    kids = [kid for _, taken in parts for kid in taken]
    return Term(kind, (recursive, tuple(binding for binding, _ in parts)), (*kids, *body))


# ---------------------------------------------------------------------- printing


def name_text(name: str) -> str:
    """An attribute name as it is written."""
    if _IDENTIFIER.match(name) and name not in KEYWORDS:
        return name
    return f'"{escape(name)}"'


def escape(text: str) -> str:
    """A Nix string as it stands between quotes."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def held(term: Term, level: int) -> str:
    """A term's text where only what holds tighter than `level` needs no parentheses."""
    return term.text if term.level < level else f"({term.text})"


def operand_levels(operator: str) -> tuple[int, int]:
    """What the operands of an operator must hold tighter than."""
    level = _OPERATORS[operator]
    return level + (operator in _LEFT), level + (operator in _RIGHT)


def binding_text(binding: tuple[Any, ...], kids: tuple[Term, ...]) -> str:
    """One binding of a set, with its semicolon."""
    how = binding[0]
    if how == "=":
        return f"{name_text(binding[1])} = {kids[0].text};"
    if how == "inherit":
        return f"inherit {name_text(binding[1])};"
    if how == "from":
        return f"inherit ({kids[0].text}) {name_text(binding[1])};"
    return f"${{{kids[0].text}}} = {kids[1].text};"


def pattern_text(term: Term) -> str:
    """What stands before the colon of a function, on one line."""
    argument, formals, ellipsis = term.info
    if formals is None:
        return str(argument)
    words = []
    at = 0
    for name, has_default in formals:
        words.append(f"{name} ? {held(term.kids[at], _LOOSE)}" if has_default else name)
        at += has_default
    if ellipsis:
        words.append("...")
    pattern = f"{{ {', '.join(words)} }}" if words else "{ }"
    return pattern + (f"@{argument}" if argument is not None else "")


def steps_text(term: Term) -> str:
    """The path of a selection."""
    dynamic = iter(term.kids[1:])
    return ".".join(name_text(step) if step is not None else f"${{{next(dynamic).text}}}" for step in term.info[0])


def _string(term: Term) -> str:
    pieces = [escape(term.info[0])]
    for gap, kid in zip(term.info[1:], term.kids, strict=True):
        pieces += ["${", kid.text, "}", escape(gap)]
    return '"' + "".join(pieces) + '"'


def _path(term: Term) -> str:
    pieces = [term.info[0]]
    for gap, kid in zip(term.info[1:], term.kids, strict=True):
        pieces += ["${", kid.text, "}", gap]
    return "".join(pieces)


def _select(term: Term) -> str:
    text = f"{held(term.kids[0], 1)}.{steps_text(term)}"
    return f"{text} or {held(term.kids[-1], 1)}" if term.info[1] else text


def _bindings(term: Term) -> str:
    return "".join(binding_text(*each) + " " for each in bound(term))


def _bin(term: Term) -> str:
    left, right = operand_levels(term.info)
    return f"{held(term.kids[0], left)} {term.info} {held(term.kids[1], right)}"


_PRINTERS: dict[str, Callable[[Term], str]] = {
    "const": lambda term: str(term.info),
    "var": lambda term: str(term.info),
    "string": _string,
    "path": _path,
    "select": _select,
    "has": lambda term: f"{held(term.kids[0], 4)} ? {steps_text(term)}",
    "call": lambda term: " ".join([held(term.kids[0], 3), *(held(kid, 2) for kid in term.kids[1:])]),
    "fun": lambda term: f"{pattern_text(term)}: {term.kids[-1].text}",
    "attrs": lambda term: f"{'rec ' if term.info[0] else ''}{{ {_bindings(term)}}}",
    "let": lambda term: f"let {_bindings(term)}in {term.kids[-1].text}",
    "list": lambda term: "[ " + "".join(held(kid, 2) + " " for kid in term.kids) + "]",
    "if": lambda term: f"if {term.kids[0].text} then {term.kids[1].text} else {term.kids[2].text}",
    "with": lambda term: f"with {term.kids[0].text}; {term.kids[1].text}",
    "assert": lambda term: f"assert {term.kids[0].text}; {term.kids[1].text}",
    "not": lambda term: f"!{held(term.kids[0], 9)}",
    "neg": lambda term: f"-{held(term.kids[0], 3)}",
    "bin": _bin,
}
