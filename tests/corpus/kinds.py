"""Which `Kind` an error of reference Nix has, told from its text.

Reference Nix prints no error codes, so the first line of the message decides, except for `throw`,
whose text is the program's own: there the innermost step of the trace decides. The first row that
matches wins. Rows name wordings of 2.34.8 only; older versions are compared by their text.
"""

from __future__ import annotations

import re

from evaluator.errors import Kind

_ROWS: list[tuple[str, Kind]] = [
    (r"syntax error,", Kind.PARSE),
    (r"invalid (integer|float) '", Kind.PARSE),
    (r"attribute '.*' already defined at ", Kind.PARSE),
    (r"path has a trailing slash|dynamic attributes not allowed in let", Kind.PARSE),
    (r"experimental Nix feature 'pipe-operators' is disabled", Kind.PARSE),
    (r"duplicate formal function argument", Kind.PARSE),
    (r".*\(lint-(url|short-path|absolute-path)-literals\)", Kind.PARSE),
    (r"dynamic attributes not allowed in inherit", Kind.PARSE),
    (r"path '.*' does not exist|file '.*' was not found in the Nix search path", Kind.FILE),
    (r"file '.*' has an unsupported type|path '.*' is a symlink", Kind.FILE),
    (r"read of .* bytes: |cannot read directory |getting status of |the contents of the file '", Kind.FILE),
    (r"access to .* is forbidden in |in pure evaluation mode, ", Kind.RESTRICTED),
    (r"cannot look up '.*' in pure evaluation|.* is not allowed in pure evaluation", Kind.RESTRICTED),
    (r"path '.*' is not (a valid store path|in the Nix store|valid)|store path '", Kind.STORE),
    (r"files created by builtins.toFile may not reference|derivation names are allowed to", Kind.STORE),
    (r"invalid derivation name: |.* is too short to be a valid store path|store path mismatch", Kind.STORE),
    (r"evaluation aborted with the following error message", Kind.ABORT),
    (r"assertion '.*' failed$", Kind.ASSERTION),
    (r"undefined variable '", Kind.UNDEFINED_VARIABLE),
    (r"attribute '.*' missing", Kind.MISSING_ATTRIBUTE),
    (r"attribute '.*' in selection path '.*' not found", Kind.MISSING_ATTRIBUTE),
    (r"function '.*' called without required argument '", Kind.MISSING_ARGUMENT),
    (r"cannot evaluate a function that has an argument without a value", Kind.MISSING_ARGUMENT),
    (r"function '.*' called with unexpected argument '", Kind.UNEXPECTED_ARGUMENT),
    (r"infinite recursion encountered", Kind.INFINITE_RECURSION),
    (r"stack overflow; max-call-depth exceeded", Kind.CALL_DEPTH),
    (r"division by zero|integer overflow in ", Kind.ARITHMETIC),
    (r"expected an? .* but found ", Kind.TYPE),
    (r"'functionArgs' requires a function", Kind.TYPE),
    (r"attempt to call something which is not a function", Kind.TYPE),
    (r"cannot (add|compare)\b", Kind.TYPE),
    (r"cannot coerce|cannot convert .* to JSON", Kind.COERCION),
    (r"string '.*' doesn't represent an absolute path", Kind.COERCION),
    (r"the string '.*' is not allowed to refer to a store path", Kind.TYPE),
    (r"a string that refers to a store path cannot be appended to a path", Kind.TYPE),
    (r"list index .* in selection path '.*' is out of range", Kind.MISSING_ATTRIBUTE),
    (r"the expression selected by the selection path '.*' should be a (set|list)", Kind.TYPE),
    (r".* is not equal to |attribute name '.*' is contained in '", Kind.ASSERTION),
    (r"attribute names of attribute set '", Kind.ASSERTION),
    (r"distinct functions and immediate comparisons of identical functions", Kind.ASSERTION),
]
_NUL = re.compile(r"input string '.*' cannot be represented as Nix string because it contains null bytes", re.DOTALL)
"""In a program's text it is a parse error (no trace), in data that a builtin reads it is not."""
_TABLE = [(re.compile(pattern, re.DOTALL), kind) for pattern, kind in _ROWS]


def kind_of(message: str, trace: list[str]) -> Kind:
    """The kind of an error with this message and this trace (texts, innermost last)."""
    if trace and trace[-1].startswith("while calling the 'throw' builtin"):
        return Kind.THROW
    if not trace and _NUL.match(message):
        return Kind.PARSE
    for pattern, kind in _TABLE:
        if pattern.match(message):
            return kind
    return Kind.VALUE
