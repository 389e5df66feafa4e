"""Error kinds as a comparison sees them, read off the message.

Both sides of a comparison go through the same table, so a kind means the same whoever failed:
reference Nix 2.8 and 2.34 word their errors differently, and recordings may keep only one word.
The rows were collected by asking both references, one made-up package per kind of failure
(`corpus/packages/failures.nix`).
"""

from __future__ import annotations

import re
from enum import Enum


class ErrorKind(Enum):
    """Why an evaluation failed."""

    THROW = "throw"
    ASSERTION = "assertion"
    SEARCH_PATH = "search-path"
    CAUGHT = "caught"
    ABORT = "abort"
    UNDEFINED_VARIABLE = "undefined-variable"
    MISSING_ATTRIBUTE = "missing-attribute"
    MISSING_ARGUMENT = "missing-argument"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    TYPE = "type"
    COERCION = "coercion"
    ARITHMETIC = "arithmetic"
    INFINITE_RECURSION = "infinite-recursion"
    STACK_OVERFLOW = "stack-overflow"
    PARSE = "parse"
    FILE_NOT_FOUND = "file-not-found"
    NAME = "name"
    HASH = "hash"
    CONTEXT = "context"
    BUILD = "build"
    STORE = "store"
    BAD_VALUE = "bad-value"
    NOT_A_DERIVATION = "not-a-derivation"
    UNSUPPORTED = "unsupported"
    OTHER = "other"


CATCHABLE = frozenset({ErrorKind.THROW, ErrorKind.ASSERTION, ErrorKind.SEARCH_PATH, ErrorKind.CAUGHT})
"""What `tryEval` turns into a value; a batch that went through it can only say CAUGHT."""

NOT_A_DERIVATION = "the attribute does not evaluate to a derivation"
UNSUPPORTED = "not supported by nixray: "

# Recordings of one word, as corpora of answers keep them: `throw` stands for all that tryEval catches.
_WORDS = {
    "throw": ErrorKind.CAUGHT,
    "caught": ErrorKind.CAUGHT,
    "file-not-found": ErrorKind.FILE_NOT_FOUND,
    "stack-overflow": ErrorKind.STACK_OVERFLOW,
}

# First match wins: longer wordings stand before the shorter ones they contain.
_ROWS: tuple[tuple[str, ErrorKind], ...] = (
    (re.escape(UNSUPPORTED), ErrorKind.UNSUPPORTED),
    (re.escape(NOT_A_DERIVATION), ErrorKind.NOT_A_DERIVATION),
    (r"[Cc]annot build '|builder for '.*' failed|^build of '.*' failed|failed to build", ErrorKind.BUILD),
    (r"the connection to .* was lost|cannot connect to the nix-daemon|the store is full", ErrorKind.STORE),
    (r"json\.exception|invalid regular expression|while parsing TOML", ErrorKind.BAD_VALUE),
    (r"list index -?\d+ is out of bounds|called with index -?\d+ on a list", ErrorKind.BAD_VALUE),
    (r"assertion .* failed", ErrorKind.ASSERTION),
    (r"evaluation aborted with the following error message", ErrorKind.ABORT),
    (r"infinite recursion encountered", ErrorKind.INFINITE_RECURSION),
    (r"stack overflow", ErrorKind.STACK_OVERFLOW),
    (r"undefined variable '", ErrorKind.UNDEFINED_VARIABLE),
    (r"attribute '.*' missing|attribute '.*' in selection path '.*' not found", ErrorKind.MISSING_ATTRIBUTE),
    (r"called without required argument|has an argument without a value", ErrorKind.MISSING_ARGUMENT),
    (r"called with unexpected argument", ErrorKind.UNEXPECTED_ARGUMENT),
    (r"file '.*' was not found in the Nix search path", ErrorKind.SEARCH_PATH),
    (r"syntax error|undefined dynamic attribute|already defined at", ErrorKind.PARSE),
    (r"duplicate formal|invalid integer '|dynamic attributes not allowed", ErrorKind.PARSE),
    (r"cannot coerce|cannot be coerced|cannot convert a function", ErrorKind.COERCION),
    (r"division by zero|integer overflow", ErrorKind.ARITHMETIC),
    (r"not allowed to refer to|with context .*not allowed|string '.*' is not allowed to", ErrorKind.CONTEXT),
    (r"contains illegal character|invalid derivation name|derivation names are not allowed", ErrorKind.NAME),
    (r"hash '.*'|unknown hash algorithm|hash algorithm", ErrorKind.HASH),
    (r"No such file or directory|does not exist|cannot read directory", ErrorKind.FILE_NOT_FOUND),
    (r"opening file|getting status of|reading directory", ErrorKind.FILE_NOT_FOUND),
    (r"^expected an? .* but found|^value is an? |while an? .* was expected", ErrorKind.TYPE),
    (r"attempt to call something which is not a function", ErrorKind.TYPE),
    (r"cannot compare|cannot (add|subtract|multiply|divide)|is not of type", ErrorKind.TYPE),
)
_TABLE = tuple((re.compile(pattern, re.DOTALL), kind) for pattern, kind in _ROWS)


def kind_of_text(text: str) -> ErrorKind:
    """The kind of an error message (without the leading `error: `) or of a recording's one word."""
    word = _WORDS.get(text)
    if word is not None:
        return word
    for pattern, kind in _TABLE:
        if pattern.search(text):
            return kind
    return ErrorKind.OTHER


_VALUE = re.compile(r": [\[{] .*\Z", re.DOTALL)


def without_value(text: str) -> str:
    """A message without the set or list that it ends with: how much of that shows depends on what was
    evaluated before."""
    return _VALUE.sub("", text.strip())


def alike(one: ErrorKind, other: ErrorKind) -> bool:
    """Whether two kinds can be the same failure: equal, or one of them only knows 'caught'."""
    if ErrorKind.CAUGHT in (one, other):
        return one in CATCHABLE and other in CATCHABLE
    return one is other
