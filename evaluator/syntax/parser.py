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

import cython
from cython.cimports.evaluator.syntax.ast import (
    Assert,
    Binary,
    Call,
    If,
    Kind,
    Let,
    ListNode,
    Operator,
    Select,
    Unary,
    With,
)
from cython.cimports.evaluator.syntax.bindings import new_attrs, show_place
from cython.cimports.evaluator.syntax.lexer import Token
from cython.cimports.evaluator.syntax.sets import OR

from evaluator.errors import Source
from evaluator.syntax.options import ParseOptions

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


DEFAULT_OPTIONS = ParseOptions()


def parse(source: Source, base_dir: str, home: str, options: ParseOptions = DEFAULT_OPTIONS) -> Node:
    """The syntax tree of `source`. Relative path literals are under `base_dir`, those with `~/` under
    `home`, both absolute; raises ParseError, and EvalError for those with `~/` where `home` is empty."""
    parser: Parser = Parser(source)
    parser.configure(options, base_dir, home)
    return parser.whole()


class Parser:
    """Expressions, on top of the layers for sets and for literals. `pending` is a simple expression that
    was read before it was known to be one, for `simple`; `legacy` the last call of the form `x or`, until
    parentheses close around it."""

    def whole(self):
        """The expression that the text is."""
        self.advance()
        node: Node = self.expression()
        if self.token != Token.END:
            raise self.syntax_error("end of file")
        return node

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
            shown = self.slice(node.start, node.end).replace("\r\n", "\n").replace("\r", "\n")
            self.options.warn(
                f"at {show_place(self, node.start)}: This expression uses `or` as an identifier in a way "
                "that will change in a future Nix release.\n"
                "Wrap this entire expression in parentheses to preserve its current meaning:\n"
                f"    ({shown})\n"
                "Give feedback at https://github.com/NixOS/nix/pull/11121",
                None,
            )
        return node

    def legacy_or(self, function, start):
        """`x or`, where `or` is a variable that `x` is applied to."""
        node: Call = Call.__new__(Call)
        node.kind = Kind.CALL
        node.function = function
        # As in the reference, the variable stands where the function does.
        node.args = [self.variable(OR, start)]
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
            return self.recursive_set(start)
        if token == Token.WORD_LET:
            self.advance()
            return self.legacy_let(start)
        raise self.syntax_error("")

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
