# Tokens and the state of the lexer. The meaning of each field is documented in lexer.py.

from cpython.unicode cimport PyUnicode_DecodeLatin1

from evaluator.syntax.names cimport Text

cdef enum Token:
    END = 0
    INVALID
    # What an expression can begin with: from here to the mark below.
    NAME
    INT
    FLOAT
    QUOTE
    INDENTED
    PATH
    HOME_PATH
    SEARCH_PATH
    URI
    PAREN_OPEN
    BRACKET_OPEN
    BRACE_OPEN
    WORD_REC
    WORD_LET
    # No argument begins with those below.
    WORD_OR
    WORD_IF
    WORD_THEN
    WORD_ELSE
    WORD_ASSERT
    WORD_WITH
    WORD_IN
    WORD_INHERIT
    DOLLAR_BRACE
    PAREN_CLOSE
    BRACKET_CLOSE
    BRACE_CLOSE
    SEMICOLON
    COLON
    COMMA
    DOT
    ELLIPSIS
    AT
    ASSIGN
    QUESTION
    NOT
    PLUS
    MINUS
    STAR
    SLASH
    CONCAT
    UPDATE
    LESS
    LESS_EQUAL
    GREATER
    GREATER_EQUAL
    EQUAL
    UNEQUAL
    AND
    OR_ELSE
    IMPLIES
    PIPE_FROM
    PIPE_INTO
    TOKENS

cdef enum Class:
    IS_SPACE = 1
    IS_DIGIT = 2
    IS_NAME = 4
    IS_NAME_START = 8
    IS_PATH = 16
    IS_SCHEME = 32
    IS_URI = 64
    IS_JOINT = 128      # after a name or number: it may be the beginning of a path or URI
    IS_QUOTED = 256     # ends a run of ordinary text in "..."
    IS_INDENTED = 512   # ends a run of ordinary text in ''...''

cdef unsigned short[256] CLASS
cdef unsigned char[256] SINGLES

cdef int fill_tables() except -1

cdef class Lexer:
    cdef readonly object source
    cdef bytes owner
    cdef Text text
    cdef int length
    cdef int at
    cdef int token
    cdef int start
    cdef int last_end
    cdef int run_end
    cdef void* name
    cdef bint pipes_allowed

    cdef int advance(self) except -1
    cdef int lex_pipe(self, int token, int at) except -1
    cdef int skip_comment(self, int at) except -1
    cdef int lex_name(self, int at) except -1
    cdef int lex_number(self, int at) except -1
    cdef int lex_path(self, int at) except -1
    cdef int lex_sign(self, int at) except -1
    cdef int path_part_end(self, int at) noexcept
    cdef str slice(self, int start, int end)
    cdef int expect(self, int token, str expected) except -1
    cdef object syntax_error(self, str expected)
    cdef object error_at(self, str message, int start, int end)
