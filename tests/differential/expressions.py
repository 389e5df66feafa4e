"""Writes well-scoped expressions of a wanted type, with a small share of deliberate type errors.

`Writer` fills the templates of templates.py, and writes by itself what binds names: `let`, `with`, functions
and sets in all their forms. Depth and size are bounded, so that every program ends soon.
"""

from __future__ import annotations

import re
from functools import cache

from tests.differential import templates
from tests.differential.choices import Choices
from tests.differential.literals import GLOBALS, LITERALS, quote
from tests.differential.templates import Row
from tests.differential.types import SCALARS, Type, fits, parse_type, substitute

Scope = dict[str, Type]

VARIABLES = ("a", "b", "c", "f", "x", "y", "z", "foo", "x'", "a-b", "_")
ATTRIBUTES = ("a", "b", "c", "x", "y", "foo", "name", "value")
ODD_NAMES = ('"1"', '"a b"', '""', "or", '"if"', '"\xc3\xa9"', "x'", '"a.b"', '"${"a"}b"', "type", "__functor'", '"$"')
SPECIAL = (
    ("__toString", "A>S"), ("outPath", "S"), ("type", "S"), ("__functor", "A>A>A"), ("drvPath", "C"), ("key", "I"),
    ("recurseForDerivations", "B"), ("outputs", "[S]"), ("__overrides", "{a=A}"), ("outPath", "C"),
)  # fmt: skip
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "I>I": ("builtins.add 1", "builtins.sub 10", "builtins.bitXor 5", "(x: x)"),
    "S>S": ("baseNameOf", "toString", "(builtins.replaceStrings [ \"a\" ] [ \"b\" ])", "(builtins.substring 0 1)"),
    "S>I": ("builtins.stringLength", "(builtins.compareVersions \"1.0\")"),
    "A>S": ("builtins.typeOf", "builtins.toJSON", "toString", "builtins.toXML"),
    "A>B": ("builtins.isString", "builtins.isAttrs", "isNull", "builtins.isFunction"),
}
SPACES = (" ", " ", " ", "\n", "  ", "\n  ", " # c\n", " /* c */ ", "\t", "\r\n", "\r", "\n\n", " /**/")
ROWS: dict[str, list[Row]] = {
    "I": templates.INTEGER,
    "F": templates.FLOAT,
    "B": templates.BOOLEAN,
    "N": templates.NULL,
    "S": templates.STRING,
    "C": templates.CONTEXT,
    "P": templates.PATH,
    "D": templates.DERIVATION,
    "list": templates.LIST,
    "set": templates.SET,
}
WRONG_PERMILLE = 6
MOST_HOLES = 120

_HOLE = re.compile(r"‹([^›:|]+)(?::(\d+))?(?:\|([^›]*))?›|«([^»]+)»")
_TAIL, _SIMPLE = 15, 0


@cache
def _pieces(template: str) -> list[tuple[str, tuple[str, int, str, str] | None]]:
    """A template cut up: text, and the hole behind it (type, level, names, kind of literal)."""
    found = []
    at = 0
    for hole in _HOLE.finditer(template):
        kind, level, names, literal = hole.groups()
        found.append((template[at : hole.start()], (kind or "", int(level or 0), names or "", literal or "")))
        at = hole.end()
    return [*found, (template[at:], None)]


class Writer:
    """Writes one program."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self._holes = 0
        self._wild = choices.chance(25)
        """Whether white space is unusual."""
        self._wrong = 0 if choices.chance(40) else WRONG_PERMILLE

    # ------------------------------------------------------------------ entry points

    def program(self) -> str:
        """A whole program."""
        depth = 2 + self.choices.below(4)
        shape = self.choices.below(10)
        if shape < 3:
            return self._shown(depth, {}, _TAIL)
        if shape < 5:
            return self.expression("A", _TAIL, depth, {})
        count = 1 + self.choices.below(3)
        scope: Scope = {}
        lead = ""
        if self.choices.chance(40):
            lead, scope = self._let_head(depth, scope)
        items = [self._shown(depth, scope, _TAIL if shape < 8 else _SIMPLE) for _ in range(count)]
        if shape < 8:
            names = ATTRIBUTES[:count]
            body = " ".join(f"{name} ={self._space()}{item};" for name, item in zip(names, items, strict=True))
            return f"{lead}{'rec ' if self.choices.chance(5) else ''}{{ {body} }}"
        return f"{lead}[{self._space()}{' '.join(items)} ]"

    def expression(self, wanted: Type, level: int, depth: int, scope: Scope) -> str:
        """An expression of a type, in parentheses if it binds looser than `level`."""
        text, own = self._expression(wanted, depth, scope)
        return f"({text})" if own > level or (level == 0 and text[0] == "-") else text

    def fill(self, template: str, depth: int, scope: Scope) -> str:
        """A template of one's own, filled."""
        return self._fill((1, _TAIL, template), "A", depth, scope)[0]

    def _shown(self, depth: int, scope: Scope, level: int) -> str:
        if self.choices.chance(30):
            return self.expression("A", level, depth, scope)
        text, own = self._fill(self._row(templates.SHOWN), "A", depth, scope)
        return f"({text})" if own > level else text

    # ------------------------------------------------------------------ by type

    def _expression(self, wanted: Type, depth: int, scope: Scope) -> tuple[str, int]:
        choices = self.choices
        self._holes += 1
        if self._wrong and choices.below(1000) < self._wrong:
            wanted = "A"
        if wanted == "A":
            wanted = self._some_type(depth)
        small = depth <= 0 or self._holes > MOST_HOLES
        if choices.chance(60 if small else 30):
            variable = self._variable(wanted, scope)
            if variable:
                return variable, 0
        if small:
            return self._leaf(wanted, scope)
        if choices.chance(16):
            return self._fill(self._row(templates.OF_ANY_TYPE), wanted, depth, scope)
        if choices.chance(14):
            return self._binder(wanted, depth, scope)
        if wanted[0] == "function":
            return self._function(wanted, depth, scope)
        rows = ROWS[wanted if isinstance(wanted, str) else wanted[0]]
        if wanted == ("list", "S") and choices.chance(15):
            rows = templates.LIST_OF_STRINGS
        return self._fill(self._row(rows), wanted, depth, scope)

    def _row(self, rows: list[Row]) -> Row:
        return self.choices.weighted(_weighted(id(rows), rows))

    def _some_type(self, depth: int) -> Type:
        kind = self.choices.below(14 if depth > 0 else 8)
        if kind < 8:
            return SCALARS[kind]
        if kind in (8, 9):
            return ("list", self._some_type(depth - 2))
        if kind == 10:
            return ("function", self._some_type(0), self._some_type(depth - 2))
        return self._set_type(depth)

    def _set_type(self, depth: int) -> Type:
        names = sorted(set(self.choices.some(ATTRIBUTES, 3)))
        return ("set", tuple((name, self._some_type(depth - 2)) for name in names))

    def _variable(self, wanted: Type, scope: Scope) -> str | None:
        """A variable that fits, or an attribute of one."""
        found = [name for name, kind in scope.items() if fits(kind, wanted)]
        for name, kind in scope.items():
            if kind[0] == "set":
                found += [f"{name}.{attribute}" for attribute, held in kind[1] if fits(held, wanted)]
        return self.choices.pick(found) if found else None

    def _leaf(self, wanted: Type, scope: Scope) -> tuple[str, int]:
        choices = self.choices
        if wanted == "I":
            return LITERALS["integer"](choices), 0
        if wanted == "F":
            return LITERALS["float"](choices), 0
        if wanted == "B":
            return choices.pick(("true", "false")), 0
        if wanted == "S":
            return LITERALS["string"](choices), 0
        if wanted == "P":
            return LITERALS["path"](choices), 0
        if wanted in ("D", "C"):
            made = f"derivation {{ name = {LITERALS['name'](choices)}; system = \"x\"; builder = \"b\"; }}"
            return (made, 1) if wanted == "D" else (f'"${{{made}}}"', 0)
        if wanted[0] == "list":
            return self._list(wanted, 0, scope), 0
        if wanted[0] == "set":
            return self._set(wanted, 0, scope)
        if wanted[0] == "function":
            name = choices.pick(VARIABLES)
            return f"{name}: {self.expression(wanted[2], _TAIL, -1, scope | {name: wanted[1]})}", _TAIL
        return "null", 0

    # ------------------------------------------------------------------ templates

    def _fill(self, row: Row, wanted: Type, depth: int, scope: Scope) -> tuple[str, int]:
        _, level, template = row
        known: dict[str, Type] = {"T": wanted}
        if wanted[0] == "list":
            known["e"] = wanted[1]
        written = []
        for text, hole in _pieces(template):
            written.append(self._layout(text))
            if hole is None:
                continue
            kind, most, names, literal = hole
            if literal:
                written.append(self._literal(literal, wanted, depth, scope))
                continue
            for letter in "EG":
                if letter in kind + names and letter not in known:
                    known[letter] = self._some_type(1)
            inner = scope
            if names:
                inner = scope | dict(substitute(parse_type("{" + names + "}"), known)[1])
            written.append(self.expression(substitute(parse_type(kind), known), most, depth - 1, inner))
        return "".join(written), level

    def _literal(self, kind: str, wanted: Type, depth: int, scope: Scope) -> str:
        if kind == "list":
            return self._list(wanted, depth - 1, scope)
        if kind == "set":
            text, own = self._set(wanted, depth - 1, scope)
            return f"({text})" if own else text
        return LITERALS[kind](self.choices)

    def _layout(self, text: str) -> str:
        """The fixed text of a template with white space of our choice, and names of builtins as globals."""
        if "builtins." in text and self.choices.chance(15):
            text = re.sub(r"builtins\.([\w']+)", _as_global, text)
        if self._wild and " " in text:
            text = "".join(self._space() if letter == " " else letter for letter in text)
        return text

    def _space(self) -> str:
        return self.choices.pick(SPACES) if self._wild else " "

    # ------------------------------------------------------------------ what binds names

    def _binder(self, wanted: Type, depth: int, scope: Scope) -> tuple[str, int]:
        kind = self.choices.below(4)
        if kind == 0:
            lead, inner = self._let_head(depth - 1, scope)
            return lead + self.expression(wanted, _TAIL, depth - 1, inner), _TAIL
        bound = self._set_type(depth)
        if kind == 1:
            subject = self.expression(bound, _TAIL, depth - 1, scope)
            inner = dict(bound[1]) | scope
            body = self.expression(wanted, _TAIL, depth - 1, inner)
            return f"with{self._space()}{subject};{self._space()}{body}", _TAIL
        argument = bound if kind == 2 else self._some_type(1)
        function = self.expression(("function", argument, wanted), _SIMPLE, depth - 1, scope)
        return f"{function}{self._space()}{self.expression(argument, _SIMPLE, depth - 2, scope)}", 1

    def _let_head(self, depth: int, scope: Scope) -> tuple[str, Scope]:
        """`let ... in `, and the scope behind it."""
        choices = self.choices
        bindings: list[tuple[str, str]] = []
        inner = dict(scope)
        for _ in range(1 + choices.below(3)):
            name = choices.pick(VARIABLES)
            if any(bound == name for bound, _ in bindings):
                continue
            if choices.chance(12):
                kind = self._some_type(1)
                source = self.expression(("set", ((name, kind),)), _TAIL, depth - 2, inner)
                text = f"inherit ({source}) {name};"
            else:
                kind = self._some_type(depth)
                seen = inner | {name: kind} if choices.chance(4) else inner
                text = f"{name}{self._space()}= {self.expression(kind, _TAIL, depth - 1, seen)};"
            bindings.append((name, text))
            inner = inner | {name: kind}
        texts = choices.shuffled([text for _, text in bindings])
        return f"let {self._space().join(texts)} in{self._space()}", inner

    def _function(self, wanted: Type, depth: int, scope: Scope) -> tuple[str, int]:
        _, argument, result = wanted
        choices = self.choices
        if choices.chance(10):
            ready = [text for kind, texts in FUNCTIONS.items() if fits(parse_type(kind), wanted) for text in texts]
            if ready:
                return choices.pick(ready), 1
        if choices.chance(8):
            function = self.expression(wanted, _TAIL, depth - 1, scope | {"self": ("set", (("n", "I"),))})
            return f"{{ n = {LITERALS['integer'](choices)}; __functor = self: {function}; }}", 0
        name = choices.pick(VARIABLES)
        if argument[0] == "set" and choices.chance(75):
            head, inner = self._formals(argument, name, depth, scope)
        elif argument == "A":
            head, inner = name, {other: kind for other, kind in scope.items() if other != name}
        else:
            head, inner = name, scope | {name: argument}
        return f"{head}:{self._space()}{self.expression(result, _TAIL, depth - 1, inner)}", _TAIL

    def _formals(self, argument: Type, name: str, depth: int, scope: Scope) -> tuple[str, Scope]:
        """A set pattern for an argument, and the scope of the body."""
        choices = self.choices
        inner = dict(scope)
        formals = []
        taken = [pair for pair in argument[1] if choices.chance(85)]
        for formal, kind in taken:
            inner[formal] = kind
        as_name = choices.chance(35) and name not in inner
        if as_name:
            inner[name] = argument
        for formal, kind in choices.shuffled(taken):
            default = f" ? {self.expression(kind, _TAIL, depth - 2, inner)}" if choices.chance(30) else ""
            formals.append(formal + default)
        if choices.chance(30):
            kind = self._some_type(1)
            formals.append(f"opt{self._space()}? {self.expression(kind, _TAIL, depth - 2, inner)}")
            inner["opt"] = kind
        if choices.chance(4):
            formals.append("needed")
        if choices.chance(80):
            formals.append("...")
        pattern = "{ " + f",{self._space()}".join(formals) + " }"
        if as_name:
            pattern = f"{name}@{pattern}" if choices.chance(50) else f"{pattern} @ {name}"
        return pattern, inner

    def _list(self, wanted: Type, depth: int, scope: Scope) -> str:
        items = [self.expression(wanted[1], _SIMPLE, depth, scope) for _ in range(self.choices.below(4))]
        return "[ " + "".join(item + self._space() for item in items) + "]"

    def _set(self, wanted: Type, depth: int, scope: Scope) -> tuple[str, int]:
        """A set with the wanted attributes, some more, in any order and form."""
        choices = self.choices
        recursive = choices.chance(18)
        inner = dict(scope)
        bindings: list[str] = []
        names = {name for name, _ in wanted[1]}
        for name, kind in wanted[1]:
            bindings.append(self._binding(name, kind, depth, inner, scope))
            if recursive:
                inner[name] = kind
        if choices.chance(25) and depth > 0:
            for _ in range(1 + choices.below(2)):
                bindings += self._extra(names, depth, inner)
        text = self._space().join(choices.shuffled(bindings))
        return f"{'rec ' if recursive else ''}{{{self._space()}{text} }}", 1 if recursive else 0

    def _extra(self, names: set[str], depth: int, scope: Scope) -> list[str]:
        """A binding nobody asked for."""
        choices = self.choices
        sort = choices.below(10)
        if sort == 0:
            name, kind = choices.pick(SPECIAL)
            value = self.expression(parse_type(kind), _TAIL, depth - 1, scope)
        elif sort < 4:
            name, value = choices.pick(ODD_NAMES), self.expression("A", _TAIL, depth - 1, scope)
        elif sort == 4:
            name, value = f"${{{self.expression('S', _TAIL, depth - 2, scope)}}}", self.expression(
                "A", _TAIL, depth - 1, scope
            )
            return [f"{name} = {value};"]
        elif sort == 5:
            return [f"${{null}} = {self.expression('A', _TAIL, -1, scope)};"]
        else:
            name, value = choices.pick(ATTRIBUTES), self.expression("A", _TAIL, depth - 1, scope)
        if name in names and not choices.chance(3):
            return []
        names.add(name)
        return [f"{name}{self._space()}= {value};"]

    def _binding(self, name: str, kind: Type, depth: int, inner: Scope, outer: Scope) -> str:
        choices = self.choices
        form = choices.below(20)
        if form == 0 and name in outer and fits(outer[name], kind):
            return f"inherit {name};"
        if form == 1:
            return f"inherit ({self.expression(('set', ((name, kind),)), _TAIL, depth - 1, inner)}) {name};"
        if form == 2:
            return f"${{{quote(name)}}} = {self.expression(kind, _TAIL, depth, inner)};"
        if form in (3, 4, 5, 6, 7) and kind[0] == "set" and kind[1]:
            return " ".join(
                f"{name}.{part} = {self.expression(held, _TAIL, depth, inner)};" for part, held in kind[1]
            )
        shown = quote(name) if form == 8 else name
        return f"{shown}{self._space()}={self._space()}{self.expression(kind, _TAIL, depth, inner)};"


_CACHED: dict[int, list[tuple[int, Row]]] = {}


def _weighted(key: int, rows: list[Row]) -> list[tuple[int, Row]]:
    found = _CACHED.get(key)
    if found is None:
        found = _CACHED[key] = [(row[0], row) for row in rows]
    return found


def _as_global(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in GLOBALS:
        return name
    return match.group(0) if name in ("storeDir", "langVersion", "currentSystem") else f"__{name}"
