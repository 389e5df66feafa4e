"""Sets, attribute paths, and functions, whose set patterns begin like sets.

`Sets` is the layer of the parser between literals and expressions. What a brace begins shows only after
the first name in it, so sets and set patterns are read together.
"""

from sys import intern

import cython
from cython.cimports.evaluator.syntax.ast import Constant, Definition, Formal, Kind, Lambda, Select, Variable
from cython.cimports.evaluator.syntax.bindings import (
    add_source,
    bind,
    define,
    define_inherited,
    new_attrs,
    new_definition,
)
from cython.cimports.evaluator.syntax.lexer import Token

CUR_POS = intern("__curPos")
OR = intern("or")
BODY = intern("body")
ATTR_NAME = "identifier or 'or' or '${' or '\"'"


class Sets:
    """Has no state of its own."""

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
        attrs: Attrs = self.recursive_set(start)
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

    def recursive_set(self, start):
        """The set after `rec`, or after a `let` without `in`."""
        if self.token != Token.BRACE_OPEN:
            raise self.syntax_error("'{'")
        self.check_stack(0)
        self.advance()
        attrs: Attrs = new_attrs(start, start, True)
        self.bindings(attrs)
        self.expect(Token.BRACE_CLOSE, "'inherit' or '}'")
        attrs.end = self.last_end
        return attrs

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
            source = add_source(attrs, self.expression())
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
