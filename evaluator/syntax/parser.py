"""The parser: the text of a Nix expression to its syntax tree.

`parse(source, base_dir, home, options)` is the whole interface. It reads tokens as it needs them and
builds the tree on the way, by recursive descent for what has a beginning of its own and by precedence
climbing for the operators.

The grammar, each level by the method that reads it:

    expression   function | assert | with | let ... in | if | pipes
    operation    unary and binary operators, `?`
    application  selection selection ...
    selection    simple . path or default
    simple       literals, variables, ( ), [ ], { }, rec { }, let { }

Texts come nested as deep as the stack allows; one that is deeper gets an error.
"""

from collections.abc import Callable
from sys import intern

import cython
from cython.cimports.evaluator.syntax.ast import (
    Assert,
    Binary,
    Call,
    Constant,
    Definition,
    Formal,
    If,
    Interpolation,
    Kind,
    Let,
    ListNode,
    Operator,
    Select,
    Unary,
    Variable,
    With,
)
from cython.cimports.evaluator.syntax.bindings import (
    bind,
    define,
    define_inherited,
    new_attrs,
    new_definition,
    show_place,
)
from cython.cimports.evaluator.syntax.lexer import Token
from cython.cimports.evaluator.syntax.names import Text
from cython.cimports.evaluator.syntax.paths import absolute_path
from cython.cimports.evaluator.syntax.strings import (
    Piece,
    indented_piece,
    new_piece,
    new_text,
    quoted_text,
    strip_indentation,
)

from evaluator.errors import Source, Span

LARGEST_INTEGER = 2**63 - 1
LARGEST_FLOAT = 1.7976931348623157e308
SMALLEST_FLOAT = 2.2250738585072014e-308
CUR_POS = intern("__curPos")
OR = intern("or")
BODY = intern("body")
ATTR_NAME = "identifier or 'or' or '${' or '\"'"

# How tightly each operator binds, and whether it groups to the right or not at all.
OPERATORS = {
    Token.IMPLIES: (1, Grouping.GROUPS_RIGHT, Operator.OP_IMPL),
    Token.OR_ELSE: (2, Grouping.GROUPS_LEFT, Operator.OP_OR),
    Token.AND: (3, Grouping.GROUPS_LEFT, Operator.OP_AND),
    Token.EQUAL: (4, Grouping.GROUPS_NOT, Operator.OP_EQ),
    Token.UNEQUAL: (4, Grouping.GROUPS_NOT, Operator.OP_NE),
    Token.LESS: (5, Grouping.GROUPS_NOT, Operator.OP_LT),
    Token.LESS_EQUAL: (5, Grouping.GROUPS_NOT, Operator.OP_LE),
    Token.GREATER: (5, Grouping.GROUPS_NOT, Operator.OP_GT),
    Token.GREATER_EQUAL: (5, Grouping.GROUPS_NOT, Operator.OP_GE),
    Token.UPDATE: (6, Grouping.GROUPS_RIGHT, Operator.OP_UPDATE),
    Token.PLUS: (8, Grouping.GROUPS_LEFT, Operator.OP_ADD),
    Token.MINUS: (8, Grouping.GROUPS_LEFT, Operator.OP_SUB),
    Token.STAR: (9, Grouping.GROUPS_LEFT, Operator.OP_MUL),
    Token.SLASH: (9, Grouping.GROUPS_LEFT, Operator.OP_DIV),
    Token.CONCAT: (10, Grouping.GROUPS_RIGHT, Operator.OP_CONCAT),
    Token.QUESTION: (11, Grouping.GROUPS_LEFT, 0),
}


class ParseOptions:
    """What a caller may choose.

    `pipe_operators` allows `|>` and `<|`. The other switches are "ignore", "warn" or "fatal":
    `url_literals` for URLs without quotes, `absolute_path_literals` for `/x` and `~/x`,
    `short_path_literals` for `x/y`. `warn(message, span)` hears the warnings; the span is None where
    the message itself says where.
    """

    __slots__ = ("absolute_path_literals", "pipe_operators", "short_path_literals", "url_literals", "warn")

    def __init__(
        self,
        pipe_operators: bool = False,
        url_literals: str = "ignore",
        absolute_path_literals: str = "ignore",
        short_path_literals: str = "ignore",
        warn: Callable[[str, Span | None], None] | None = None,
    ) -> None:
        self.pipe_operators = pipe_operators
        self.url_literals = url_literals
        self.absolute_path_literals = absolute_path_literals
        self.short_path_literals = short_path_literals
        self.warn = warn


DEFAULT_OPTIONS = ParseOptions()


def parse(source: Source, base_dir: str, home: str, options: ParseOptions = DEFAULT_OPTIONS) -> Node:
    """The syntax tree of `source`. Relative path literals are under `base_dir`, those with `~/` under
    `home`, both absolute; raises ParseError."""
    parser: Parser = Parser(source)
    parser.options = options
    parser.pipes_allowed = options.pipe_operators
    parser.lints_urls = options.url_literals != "ignore"
    parser.lints_paths = options.absolute_path_literals != "ignore" or options.short_path_literals != "ignore"
    base: bytes = base_dir.encode("latin-1")
    parser.base = absolute_path(b"/", base, len(base)).encode("latin-1")
    parser.home = home
    parser.stack_end = nixray_stack_limit() + Limits.STACK_RESERVE
    return parser.whole()


class Parser:
    """The state of one parse: the lexer's, and

    - `pending`: a simple expression that was read before it was known to be one, for `simple`;
    - `legacy`: the last call of the form `x or`, until parentheses close around it;
    - `base`, `home`: where relative path literals are;
    - `stack_end`: the address that the stack may not grow past.
    """

    def whole(self):
        """The expression that the text is."""
        self.advance()
        node: Node = self.expression()
        if self.token != Token.END:
            raise self.syntax_error("end of file")
        return node

    def check_stack(self, links):
        """Raise if the stack is nearly used up. `links` counts the levels of the tree above this one that
        were built without going deeper on the stack: who walks or frees the tree will."""
        if nixray_stack_now() - self.stack_end < links * Limits.LINK_BYTES:
            raise self.error_at("stack overflow (possible infinite recursion)", self.start, self.at)
        return 0

    def expect(self, token, expected):
        """Pass over `token`, which messages call `expected`."""
        if self.token != token:
            raise self.syntax_error(expected)
        self.advance()
        return 0

    def expression(self):
        """An expression of any kind."""
        token: cython.int = self.token
        start: cython.int = self.start
        left: Node
        if token == Token.NAME:
            name: str = cython.cast(str, self.name)
            self.advance()
            if self.token == Token.COLON:
                return self.function(name, None, False, start)
            if self.token == Token.AT:
                self.advance()
                if self.token != Token.BRACE_OPEN:
                    raise self.syntax_error("'{'")
                self.advance()
                return self.pattern(name, None, 0, start)
            self.pending = self.variable(name, start)
        elif token == Token.BRACE_OPEN:
            left = self.braces(True)
            if left.kind == Kind.LAMBDA:
                return left
            self.pending = left
        elif token == Token.WORD_LET:
            self.advance()
            if self.token != Token.BRACE_OPEN:
                return self.let_in(start)
            self.pending = self.legacy_let(start)
        elif token == Token.WORD_IF:
            return self.condition()
        elif token == Token.WORD_WITH:
            return self.with_scope()
        elif token == Token.WORD_ASSERT:
            return self.assertion()
        left = self.operation(1, start)
        if self.token == Token.PIPE_FROM or self.token == Token.PIPE_INTO:
            return self.pipes(left, start)
        return left

    def pipes(self, left, start):
        """What follows `left`: `|> f |> g` or `<| x <| y`, which cannot be mixed."""
        into: cython.bint = self.token == Token.PIPE_INTO
        pos: cython.int = self.start
        right: Node
        self.check_stack(0)
        self.advance()
        right_start: cython.int = self.start
        right = self.operation(1, right_start)
        if not into:
            if self.token == Token.PIPE_FROM:
                right = self.pipes(right, right_start)
            return self.call(left, [right], start, pos)
        left = self.call(right, [left], start, pos)
        if self.token == Token.PIPE_INTO:
            return self.pipes(left, start)
        return left

    def operation(self, least, start):
        """Operands and the operators between them that bind at least as tightly as `least`."""
        node: Node
        unary: Unary
        binary: Binary
        select: Select
        right: Node
        token: cython.int = self.token
        precedence: cython.int
        pos: cython.int
        right_start: cython.int
        links: cython.int = 0
        if (token == Token.NOT or token == Token.MINUS) and self.pending is None:
            self.check_stack(0)
            self.advance()
            unary = Unary.__new__(Unary)
            if token == Token.NOT:
                unary.kind = Kind.NOT
                unary.operand = self.operation(Binding.BINDS_NOT + 1, self.start)
            else:
                unary.kind = Kind.NEGATE
                unary.operand = self.operation(Binding.BINDS_NEGATE, self.start)
            unary.start = start
            unary.pos = start
            unary.end = self.last_end
            node = unary
        else:
            node = self.application(start)
        while True:
            token = self.token
            precedence = PRECEDENCE[token]
            if precedence == 0 or precedence < least:
                return node
            links += 1
            self.check_stack(links)
            pos = self.start
            self.advance()
            right_start = self.start
            if token == Token.QUESTION:
                select = Select.__new__(Select)
                select.kind = Kind.HAS_ATTR
                select.expr = node
                select.path = self.attr_path()
                select.start = start
                select.end = self.last_end
                select.pos = pos
                node = select
                continue
            if GROUPING[token] == Grouping.GROUPS_RIGHT:
                right = self.operation(precedence, right_start)
            else:
                right = self.operation(precedence + 1, right_start)
            binary = Binary.__new__(Binary)
            binary.kind = Kind.BINARY
            binary.operator = OPERATION[token]
            binary.left = node
            binary.right = right
            binary.right_start = right_start
            binary.start = start
            binary.end = self.last_end
            binary.pos = pos
            node = binary
            if GROUPING[token] == Grouping.GROUPS_NOT and PRECEDENCE[self.token] == precedence:
                raise self.syntax_error("")

    def call(self, function, args, start, pos):
        """A call; calls of calls are one, with the place of the first."""
        node: Call = Call.__new__(Call)
        if function.kind == Kind.CALL:
            inner: Call = function
            pos = inner.pos
            args = inner.args + args
            function = inner.function
        elif is_call(function):
            pos = function.pos
        node.kind = Kind.CALL
        node.function = function
        node.args = args
        node.start = start
        node.end = self.last_end
        node.pos = pos
        return node

    def application(self, start):
        """A function and its arguments, or a simple expression."""
        node: Node = self.selection()
        if Token.NAME <= self.token <= Token.WORD_LET:
            args: list = [self.argument()]
            while Token.NAME <= self.token <= Token.WORD_LET:
                args.append(self.argument())
            return self.call(node, args, start, start)
        return node

    def selection(self):
        """A simple expression and what is selected from it."""
        start: cython.int = self.start
        if self.pending is not None:
            start = self.pending.start
        node: Node = self.simple()
        select: Select
        if self.token == Token.DOT:
            self.advance()
            select = Select.__new__(Select)
            select.kind = Kind.SELECT
            select.expr = node
            select.path = self.attr_path()
            if self.token == Token.WORD_OR:
                self.advance()
                self.check_stack(0)
                select.default = self.argument()
            select.start = start
            select.end = self.last_end
            select.pos = start
            return select
        if self.token == Token.WORD_OR:
            return self.legacy_or(node, start)
        return node

    def argument(self):
        """A selection after another one, where `x or` is less than people may think."""
        node: Node = self.selection()
        if node is self.legacy and self.options.warn is not None:
            self.options.warn(
                f"at {show_place(self, node.start)}: This expression uses `or` as an identifier in a way that "
                "will change in a future Nix release.\n"
                "Wrap this entire expression in parentheses to preserve its current meaning:\n"
                f"    ({self.slice(node.start, node.end)})\n"
                "Give feedback at https://github.com/NixOS/nix/pull/11121",
                None,
            )
        return node

    def legacy_or(self, function, start):
        """`x or`, where `or` is a variable that `x` is applied to."""
        node: Call = Call.__new__(Call)
        node.kind = Kind.CALL
        node.function = function
        node.args = [self.variable(OR, self.start)]
        node.start = start
        node.pos = start
        node.end = self.at
        self.advance()
        self.legacy = node
        return node

    def simple(self):
        """A literal, a variable, or something in brackets."""
        token: cython.int = self.token
        start: cython.int = self.start
        node: Node
        attrs: Attrs
        if self.pending is not None:
            node = self.pending
            self.pending = None
            return node
        if token == Token.NAME:
            node = self.variable(cython.cast(str, self.name), start)
            self.advance()
            return node
        if token == Token.QUOTE:
            return self.quoted()
        if token == Token.PAREN_OPEN:
            self.check_stack(0)
            self.advance()
            node = self.expression()
            self.expect(Token.PAREN_CLOSE, "')'")
            self.legacy = None
            return node
        if token == Token.PATH or token == Token.HOME_PATH:
            return self.path()
        if token == Token.BRACE_OPEN:
            return self.braces(False)
        if token == Token.BRACKET_OPEN:
            return self.list_items()
        if token == Token.INDENTED:
            return self.indented()
        if token == Token.INT:
            return self.integer()
        if token == Token.FLOAT:
            return self.floating()
        if token == Token.SEARCH_PATH:
            node = self.constant(Kind.SEARCH_PATH, self.slice(start + 1, self.at - 1))
            self.advance()
            return node
        if token == Token.URI:
            return self.uri()
        if token == Token.WORD_REC:
            self.advance()
            if self.token != Token.BRACE_OPEN:
                raise self.syntax_error("'{'")
            self.check_stack(0)
            self.advance()
            attrs = new_attrs(start, start, True)
            self.bindings(attrs)
            self.expect(Token.BRACE_CLOSE, "'inherit' or '}'")
            attrs.end = self.last_end
            return attrs
        if token == Token.WORD_LET:
            self.advance()
            if self.token != Token.BRACE_OPEN:
                raise self.syntax_error("'{'")
            return self.legacy_let(start)
        raise self.syntax_error("")

    def constant(self, kind, value):
        """A constant that is the present token."""
        node: Constant = Constant.__new__(Constant)
        node.kind = kind
        node.value = value
        node.start = self.start
        node.pos = self.start if kind == Kind.SEARCH_PATH else -1
        node.end = self.at
        return node

    def variable(self, name, start):
        """A use of `name`, or `__curPos`, the position where that stands."""
        end: cython.int = start + cython.cast(cython.int, len(name))
        if name is CUR_POS:
            constant: Constant = Constant.__new__(Constant)
            constant.kind = Kind.CUR_POS
            constant.start = start
            constant.pos = start
            constant.end = end
            return constant
        node: Variable = Variable.__new__(Variable)
        node.kind = Kind.VARIABLE
        node.name = name
        node.start = start
        node.pos = start
        node.end = end
        node.slot = -1
        return node

    def integer(self):
        """An integer literal."""
        text: Text = self.text
        value: cython.longlong = 0
        number: object
        if self.at - self.start <= 18:
            i: cython.int
            for i in range(self.start, self.at):
                value = value * 10 + (text[i] - ord("0"))
            number = value
        else:
            digits = self.slice(self.start, self.at)
            # Not all at once: Python refuses to read very long numbers.
            number = int(digits.lstrip("0")[:20] or "0")
            if number > LARGEST_INTEGER:
                raise self.error_at(f"invalid integer '{digits}'", self.start, self.at)
        node: Node = self.constant(Kind.INT, number)
        self.advance()
        return node

    def floating(self):
        """A float literal."""
        digits: str = self.slice(self.start, self.at)
        value: float = float(digits)
        # Nothing that a double cannot hold in full precision: no infinity, no subnormal number.
        mantissa: str = digits.lower().split("e")[0]
        if value > LARGEST_FLOAT or (value < SMALLEST_FLOAT and mantissa.strip("0.") != ""):
            raise self.error_at(f"invalid float '{digits}'", self.start, self.at)
        node: Node = self.constant(Kind.FLOAT, value)
        self.advance()
        return node

    def uri(self):
        """A URI without quotes: a string."""
        text: str = self.slice(self.start, self.at)
        if self.lints_urls:
            how = "discouraged" if self.options.url_literals == "warn" else "disallowed"
            self.lint(
                self.options.url_literals,
                f'URL literals are {how}. Consider using a string literal "{text}" instead (lint-url-literals)',
            )
        node: Node = self.constant(Kind.STRING, text)
        self.advance()
        return node

    def lint(self, severity, message):
        """Warn or raise at the present token, as `severity` asks for."""
        if severity == "fatal":
            raise self.error_at(message, self.start, self.at)
        if severity == "warn" and self.options.warn is not None:
            self.options.warn(message, Span(self.source, self.start, self.at))
        return 0

    def lint_path(self):
        """Lint the path literal that the present token begins."""
        text: str = self.slice(self.start, self.at)
        if text[0] == "/" or text[0] == "~":
            kind = "absolute" if text[0] == "/" else "home"
            self.lint(
                self.options.absolute_path_literals,
                f"{kind} path literals are not portable. Consider replacing path literal '{text}' by a string, "
                "relative path, or parameter (lint-absolute-path-literals)",
            )
        elif text[0] != ".":
            self.lint(
                self.options.short_path_literals,
                f"relative path literal '{text}' should be prefixed with '.' for clarity: './{text}' "
                "(lint-short-path-literals)",
            )
        return 0

    def interpolation(self):
        """The expression of `${...}` that begins at `self.at`; leaves `self.at` past the closing brace."""
        self.check_stack(0)
        self.at += 2
        self.advance()
        node: Node = self.expression()
        if self.token != Token.BRACE_CLOSE:
            raise self.syntax_error("'}'")
        return node

    def quoted(self):
        """A string in double quotes."""
        start: cython.int = self.start
        begin: cython.int = self.at
        parts: list = None
        starts: list = None
        value: str = quoted_text(self)
        node: Node
        while self.text[self.at] == ord("$"):
            if parts is None:
                parts = []
                starts = []
            if value:
                parts.append(new_text(value, begin, self.at))
                starts.append(begin)
            starts.append(self.at)
            parts.append(self.interpolation())
            begin = self.at
            value = quoted_text(self)
        if self.at >= self.length:
            self.start = self.at
            self.token = Token.END
            raise self.syntax_error("'\"'")
        if parts is None:
            node = new_text(value, start, self.at + 1)
        else:
            if value:
                parts.append(new_text(value, begin, self.at))
                starts.append(begin)
            node = self.interpolated(Kind.INTERPOLATION, parts, starts, start, self.at + 1)
            node.pos = start + 1
        self.at += 1
        self.advance()
        return node

    def interpolated(self, kind, parts, starts, start, end):
        """A string or path with interpolations."""
        node: Interpolation = Interpolation.__new__(Interpolation)
        node.kind = kind
        node.parts = parts
        node.starts = starts
        node.start = start
        node.pos = start
        node.end = end
        return node

    def indented(self):
        """A string in two single quotes each side."""
        start: cython.int = self.start
        begin: cython.int
        pieces: list = []
        piece: Piece
        node: Node
        while True:
            piece = indented_piece(self)
            if piece is None:
                if self.text[self.at] != ord("$"):
                    break
                begin = self.at
                piece = new_piece(begin, begin, None, self.interpolation())
                piece.end = self.at
            pieces.append(piece)
        if self.at >= self.length:
            self.start = self.at
            self.token = Token.END
            raise self.syntax_error("indented string or '${' or end of an indented string")
        end: cython.int = self.at + 2
        starts: list = []
        parts: list = strip_indentation(self, pieces, starts)
        self.at = end
        self.advance()
        if len(parts) == 0:
            return new_text("", start, end)
        if len(parts) == 1:
            node = parts[0]
            if node.kind == Kind.STRING:
                return new_text(cython.cast(Constant, node).value, start, end)
        return self.interpolated(Kind.INTERPOLATION, parts, starts, start, end)

    def path(self):
        """A path literal, made absolute."""
        text: Text = self.text
        start: cython.int = self.start
        at: cython.int = self.at
        value: str
        if self.lints_paths:
            self.lint_path()
        if self.token == Token.HOME_PATH:
            # The reference does not normalise these.
            value = self.home + self.slice(start + 1, at)
        else:
            value = absolute_path(self.base, text + start, at - start)
        node: Node
        if not (text[at] == ord("$") and text[at + 1] == ord("{")) and text[at - 1] != ord("/"):
            node = self.constant(Kind.PATH, value)
            self.advance()
            return node
        if text[at - 1] == ord("/") and at - start > 1 and self.token == Token.PATH:
            value += "/"
        parts: list = [self.constant(Kind.PATH, value)]
        starts: list = [start]
        last: cython.int = start
        end: cython.int
        while True:
            if text[at] == ord("$") and text[at + 1] == ord("{"):
                self.at = at
                starts.append(at)
                parts.append(self.interpolation())
                at = self.at
                last = start
                continue
            end = self.path_part_end(at)
            if end == at:
                break
            if len(parts) == 2 and last > start:
                raise self.error_at("syntax error, unexpected string, expecting '${'", at, end)
            parts.append(new_text(self.slice(at, end), at, end))
            starts.append(at)
            last = at
            at = end
        # At the end of the source the reference points to the piece before.
        if text[at - 1] == ord("/"):
            if at < self.length:
                last = at
            raise self.error_at("path has a trailing slash", last, at)
        if len(parts) == 2 and last > start:
            if at >= self.length:
                last = start
            raise self.error_at("syntax error, unexpected end of path, expecting '${'", last, at)
        self.at = at
        self.advance()
        return self.interpolated(Kind.PATH_INTERPOLATION, parts, starts, start, at)

    def list_items(self):
        """A list."""
        start: cython.int = self.start
        items: list = []
        self.check_stack(0)
        self.advance()
        while Token.NAME <= self.token <= Token.WORD_LET:
            items.append(self.argument())
        self.expect(Token.BRACKET_CLOSE, "")
        node: ListNode = ListNode.__new__(ListNode)
        node.kind = Kind.LIST
        node.items = items
        node.start = start
        node.pos = cython.cast(Node, items[0]).pos if len(items) > 0 else -1
        node.end = self.last_end
        return node

    def braces(self, lambda_allowed):
        """A set, or a function with a set pattern where one may stand."""
        start: cython.int = self.start
        attrs: Attrs
        name: str
        name_start: cython.int
        self.check_stack(0)
        self.advance()
        if self.token == Token.NAME:
            name = cython.cast(str, self.name)
            name_start = self.start
            self.advance()
            if self.token == Token.COMMA or self.token == Token.QUESTION or self.token == Token.BRACE_CLOSE:
                if lambda_allowed:
                    return self.pattern(None, name, name_start, start)
            attrs = new_attrs(start, start, False)
            self.binding(attrs, name, name_start)
        elif self.token == Token.ELLIPSIS and lambda_allowed:
            return self.pattern(None, None, 0, start)
        else:
            attrs = new_attrs(start, start, False)
            if self.token == Token.BRACE_CLOSE:
                self.advance()
                if lambda_allowed and (self.token == Token.COLON or self.token == Token.AT):
                    return self.after_pattern(None, [], False, start)
                attrs.end = self.last_end
                return attrs
        self.bindings(attrs)
        self.expect(Token.BRACE_CLOSE, "'inherit'")
        attrs.end = self.last_end
        return attrs

    def legacy_let(self, start):
        """`let { ... }`: the attribute `body` of a recursive set."""
        attrs: Attrs = new_attrs(start, start, True)
        self.check_stack(0)
        self.advance()
        self.bindings(attrs)
        self.expect(Token.BRACE_CLOSE, "'inherit' or '}'")
        attrs.end = self.last_end
        step: AttrName = AttrName.__new__(AttrName)
        step.name = BODY
        step.start = start
        step.end = start
        node: Select = Select.__new__(Select)
        node.kind = Kind.SELECT
        node.expr = attrs
        node.path = [step]
        node.start = start
        node.pos = -1
        node.end = self.last_end
        return node

    def attr_name(self):
        """One step of an attribute path."""
        name: AttrName = AttrName.__new__(AttrName)
        value: Node
        name.start = self.start
        if self.token == Token.NAME:
            name.name = cython.cast(str, self.name)
            self.advance()
        elif self.token == Token.WORD_OR:
            name.name = OR
            self.advance()
        elif self.token == Token.QUOTE or self.token == Token.DOLLAR_BRACE:
            if self.token == Token.QUOTE:
                value = self.quoted()
            else:
                self.at = self.start
                value = self.interpolation()
                self.advance()
            if value.kind == Kind.STRING:
                name.name = intern(cython.cast(Constant, value).value)
            else:
                name.expr = value
        else:
            raise self.syntax_error(ATTR_NAME)
        name.end = self.last_end
        return name

    def attr_path(self):
        """Attribute names with dots between them."""
        path: list = [self.attr_name()]
        while self.token == Token.DOT:
            self.advance()
            path.append(self.attr_name())
        return path

    def bindings(self, attrs):
        """The definitions between braces, or between `let` and `in`."""
        token: cython.int
        start: cython.int
        name: str
        while True:
            token = self.token
            start = self.start
            if token == Token.NAME:
                name = cython.cast(str, self.name)
                self.advance()
                self.binding(attrs, name, start)
            elif token == Token.WORD_INHERIT:
                self.inherit(attrs)
            elif token == Token.WORD_OR or token == Token.QUOTE or token == Token.DOLLAR_BRACE:
                self.binding(attrs, None, start)
            else:
                return 0

    def binding(self, attrs, name, start):
        """`path = value;`. The `name` the path begins with has been read, or is None."""
        path: list = None
        step: AttrName
        value: Node
        end: cython.int = self.last_end
        if name is None or self.token != Token.ASSIGN:
            if name is None:
                path = [self.attr_name()]
            else:
                step = AttrName.__new__(AttrName)
                step.name = name
                step.start = start
                step.end = end
                path = [step]
            while self.token == Token.DOT:
                self.check_stack(len(path))
                self.advance()
                path.append(self.attr_name())
            end = self.last_end
        if self.token != Token.ASSIGN:
            raise self.syntax_error("'.' or '='")
        self.advance()
        value = self.expression()
        if self.token != Token.SEMICOLON:
            raise self.syntax_error("';'")
        if path is None:
            define(self, attrs, name, value, start, None, 0)
        else:
            bind(self, attrs, path, value, start)
        self.advance()
        return 0

    def inherit(self, attrs):
        """`inherit a b;` or `inherit (source) a b;`."""
        source: cython.int = -1
        definition: AttrDef
        step: AttrName
        steps: list = []
        self.advance()
        if self.token == Token.PAREN_OPEN:
            self.check_stack(0)
            self.advance()
            source = len(attrs.sources)
            attrs.sources.append(self.expression())
            self.expect(Token.PAREN_CLOSE, "')'")
        while self.token != Token.SEMICOLON:
            if not (
                self.token == Token.NAME
                or self.token == Token.WORD_OR
                or self.token == Token.QUOTE
                or self.token == Token.DOLLAR_BRACE
            ):
                raise self.syntax_error("")
            step = self.attr_name()
            if step.name is None:
                raise self.error_at("dynamic attributes not allowed in inherit", step.start, step.end)
            steps.append(step)
        for step in steps:
            if source < 0:
                definition = new_definition(
                    Definition.INHERITED, step.name, self.variable(step.name, step.start), step.start, -1
                )
                definition.expr.end = step.end
            else:
                definition = new_definition(Definition.INHERITED_FROM, step.name, None, step.start, source)
            define_inherited(self, attrs, definition, [step], 0)
        self.advance()
        return 0

    def pattern(self, arg, first, first_start, start):
        """A function whose argument is a set pattern. The brace and the `first` name have been read
        (None: only the brace); `arg` is the name before `@`, if any."""
        formals: list = []
        formal: Formal
        ellipsis: cython.bint = False
        while True:
            if first is None:
                if self.token == Token.ELLIPSIS:
                    ellipsis = True
                    self.advance()
                    self.expect(Token.BRACE_CLOSE, "'}'")
                    break
                if self.token == Token.BRACE_CLOSE:
                    self.advance()
                    break
                if self.token != Token.NAME:
                    raise self.syntax_error("identifier or '...' or '}'")
                first = cython.cast(str, self.name)
                first_start = self.start
                self.advance()
            formal = Formal.__new__(Formal)
            formal.name = first
            formal.start = first_start
            first = None
            if self.token == Token.QUESTION:
                self.advance()
                formal.default = self.expression()
            formals.append(formal)
            if self.token == Token.COMMA:
                self.advance()
            elif self.token != Token.BRACE_CLOSE:
                raise self.syntax_error("'}' or ','")
        return self.after_pattern(arg, formals, ellipsis, start)

    def after_pattern(self, arg, formals, ellipsis, start):
        """What follows the closing brace of a set pattern: `@ name` if none came before, and the body."""
        expected: str = "':'"
        if arg is None:
            if self.token == Token.AT:
                self.advance()
                if self.token != Token.NAME:
                    raise self.syntax_error("identifier")
                arg = cython.cast(str, self.name)
                self.advance()
            else:
                expected = "':' or '@'"
        if self.token != Token.COLON:
            raise self.syntax_error(expected)
        self.check_formals(formals, arg, start)
        return self.function(arg, formals, ellipsis, start)

    def check_formals(self, formals, arg, start):
        """Raise if two formals have one name, or one has the name of the whole argument."""
        formal: Formal
        seen: dict = {}
        for formal in formals:
            seen.setdefault(formal.name, []).append(formal.start)
        if len(seen) < len(formals):
            for name, places in seen.items():
                if len(places) > 1:
                    raise self.error_at(
                        f"duplicate formal function argument '{name}'", places[1], places[1] + len(name)
                    )
        if arg is not None and arg in seen:
            raise self.error_at(f"duplicate formal function argument '{arg}'", start, start + 1)
        return 0

    def function(self, arg, formals, ellipsis, start):
        """A function, from the colon on."""
        node: Lambda = Lambda.__new__(Lambda)
        self.check_stack(0)
        self.advance()
        node.kind = Kind.LAMBDA
        node.arg = arg
        node.formals = formals
        node.ellipsis = ellipsis
        node.start = start
        node.pos = start
        node.body = self.expression()
        node.end = self.last_end
        return node

    def assertion(self):
        """`assert condition; body`."""
        node: Assert = Assert.__new__(Assert)
        node.kind = Kind.ASSERT
        node.start = self.start
        node.pos = self.start
        self.check_stack(0)
        self.advance()
        node.condition = self.expression()
        self.expect(Token.SEMICOLON, "';'")
        node.body = self.expression()
        node.end = self.last_end
        return node

    def with_scope(self):
        """`with env; body`."""
        node: With = With.__new__(With)
        node.kind = Kind.WITH
        node.start = self.start
        node.pos = self.start
        self.check_stack(0)
        self.advance()
        node.env = self.expression()
        self.expect(Token.SEMICOLON, "';'")
        node.body = self.expression()
        node.end = self.last_end
        return node

    def condition(self):
        """`if condition then a else b`."""
        node: If = If.__new__(If)
        node.kind = Kind.IF_ELSE
        node.start = self.start
        node.pos = self.start
        self.check_stack(0)
        self.advance()
        node.condition = self.expression()
        self.expect(Token.WORD_THEN, "'then'")
        node.then = self.expression()
        self.expect(Token.WORD_ELSE, "'else'")
        node.otherwise = self.expression()
        node.end = self.last_end
        return node

    def let_in(self, start):
        """`let ... in body`, from the token after `let` on."""
        node: Let = Let.__new__(Let)
        attrs: Attrs = new_attrs(start, start, True)
        self.check_stack(0)
        self.bindings(attrs)
        attrs.end = self.last_end
        if self.token != Token.WORD_IN:
            raise self.syntax_error("'in' or 'inherit'")
        self.advance()
        node.kind = Kind.LET
        node.attrs = attrs
        node.start = start
        node.pos = -1
        node.body = self.expression()
        if len(attrs.dynamic) > 0:
            raise self.error_at("dynamic attributes not allowed in let", start, start + 3)
        node.end = self.last_end
        return node


def is_call(node: Node) -> bool:
    """Whether the reference has a call of a built-in here, which further arguments are added to."""
    if node.kind == Kind.BINARY:
        operator: cython.int = cython.cast(Binary, node).operator
        return (
            operator == Operator.OP_SUB
            or operator == Operator.OP_MUL
            or operator == Operator.OP_DIV
            or operator == Operator.OP_LT
            or operator == Operator.OP_GT
        )
    return node.kind == Kind.NEGATE or node.kind == Kind.SEARCH_PATH


def fill_operators():
    """Set `PRECEDENCE`, `GROUPING` and `OPERATION`."""
    for token, (precedence, grouping, operator) in OPERATORS.items():
        PRECEDENCE[token] = precedence
        GROUPING[token] = grouping
        OPERATION[token] = operator


fill_operators()
