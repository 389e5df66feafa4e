"""Literals: numbers, URIs, strings and paths, with the expressions inside them.

`Literals` is the lowest layer of the parser above the lexer. Each method begins at the token that the
literal begins with and leaves the token after it as the present one.
"""

import cython
from cython.cimports.evaluator.syntax.ast import Constant, Interpolation, Kind
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

from evaluator.errors import EvalError, Span
from evaluator.errors import Kind as ErrorKind

LARGEST_INTEGER = 2**63 - 1
LARGEST_FLOAT = 1.7976931348623157e308
SMALLEST_FLOAT = 2.2250738585072014e-308


class Literals:
    """The fields below are the same for a whole parse:

    - `options`: the caller's, with `lints_urls` and `lints_paths` for what they say of literals;
    - `base`, `home`: where relative path literals are; an empty `home` allows none there;
    - `stack_end`: the address that the stack may not grow past.
    """

    def configure(self, options, base_dir, home):
        """Set these fields."""
        base: bytes = base_dir.encode("latin-1")
        self.options = options
        self.pipes_allowed = options.pipe_operators
        self.lints_urls = options.url_literals != "ignore"
        self.lints_paths = options.absolute_path_literals != "ignore" or options.short_path_literals != "ignore"
        self.base = absolute_path(b"/", base, len(base)).encode("latin-1")
        self.home = home
        self.stack_end = nixray_stack_limit() + Limits.STACK_RESERVE
        return 0

    def expression(self):
        """An expression of any kind; `Parser` knows how to read one."""
        raise NotImplementedError

    def check_stack(self, links):
        """Raise if the stack is nearly used up. `links` counts the levels of the tree above this one that
        were built without going deeper on the stack: who walks or frees the tree will."""
        if nixray_stack_now() - self.stack_end < links * Limits.LINK_BYTES:
            raise self.error_at("stack overflow (possible infinite recursion)", self.start, self.at)
        return 0

    def constant(self, kind, value):
        """A constant that is the present token."""
        node: Constant = Constant.__new__(Constant)
        node.kind = kind
        node.value = value
        node.start = self.start
        node.pos = self.start if kind == Kind.SEARCH_PATH else -1
        node.end = self.at
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
                f"{kind} path literals are not portable. Consider replacing path literal '{text}' by a "
                "string, relative path, or parameter (lint-absolute-path-literals)",
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

    def advance_from_path(self, last, end):
        """Read the token after a path that ends at `end`, its last piece being at `last`. For the reference the end of
        the source is there, if nothing comes between."""
        self.advance()
        if end >= self.length and self.token == Token.END:
            self.start = last
        return 0

    def path(self):
        """A path literal, made absolute."""
        text: Text = self.text
        start: cython.int = self.start
        at: cython.int = self.at
        value: str
        if self.lints_paths:
            self.lint_path()
        if self.token == Token.HOME_PATH:
            if not self.home:
                literal: str = self.slice(start, at)
                raise EvalError(ErrorKind.RESTRICTED, f"the path '{literal}' can not be resolved in pure mode")
            # The reference does not normalise these.
            value = self.home + self.slice(start + 1, at)
        else:
            value = absolute_path(self.base, text + start, at - start)
        node: Node
        if not (text[at] == ord("$") and text[at + 1] == ord("{")) and text[at - 1] != ord("/"):
            node = self.constant(Kind.PATH, value)
            self.advance_from_path(start, at)
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
        self.advance_from_path(last if last > start else at - 1, at)
        return self.interpolated(Kind.PATH_INTERPOLATION, parts, starts, start, at)
