"""POSIX extended regular expressions, as the reference's library reads them: text to syntax tree.

The dialect is that of libstdc++ (`std::regex::extended`) compiled as strict C++: escapes of ordinary
characters are errors, `[` starts classes, names of classes and collating elements are looked up in the
"C" locale, and bytes compare as signed characters in ranges. Texts hold one character per byte.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from evaluator.light import NamedTuple

STATE_LIMIT = 100_000
"""The automaton that the library builds may have this many states."""


class SyntaxFault(Exception):
    """The text is not a regular expression."""


class TooLarge(Exception):
    """The library would need too many states for it."""


class Chars(NamedTuple):
    """One character out of a set, as sorted byte values."""

    members: tuple[int, ...]


class Begin(NamedTuple):
    """`^`: the start of the text."""


class End(NamedTuple):
    """`$`: the end of the text."""


class Group(NamedTuple):
    """`(...)`; groups count from 1 in the order of their opening brackets."""

    number: int
    body: Node


class Sequence(NamedTuple):
    """One after the other; empty for the empty expression."""

    items: tuple[Node, ...]


class Alternation(NamedTuple):
    """`a|b|c`."""

    branches: tuple[Node, ...]


class Repeat(NamedTuple):
    """`x*`, `x+`, `x?`, `x{m,n}`: between `least` and `most` times; `most` may be None."""

    body: Node
    least: int
    most: int | None


Node = Chars | Begin | End | Group | Sequence | Alternation | Repeat


class Expression(NamedTuple):
    """A whole expression and the number of its groups."""

    node: Node
    groups: int


def parse(text: str) -> Expression:
    """Read an expression. Raises SyntaxFault or TooLarge."""
    return _Parser(text).expression()


_SPECIAL = frozenset(".[\\()*+?{|^$")
_ANY = tuple(range(1, 256))


def _set(characters: str) -> frozenset[int]:
    return frozenset(map(ord, characters))


_LOWER = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = _LOWER + _LOWER.upper()
_DECIMAL = "0123456789"
_PUNCTUATION = r'''!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~'''
_GRAPH = _set(_LETTERS + _DECIMAL + _PUNCTUATION)
_CLASSES = {
    "d": _set(_DECIMAL),
    "w": _set(_LETTERS + _DECIMAL + "_"),
    "s": _set(" \t\n\v\f\r"),
    "alnum": _set(_LETTERS + _DECIMAL),
    "alpha": _set(_LETTERS),
    "blank": _set(" \t"),
    "cntrl": frozenset(range(32)) | {127},
    "digit": _set(_DECIMAL),
    "graph": _GRAPH,
    "lower": _set(_LOWER),
    "print": _GRAPH | {32},
    "punct": _set(_PUNCTUATION),
    "space": _set(" \t\n\v\f\r"),
    "upper": _set(_LOWER.upper()),
    "xdigit": _set(_DECIMAL + "abcdefABCDEF"),
}

# The POSIX names of the characters 0 to 127; letters are their own names.
_COLLATING = {
    name: code
    for code, name in enumerate(
        "NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed carriage-return"
        " SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1 space exclamation-mark"
        " quotation-mark number-sign dollar-sign percent-sign ampersand apostrophe left-parenthesis"
        " right-parenthesis asterisk plus-sign comma hyphen period slash zero one two three four five six"
        " seven eight nine colon semicolon less-than-sign equals-sign greater-than-sign question-mark"
        " commercial-at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z left-square-bracket backslash"
        " right-square-bracket circumflex underscore grave-accent a b c d e f g h i j k l m n o p q r s t"
        " u v w x y z left-curly-bracket vertical-line right-curly-bracket tilde DEL".split()
    )
}


class _Parser:
    """Recursive descent. `size` counts the states of the library's automaton for the limit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0

    def expression(self) -> Expression:
        node, size = self.alternation()
        if self.at < len(self.text):
            raise SyntaxFault("unbalanced )")
        _limit(size)
        return Expression(node, self.groups)

    def alternation(self) -> tuple[Node, int]:
        """`a|b`: the node and its number of states."""
        node, size = self.sequence()
        if not self.text.startswith("|", self.at):
            return node, size
        branches = [node]
        while self.text.startswith("|", self.at):
            self.at += 1
            node, more = self.sequence()
            branches.append(node)
            size += more + 2
        return Alternation(tuple(branches)), size

    def sequence(self) -> tuple[Node, int]:
        """Terms up to `|`, `)` or the end."""
        items: list[Node] = []
        size = 1
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            node, more = self.term()
            items.append(node)
            size += more
        return (items[0] if len(items) == 1 else Sequence(tuple(items))), size

    def term(self) -> tuple[Node, int]:
        """An assertion, or an atom with its quantifiers."""
        c = self.text[self.at]
        self.at += 1
        if c == "^":
            return Begin(), 1
        if c == "$":
            return End(), 1
        node: Node
        size = 1
        if c == "(":
            self.groups += 1
            index = self.groups
            body, size = self.alternation()
            if not self.text.startswith(")", self.at):
                raise SyntaxFault("unbalanced (")
            self.at += 1
            node = Group(index, body)
            size += 2
        elif c == "[":
            node = self.bracket()
        elif c == ".":
            node = Chars(_ANY)
        elif c == "\\":
            escaped = self.text[self.at : self.at + 1]
            if not escaped or escaped not in _SPECIAL:
                raise SyntaxFault("invalid escape")
            self.at += 1
            node = Chars((ord(escaped),))
        elif c in "*+?{":
            raise SyntaxFault("nothing to repeat")
        else:
            node = Chars((ord(c),))
        while self.at < len(self.text) and self.text[self.at] in "*+?{":
            node, size = self.quantified(node, size)
            _limit(size)
        return node, size

    def quantified(self, body: Node, size: int) -> tuple[Node, int]:
        """`body` with the quantifier that comes next."""
        c = self.text[self.at]
        self.at += 1
        if c == "*":
            return Repeat(body, 0, None), size + 1
        if c == "+":
            return Repeat(body, 1, None), size + 1
        if c == "?":
            return Repeat(body, 0, 1), size + 2
        least = self.number()
        most: int | None = least
        if self.text.startswith(",", self.at):
            self.at += 1
            most = self.number() if self.text[self.at : self.at + 1] in _DIGITS else None
        if not self.text.startswith("}", self.at):
            raise SyntaxFault("unbalanced {")
        self.at += 1
        if most is None:
            return Repeat(body, least, None), size * (least + 2) + 2
        if most < least:
            raise SyntaxFault("reversed bounds")
        return Repeat(body, least, most), size * (most + 1) + (most - least) + 2

    def number(self) -> int:
        """The digits of a bound; there must be some."""
        start = self.at
        while self.text[self.at : self.at + 1] in _DIGITS:
            self.at += 1
        if self.at == start:
            raise SyntaxFault("no number")
        # The library keeps bounds in a C int.
        value = int(self.text[start : self.at]) & 0xFFFFFFFF
        return value - (1 << 32) if value >> 31 else value

    # -------------------------------------------------------------- bracket expressions

    def bracket(self) -> Chars:
        """`[...]` after its opening bracket."""
        negated = self.text.startswith("^", self.at)
        if negated:
            self.at += 1
        members: set[int] = set()
        last: int | None = None  # a character that may start a range
        after_class = False
        first = True
        while True:
            c = self.bracket_character()
            if c == "]" and not first:
                break
            if c == "[" and self.text[self.at : self.at + 1] in _CLASS_MARKS:
                single = self.bracket_class(members)
                last, after_class = single, single is None
            elif c == "-" and not first:
                if self.text.startswith("]", self.at):
                    self.at += 1
                    members.add(45)
                    break
                if after_class or last is None:
                    raise SyntaxFault("misplaced - in brackets")
                end = self.bracket_character()
                if end == "]" or (end == "[" and self.text[self.at : self.at + 1] in _CLASS_MARKS):
                    raise SyntaxFault("range without an end")
                members.update(_range(last, ord(end)))
                last, after_class = None, False
            else:
                last, after_class = ord(c), False
                members.add(last)
            first = False
        if negated:
            return Chars(tuple(code for code in range(256) if code not in members))
        return Chars(tuple(sorted(members)))

    def bracket_character(self) -> str:
        if self.at >= len(self.text):
            raise SyntaxFault("unbalanced [")
        self.at += 1
        return self.text[self.at - 1]

    def bracket_class(self, members: set[int]) -> int | None:
        """`[:name:]`, `[.name.]`, `[=name=]` after the first bracket: adds its members; gives the
        character if it stands for one that may start a range."""
        mark = self.text[self.at]
        end = self.text.find(mark + "]", self.at + 1)
        if end < 0:
            raise SyntaxFault("unbalanced class")
        name = self.text[self.at + 1 : end]
        self.at = end + 2
        if mark == ":":
            if name.lower() not in _CLASSES:
                raise SyntaxFault("unknown class")
            members |= _CLASSES[name.lower()]
            return None
        if name not in _COLLATING:
            raise SyntaxFault("unknown collating element")
        code = _COLLATING[name]
        members.add(code)
        if mark == ".":
            return code
        # Equivalent are the characters that differ in case only.
        members |= {ord(chr(code).lower()), ord(chr(code).upper())}
        return None


_DIGITS = frozenset(_DECIMAL)
_CLASS_MARKS = frozenset(".:=")


def _range(low: int, high: int) -> list[int]:
    """The bytes from `low` to `high` in the order of signed characters."""
    start, end = (low ^ 128) - 128, (high ^ 128) - 128
    if start > end:
        raise SyntaxFault("reversed range")
    return [code & 255 for code in range(start, end + 1)]


def _limit(size: int) -> None:
    if size > STATE_LIMIT:
        raise TooLarge
