"""The lexer: bytes of a Nix text to tokens, one at a time, without an object per token.

`Lexer.advance` reads the next token and leaves in the fields: `token` (one of `Token`), `start` (offset
of its first byte), `at` (offset past its last byte), `last_end` (the end of the token before it) and,
for a NAME, `name` (borrowed pointer to its interned `str`). Of a string, a path or an interpolation the
token is only the beginning: the parser reads on from `at`, see `strings.py`.

Tokens are the longest match, as in the reference. Only one case needs care for it: nearly anything may
turn out to be the beginning of a path (`a/b`, `-1/2`, `a.b/c`) or a URI (`x:x`), which shows only at
the end of a run of path characters. `run_end` remembers the end of the last run that was looked
through, so that the names in `a.b.c.d` do not each look through the rest again.

Sources of the rules: the language reference of the Nix manual, and the reference implementation's answers.
"""

import cython
from cython.cimports.evaluator.syntax.names import Name, find_name
from cython.cimports.libc.string import memchr

from evaluator.errors import ParseError, Span

KEYWORDS = {
    b"if": Token.WORD_IF,
    b"then": Token.WORD_THEN,
    b"else": Token.WORD_ELSE,
    b"assert": Token.WORD_ASSERT,
    b"with": Token.WORD_WITH,
    b"let": Token.WORD_LET,
    b"in": Token.WORD_IN,
    b"rec": Token.WORD_REC,
    b"inherit": Token.WORD_INHERIT,
    b"or": Token.WORD_OR,
}

# What messages call each token (two with an ellipsis, in UTF-8).
SHOWN = {
    Token.END: "end of file",
    Token.INVALID: "invalid token",
    Token.NAME: "identifier",
    Token.INT: "integer",
    Token.FLOAT: "floating-point literal",
    Token.QUOTE: "'\"'",
    Token.INDENTED: "start of an indented string",
    Token.PATH: "path",
    Token.HOME_PATH: "'~/\xe2\x80\xa6' path",
    Token.SEARCH_PATH: "'<\xe2\x80\xa6>' path",
    Token.URI: "URI",
    Token.PAREN_OPEN: "'('",
    Token.BRACKET_OPEN: "'['",
    Token.BRACE_OPEN: "'{'",
    Token.WORD_REC: "'rec'",
    Token.WORD_LET: "'let'",
    Token.WORD_OR: "'or'",
    Token.WORD_IF: "'if'",
    Token.WORD_THEN: "'then'",
    Token.WORD_ELSE: "'else'",
    Token.WORD_ASSERT: "'assert'",
    Token.WORD_WITH: "'with'",
    Token.WORD_IN: "'in'",
    Token.WORD_INHERIT: "'inherit'",
    Token.DOLLAR_BRACE: "'${'",
    Token.PAREN_CLOSE: "')'",
    Token.BRACKET_CLOSE: "']'",
    Token.BRACE_CLOSE: "'}'",
    Token.SEMICOLON: "';'",
    Token.COLON: "':'",
    Token.COMMA: "','",
    Token.DOT: "'.'",
    Token.ELLIPSIS: "'...'",
    Token.AT: "'@'",
    Token.ASSIGN: "'='",
    Token.QUESTION: "'?'",
    Token.NOT: "'!'",
    Token.PLUS: "'+'",
    Token.MINUS: "'-'",
    Token.STAR: "'*'",
    Token.SLASH: "'/'",
    Token.CONCAT: "'++'",
    Token.UPDATE: "'//'",
    Token.LESS: "'<'",
    Token.LESS_EQUAL: "'<='",
    Token.GREATER: "'>'",
    Token.GREATER_EQUAL: "'>='",
    Token.EQUAL: "'=='",
    Token.UNEQUAL: "'!='",
    Token.AND: "'&&'",
    Token.OR_ELSE: "'||'",
    Token.IMPLIES: "'->'",
    Token.PIPE_FROM: "'<|'",
    Token.PIPE_INTO: "'|>'",
}

# Tokens that are one byte and begin no other token.
SINGLE = {
    b"(": Token.PAREN_OPEN,
    b")": Token.PAREN_CLOSE,
    b"[": Token.BRACKET_OPEN,
    b"]": Token.BRACKET_CLOSE,
    b"{": Token.BRACE_OPEN,
    b"}": Token.BRACE_CLOSE,
    b";": Token.SEMICOLON,
    b":": Token.COLON,
    b",": Token.COMMA,
    b"@": Token.AT,
    b"?": Token.QUESTION,
    b"*": Token.STAR,
    b'"': Token.QUOTE,
}


class Lexer:
    """Reads tokens from `source.text`; see the module's description for the fields."""

    def __cinit__(self, source):
        self.source = source
        self.owner = source.text
        self.text = self.owner
        self.length = len(self.owner)
        self.at = 0
        self.last_end = 0
        self.run_end = 0
        self.name = cython.NULL

    def advance(self):
        """Read the next token; its number is also the result."""
        text: Text = self.text
        at: cython.int = self.at
        c: cython.uchar
        next: cython.uchar
        token: cython.int
        self.last_end = at
        while True:
            c = text[at]
            if CLASS[c] & Class.IS_SPACE:
                at += 1
            elif c == ord("#") or (c == ord("/") and text[at + 1] == ord("*")):
                self.start = at
                at = self.skip_comment(at)
                if at == self.start:
                    break
            else:
                break
        self.start = at
        if CLASS[c] & Class.IS_NAME_START:
            return self.lex_name(at)
        token = SINGLES[c]
        if token != 0:
            self.at = at + 1
            self.token = token
            return token
        next = text[at + 1]
        token = Token.INVALID
        if c == ord("="):
            token = Token.ASSIGN
            if next == ord("="):
                token = Token.EQUAL
                at += 1
        elif c == ord(".") or c == ord("-") or c == ord("+") or c == ord("/"):
            return self.lex_sign(at)
        elif CLASS[c] & Class.IS_DIGIT:
            return self.lex_number(at)
        elif c == ord("'"):
            if next == ord("'"):
                # The rest of the opening line is no part of the string if it is blank.
                token = Token.INDENTED
                at += 1
                next = at + 1
                end: cython.int = at + 1
                while text[end] == ord(" "):
                    end += 1
                if text[end] == ord("\n"):
                    at = end
        elif c == ord("$"):
            if next == ord("{"):
                token = Token.DOLLAR_BRACE
                at += 1
        elif c == ord("!"):
            token = Token.NOT
            if next == ord("="):
                token = Token.UNEQUAL
                at += 1
        elif c == ord("<"):
            end = at + 1
            if CLASS[next] & Class.IS_PATH:
                while CLASS[text[end]] & Class.IS_PATH or (
                    text[end] == ord("/") and CLASS[text[end + 1]] & Class.IS_PATH
                ):
                    end += 1
                if text[end] == ord(">"):
                    self.at = end + 1
                    self.token = Token.SEARCH_PATH
                    return Token.SEARCH_PATH
            token = Token.LESS
            if next == ord("="):
                token = Token.LESS_EQUAL
                at += 1
            elif next == ord("|"):
                return self.lex_pipe(Token.PIPE_FROM, at)
        elif c == ord(">"):
            token = Token.GREATER
            if next == ord("="):
                token = Token.GREATER_EQUAL
                at += 1
        elif c == ord("&"):
            if next == ord("&"):
                token = Token.AND
                at += 1
        elif c == ord("|"):
            if next == ord("|"):
                token = Token.OR_ELSE
                at += 1
            elif next == ord(">"):
                return self.lex_pipe(Token.PIPE_INTO, at)
        elif c == ord("~"):
            if next == ord("/"):
                if CLASS[text[at + 2]] & Class.IS_PATH:
                    self.at = self.path_part_end(at + 1)
                    self.token = Token.HOME_PATH
                    return Token.HOME_PATH
                if text[at + 2] == ord("$") and text[at + 3] == ord("{"):
                    token = Token.HOME_PATH
                    at += 1
        elif c == 0:
            # A NUL ends the text as well.
            token = Token.END
            if at >= self.length:
                at -= 1
            else:
                self.start = at + 1
        self.at = at + 1
        self.token = token
        return token

    def lex_pipe(self, token, at):
        """A pipe operator, if they are allowed."""
        self.at = at + 2
        self.token = token
        if not self.pipes_allowed:
            raise self.error_at(
                "experimental Nix feature 'pipe-operators' is disabled; add "
                "'--extra-experimental-features pipe-operators' to enable it",
                at,
                at + 2,
            )
        return token

    def skip_comment(self, at):
        """The offset past the comment at `at`, or `at` itself if it is not closed."""
        text: Text = self.text
        found: Text
        if text[at] == ord("#"):
            while at < self.length and text[at] != ord("\n") and text[at] != ord("\r"):
                at += 1
            return at
        end: cython.int = at + 2
        while True:
            found = cython.cast(Text, memchr(text + end, ord("*"), self.length - end))
            if found == cython.NULL:
                return at
            end = found - text + 1
            if text[end] == ord("/"):
                return end + 1

    def lex_name(self, at):
        """A name or keyword, or the path or URI that begins like one."""
        text: Text = self.text
        start: cython.int = at
        hash: cython.uint = 0
        c: cython.uchar = text[at]
        while CLASS[c] & Class.IS_NAME:
            hash = hash * 31 + c
            at += 1
            c = text[at]
        if CLASS[c] & Class.IS_JOINT:
            token: cython.int = self.lex_path(start)
            if token != 0:
                return token
            end: cython.int = self.run_end
            if text[end] == ord(":") and CLASS[text[end + 1]] & Class.IS_URI:
                scheme: cython.int = start
                while CLASS[text[scheme]] & Class.IS_SCHEME:
                    scheme += 1
                if scheme == end and c != ord("'") and text[start] != ord("_"):
                    while CLASS[text[end + 1]] & Class.IS_URI:
                        end += 1
                    self.at = end + 1
                    self.token = Token.URI
                    return Token.URI
        name: cython.pointer(Name) = find_name(text + start, at - start, hash)
        self.at = at
        self.name = name.object
        self.token = Token.NAME
        if name.token != 0:
            self.token = name.token
        return self.token

    def lex_path(self, at):
        """PATH if the run of path characters at `at` goes on to a slash of a path, else 0."""
        text: Text = self.text
        end: cython.int = self.run_end
        if end <= at:
            end = at
            while CLASS[text[end]] & Class.IS_PATH:
                end += 1
            self.run_end = end
        if text[end] == ord("/"):
            if CLASS[text[end + 1]] & Class.IS_PATH:
                self.at = self.path_part_end(at)
                self.token = Token.PATH
                return Token.PATH
            if text[end + 1] == ord("$") and text[end + 2] == ord("{"):
                self.at = end + 1
                self.token = Token.PATH
                return Token.PATH
        return 0

    def lex_sign(self, at):
        """What `.`, `-`, `+` or `/` begin."""
        text: Text = self.text
        c: cython.uchar = text[at]
        next: cython.uchar = text[at + 1]
        token: cython.int = 0
        if CLASS[next] & (Class.IS_PATH | Class.IS_JOINT) or c == ord("/"):
            token = self.lex_path(at)
            if token != 0:
                return token
        self.at = at + 1
        if c == ord("."):
            if CLASS[next] & Class.IS_DIGIT:
                return self.lex_number(at)
            token = Token.DOT
            if next == ord(".") and text[at + 2] == ord("."):
                self.at = at + 3
                token = Token.ELLIPSIS
        elif c == ord("-"):
            token = Token.MINUS
            if next == ord(">"):
                self.at = at + 2
                token = Token.IMPLIES
        elif c == ord("+"):
            token = Token.PLUS
            if next == ord("+"):
                self.at = at + 2
                token = Token.CONCAT
        else:
            token = Token.SLASH
            if next == ord("/"):
                self.at = at + 2
                token = Token.UPDATE
        self.token = token
        return token

    def lex_number(self, at):
        """An integer or float, or the path that begins like one."""
        text: Text = self.text
        start: cython.int = at
        end: cython.int
        while CLASS[text[at]] & Class.IS_DIGIT:
            at += 1
        if CLASS[text[at]] & (Class.IS_PATH | Class.IS_JOINT):
            token: cython.int = self.lex_path(start)
            if token != 0:
                return token
        self.token = Token.INT
        # `1.` and `.5` and `0.5` are floats, `0.` and `00.5` are not.
        if text[at] == ord(".") and (
            (at > start and text[start] != ord("0")) or (at - start <= 1 and CLASS[text[at + 1]] & Class.IS_DIGIT)
        ):
            self.token = Token.FLOAT
            at += 1
            while CLASS[text[at]] & Class.IS_DIGIT:
                at += 1
            if text[at] == ord("e") or text[at] == ord("E"):
                end = at + 1
                if text[end] == ord("+") or text[end] == ord("-"):
                    end += 1
                if CLASS[text[end]] & Class.IS_DIGIT:
                    while CLASS[text[end]] & Class.IS_DIGIT:
                        end += 1
                    at = end
        self.at = at
        return self.token

    def path_part_end(self, at):
        """The end of the path text at `at`: path characters with single slashes between them, and one
        slash at the end."""
        text: Text = self.text
        while CLASS[text[at]] & Class.IS_PATH:
            at += 1
        while text[at] == ord("/"):
            at += 1
            if not CLASS[text[at]] & Class.IS_PATH:
                break
            while CLASS[text[at]] & Class.IS_PATH:
                at += 1
        return at

    def slice(self, start, end):
        """The text from `start` to `end`, one character per byte."""
        return PyUnicode_DecodeLatin1(cython.cast(cython.p_char, self.text + start), end - start, cython.NULL)

    def error_at(self, message, start, end):
        """The error that `message` describes at a part of the text."""
        return ParseError(message, Span(self.source, start, end))

    def expect(self, token, expected):
        """Pass over `token`, which messages call `expected`."""
        if self.token != token:
            raise self.syntax_error(expected)
        self.advance()
        return 0

    def syntax_error(self, expected):
        """The error that the present token is not what the grammar wants; `expected` names what would
        be, or is empty."""
        message = "syntax error, unexpected " + SHOWN[self.token]
        if expected:
            message += ", expecting " + expected
        return self.error_at(message, self.start, self.at)


def fill_tables():
    """Set `CLASS` and `SINGLES`, and enter the keywords among the names."""
    letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    digits = b"0123456789"
    members = {
        Class.IS_SPACE: b" \t\r\n",
        Class.IS_DIGIT: digits,
        Class.IS_NAME: letters + digits + b"_'-",
        Class.IS_NAME_START: letters + b"_",
        Class.IS_PATH: letters + digits + b"._-+",
        Class.IS_SCHEME: letters + digits + b"+.-",
        Class.IS_URI: letters + digits + b"%/?:@&=+$,-_.!~*'",
        Class.IS_JOINT: b"/.+:",
        Class.IS_QUOTED: b'"\\$\r\0',
        Class.IS_INDENTED: b"'$\0",
    }
    for flag, characters in members.items():
        for c in characters:
            CLASS[c] |= flag
    for text, token in SINGLE.items():
        SINGLES[text[0]] = token
    word: bytes
    for word, token in KEYWORDS.items():
        hash: cython.uint = 0
        for c in word:
            hash = hash * 31 + cython.cast(cython.uchar, c)
        find_name(word, len(word), hash).token = token


fill_tables()
