"""JSON text to values, as `fromJSON` reads it.

The grammar and the wording of errors are those of the reference's library: positions count the
characters read so far, and `last read` shows what was read since the last string or number began.
"""

import cython
from cython.cimports.evaluator.values import Ref, give, intern_in_place, new_attrs, take

from evaluator.errors import EvalError, Kind

_VALUE = "'[', '{', or a literal"
_KEY = "string literal"
_INT_MAX = cython.declare(object, (1 << 63) - 1)
_INT_MIN = cython.declare(object, -(1 << 63))
_UNSIGNED_MAX = cython.declare(object, (1 << 64) - 1)

_NAMES = {
    STRING: "string literal",
    NUMBER: "number literal",
    OPEN_LIST: "'['",
    CLOSE_LIST: "']'",
    OPEN_OBJECT: "'{'",
    CLOSE_OBJECT: "'}'",
    COLON: "':'",
    COMMA: "','",
    END_OF_INPUT: "end of input",
}

_EXPECTED = {
    AT_VALUE: ("value", None),
    AT_END: ("value", "end of input"),
    AT_KEY: ("object key", _KEY),
    AT_COLON: ("object separator", "':'"),
    IN_OBJECT: ("object", "'}'"),
    IN_LIST: ("array", "']'"),
}
"""What a fault says of where it was found: what is being read, and what could come."""

_ESCAPES: dict = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_CONTROLS = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS"
    " GS RS US".split()
)
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}


@cython.ccall
def read(text: str) -> object:
    """The value of a JSON text. Raises EvalError (value)."""
    reader: Reader = Reader.__new__(Reader)
    reader.source = text
    reader.text = one_byte_data(text)
    reader.size = len(text)
    reader.at = 0
    reader.noted = 0
    return reader.document()


class Reader:
    """A text being read. `at` is the place of the next character, `noted` where `last read` starts,
    `value` what the last token stood for, `where` what is to be read."""

    def document(self) -> object:
        """The value of the whole text. Lists and objects under construction are on a stack, so that
        depth costs no C stack."""
        stack: list = []
        container: object = None
        is_list: cython.bint = False
        key: object = None
        token: Token
        value: object
        pending: cython.bint = False  # `token` is the start of a value already
        token = END_OF_INPUT
        if self.source.startswith("\u00ef"):
            self.byte_order_mark()
        while True:
            if not pending:
                self.where = AT_VALUE
                token = self.token()
            pending = False
            if token == LITERAL or token == STRING or token == NUMBER:
                value = self.value
            elif token == OPEN_LIST:
                self.where = AT_VALUE
                token = self.token()
                if token != CLOSE_LIST:
                    stack.append((container, is_list, key))
                    container, is_list, key = [], True, None
                    pending = True
                    continue
                value = ()
            elif token == OPEN_OBJECT:
                self.where = AT_KEY
                token = self.token()
                if token != CLOSE_OBJECT:
                    if token != STRING:
                        self.unexpected(token, _KEY, "object key")
                    stack.append((container, is_list, key))
                    container, is_list = {}, False
                    key = self.key()
                    continue
                value = new_attrs({}, None)
            else:
                value = self.unexpected(token, _VALUE, "value")
            while True:
                if container is None:
                    self.where = AT_END
                    token = self.token()
                    if token != END_OF_INPUT:
                        self.unexpected(token, "end of input", "value")
                    return value
                if is_list:
                    cython.cast(list, container).append(value)
                    self.where = IN_LIST
                    token = self.token()
                    if token == COMMA:
                        break
                    if token != CLOSE_LIST:
                        self.unexpected(token, "']'", "array")
                    value = tuple(cython.cast(list, container))
                else:
                    cython.cast(dict, container)[key] = value
                    self.where = IN_OBJECT
                    token = self.token()
                    if token == COMMA:
                        self.where = AT_KEY
                        token = self.token()
                        if token != STRING:
                            self.unexpected(token, _KEY, "object key")
                        key = self.key()
                        break
                    if token != CLOSE_OBJECT:
                        self.unexpected(token, "'}'", "object")
                    value = new_attrs(cython.cast(dict, container), None)
                container, is_list, key = stack.pop()

    def key(self) -> str:
        """The name just read, after reading the colon behind it."""
        held: Ref = give(self.value)
        intern_in_place(cython.address(held))
        name: object = take(held)
        self.where = AT_COLON
        token: Token = self.token()
        if token != COLON:
            self.unexpected(token, "':'", "object separator")
        return name

    def byte_order_mark(self):
        """Skip the mark that a text in UTF-8 may start with."""
        self.where = AT_VALUE
        if not self.source.startswith("\u00ef\u00bb"):
            self.fail("invalid BOM; must be 0xEF 0xBB 0xBF if given", 2)
        if not self.source.startswith("\u00ef\u00bb\u00bf"):
            self.fail("invalid BOM; must be 0xEF 0xBB 0xBF if given", 3)
        self.at = 3

    # ------------------------------------------------------------------ tokens

    def token(self) -> Token:
        """Read the next token; `value` is what it stands for."""
        c: cython.uchar
        at: cython.Py_ssize_t = self.at
        while at < self.size:
            c = self.text[at]
            if c != 32 and c != 10 and c != 9 and c != 13:
                break
            at += 1
        else:
            self.at = at
            return END_OF_INPUT
        self.at = at
        if c == 34:
            self.value = self.string()
            return STRING
        if c == 45 or 48 <= c <= 57:
            self.value = self.number()
            return NUMBER
        self.at = at + 1
        if c == 44:
            return COMMA
        if c == 58:
            return COLON
        if c == 123:
            return OPEN_OBJECT
        if c == 125:
            return CLOSE_OBJECT
        if c == 91:
            return OPEN_LIST
        if c == 93:
            return CLOSE_LIST
        if c == 116:
            self.literal("true", True)
        elif c == 102:
            self.literal("false", False)
        elif c == 110:
            self.literal("null", None)
        else:
            self.fail("invalid literal", at + 1)
        return LITERAL

    def literal(self, name, value):
        """Read the rest of a literal whose first character is read."""
        start: cython.Py_ssize_t = self.at - 1
        i: cython.Py_ssize_t
        word: str = name
        for i in range(1, len(word)):
            if start + i >= self.size or self.text[start + i] != word[i]:
                self.fail("invalid literal", start + i + 1)
        self.at = start + len(word)
        self.value = value

    def string(self) -> object:
        """Read a string whose quote comes next."""
        start: cython.Py_ssize_t = self.at + 1
        at: cython.Py_ssize_t = start
        self.noted = self.at
        while at < self.size:
            c: cython.uchar = self.text[at]
            if c == 34:
                self.at = at + 1
                return substring(self.source, start, at)
            if c == 92:
                return self.unescaped(start)
            at = self.character(at)
        self.fail("invalid string: missing closing quote", self.size + 1)

    def character(self, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Check one character in a string, which is not a backslash; gives the place after it."""
        c: cython.uchar = self.text[at]
        low: cython.uchar = 0x80
        high: cython.uchar = 0xBF
        more: cython.int = 0
        if 0x20 <= c < 0x80:
            return at + 1
        if c < 0x20:
            escape: object = f"\\u{c:04X}" + (f" or {_SHORT[c]}" if c in _SHORT else "")
            self.fail(
                f"invalid string: control character U+{c:04X} ({_CONTROLS[c]}) must be escaped to {escape}",
                at + 1,
            )
        if 0xC2 <= c <= 0xDF:
            more = 1
        elif 0xE0 <= c <= 0xEF:
            more = 2
            if c == 0xE0:
                low = 0xA0
            elif c == 0xED:
                high = 0x9F
        elif 0xF0 <= c <= 0xF4:
            more = 3
            if c == 0xF0:
                low = 0x90
            elif c == 0xF4:
                high = 0x8F
        else:
            self.fail("invalid string: ill-formed UTF-8 byte", at + 1)
        while more:
            at += 1
            if at >= self.size or not low <= self.text[at] <= high:
                self.fail("invalid string: ill-formed UTF-8 byte", at + 1)
            low, high = 0x80, 0xBF
            more -= 1
        return at + 1

    def unescaped(self, start: cython.Py_ssize_t) -> str:
        """Read a string with escapes, from its first character on."""
        parts: list = []
        kept: cython.Py_ssize_t = start
        at: cython.Py_ssize_t = start
        code: cython.int
        low: cython.int
        while at < self.size:
            c: cython.uchar = self.text[at]
            if c == 34:
                parts.append(substring(self.source, kept, at))
                self.at = at + 1
                return self.without_nul("".join(parts))
            if c != 92:
                at = self.character(at)
                continue
            parts.append(substring(self.source, kept, at))
            at += 1
            escaped: object = self.source[at : at + 1]
            if escaped == "u":
                code = self.code_unit(at + 1)
                at += 5
                if 0xD800 <= code <= 0xDBFF:
                    for expected in "\\u":
                        if self.source[at : at + 1] != expected:
                            self.lone_surrogate("DBFF must be followed by U+DC00..U+DFFF", "D800", at + 1)
                        at += 1
                    low = self.code_unit(at)
                    at += 4
                    if not 0xDC00 <= low <= 0xDFFF:
                        self.lone_surrogate("DBFF must be followed by U+DC00..U+DFFF", "D800", at)
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                elif 0xDC00 <= code <= 0xDFFF:
                    self.lone_surrogate("DFFF must follow U+D800..U+DBFF", "DC00", at)
                parts.append(chr(code).encode("utf-8").decode("latin-1"))
            elif escaped in _ESCAPES:
                parts.append(_ESCAPES[escaped])
                at += 1
            else:
                self.fail("invalid string: forbidden character after backslash", at + 1)
            kept = at
        self.fail("invalid string: missing closing quote", self.size + 1)

    def lone_surrogate(self, what, first, read):
        self.fail(f"invalid string: surrogate U+{first}..U+{what}", read)

    def without_nul(self, text):
        """`text`, unless it holds a NUL, which no Nix string can."""
        if "\0" in text:
            shown: object = text.replace("\0", "\u00e2\u0090\u0080")
            raise EvalError(
                Kind.VALUE,
                f"input string '{shown}' cannot be represented as Nix string because it contains null bytes",
            )
        return text

    def code_unit(self, at: cython.Py_ssize_t) -> cython.int:
        """The number of four hexadecimal digits."""
        code: cython.int = 0
        end: cython.Py_ssize_t = at + 4
        while at < end:
            digit: object = self.source[at : at + 1]
            if not digit or digit not in "0123456789abcdefABCDEF":
                self.fail("invalid string: '\\u' must be followed by 4 hex digits", at + 1)
            code = 16 * code + int(digit, 16)
            at += 1
        return code

    def number(self) -> object:
        """Read a number whose first character comes next."""
        start: cython.Py_ssize_t = self.at
        at: cython.Py_ssize_t = start
        small: cython.longlong = 0
        is_float: cython.bint = False
        self.noted = start
        if self.text[at] == 45:
            at += 1
            if at >= self.size or not 48 <= self.text[at] <= 57:
                self.fail("invalid number; expected digit after '-'", at + 1)
        if self.text[at] == 48:
            at += 1
        else:
            while at < self.size and 48 <= self.text[at] <= 57:
                if at - start < 18:
                    small = 10 * small + (self.text[at] - 48)
                at += 1
        if at < self.size and self.text[at] == 46:
            is_float = True
            at = self.digits(at + 1, "invalid number; expected digit after '.'")
        if at < self.size and (self.text[at] == 101 or self.text[at] == 69):
            is_float = True
            at += 1
            if at < self.size and (self.text[at] == 43 or self.text[at] == 45):
                at = self.digits(at + 1, "invalid number; expected digit after exponent sign")
            else:
                at = self.digits(at, "invalid number; expected '+', '-', or digit after exponent")
        self.at = at
        if not is_float:
            if at - start < 18:
                return -small if self.text[start] == 45 else small
            exact: object = int(substring(self.source, start, at))
            if _INT_MIN <= exact <= _INT_MAX:
                return exact
            if _INT_MAX < exact <= _UNSIGNED_MAX:
                raise EvalError(Kind.VALUE, f"unsigned json number {exact} outside of Nix integer range")
        value: float = float(substring(self.source, start, at))
        if value - value != 0:
            raise decoding_error(
                f"[json.exception.out_of_range.406] number overflow parsing '{substring(self.source, start, at)}'"
            )
        return value

    def digits(self, at: cython.Py_ssize_t, fault: str) -> cython.Py_ssize_t:
        """The place after the digits that must stand here."""
        if at >= self.size or not 48 <= self.text[at] <= 57:
            self.fail(fault, at + 1)
        while at < self.size and 48 <= self.text[at] <= 57:
            at += 1
        return at

    # ------------------------------------------------------------------ faults

    def fail(self, fault: str, read: cython.Py_ssize_t) -> object:
        """Raise the error for a token that is none, met when `read` characters were read."""
        shown: object = "".join([c if c > "\x1f" else f"<U+{ord(c):04X}>" for c in self.source[self.noted : read]])
        context, expected = _EXPECTED[self.where]
        rest: object = f"; expected {expected}" if expected else ""
        raise self.syntax_error(f"{context} - {fault}; last read: '{shown}'{rest}", read)

    def unexpected(self, token: Token, expected: str, context: str) -> object:
        """Raise the error for a token in the wrong place."""
        read: cython.Py_ssize_t = self.at
        name: object = _NAMES.get(token)
        if token == END_OF_INPUT:
            read += 1
            if self.size == 0:
                raise decoding_error(
                    "[json.exception.parse_error.101] parse error at line 1, column 1: attempting to parse an"
                    " empty input; check that your input string or stream contains the expected JSON"
                )
        if name is None:
            name = {True: "true", False: "false", None: "null"}[self.value] + " literal"
        raise self.syntax_error(f"{context} - unexpected {name}; expected {expected}", read)

    def syntax_error(self, what, read):
        """The error with its position: the number of the line, and of the characters read in it."""
        before: str = self.source[:read]
        line: object = before.count("\n") + 1
        column: object = read - (before.rfind("\n") + 1)
        if before[-1:].isdigit() and self.source[read : read + 1] == "\n":
            # The library reads on to see where a number ends, and does not find its way back over a line break.
            column = 0
        return decoding_error(
            f"[json.exception.parse_error.101] parse error at line {line}, column {column}:"
            f" syntax error while parsing {what}"
        )


def decoding_error(message):
    """An error that the reference's library finds."""
    return EvalError(Kind.VALUE, message).while_("while decoding a JSON string")
