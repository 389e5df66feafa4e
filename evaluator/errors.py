"""Errors of Nix programs: kinds, positions and traces. Nothing here renders text for a screen.

Every error a program can cause is an `EvalError` with a `Kind`. Three families never mix: the
program's fault (`EvalError`), a thing nixray cannot do (`Unsupported`), and our own bug (any other
Python exception). A store that cannot be used (`StoreFailure`) is nobody's fault here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import Enum
    from typing import Any, NamedTuple
else:
    from evaluator.light import Enum, NamedTuple


class Kind(Enum):
    """What went wrong. The value is the stable code that reports and comparisons use."""

    THROW = "throw"
    ASSERTION = "assertion"
    ABORT = "abort"
    UNDEFINED_VARIABLE = "undefined-variable"
    MISSING_ATTRIBUTE = "missing-attribute"
    MISSING_ARGUMENT = "missing-argument"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    TYPE = "type"
    COERCION = "coercion"
    ARITHMETIC = "arithmetic"
    INFINITE_RECURSION = "infinite-recursion"
    CALL_DEPTH = "call-depth"
    PARSE = "parse"
    FILE = "file"
    RESTRICTED = "restricted"
    STORE = "store"
    BUILD = "build"
    VALUE = "value"


class Span(NamedTuple):
    """A place in a source text: `source` is a `Source`, offsets count bytes, `end` is exclusive."""

    source: "Source"
    start: int
    end: int


class Source:
    """A source text: `path` is the absolute path of a file, or None for text without one;
    `name` is what to show instead («string», «stdin»)."""

    __slots__ = ("_lines", "below_link", "identity", "name", "path", "text")
    internal = False
    """Whether the text comes with the language."""

    def __init__(self, path: str | None, name: str, text: bytes) -> None:
        self.path = path
        self.name = name
        self.text = text
        self.below_link = False
        """Whether a directory above the file is a symlink."""
        self.identity = b""
        """What told the file from any other when its text was read (`disk.identity`), or empty."""
        self._lines: list[int] | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """What a program is told of an offset: line and column, as `line_column`. The reference does not find the
        lines of a file below a symlink, and takes it for one line."""
        return (1, offset + 1) if self.below_link else self.line_column(offset)

    def line_column(self, offset: int) -> tuple[int, int]:
        """1-based line and column (in bytes) of a byte offset."""
        from _bisect import bisect_right  # `bisect` itself is found and read first
        from itertools import accumulate

        if self._lines is None:
            # A line ends with LF, CR, or CR LF, as for the reference.
            self._lines = [0, *accumulate(map(len, self.text.splitlines(keepends=True)))]
            if self.text and self.text[-1:] not in b"\r\n":
                self._lines.pop()
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line break, as latin-1."""
        self.line_column(0)
        assert self._lines is not None
        start = self._lines[line - 1]
        end = self._lines[line] if line < len(self._lines) else len(self.text)
        return self.text[start:end].rstrip(b"\r\n").decode("latin-1")

    def has_line(self, line: int) -> bool:
        """Whether the text has a 1-based line; after a final line break there is one more, empty."""
        self.line_column(0)
        assert self._lines is not None
        return 1 <= line <= len(self._lines)

    @property
    def shown(self) -> str:
        """What messages call this source: its path, or its name (as latin-1, like all text in them)."""
        return self.path if self.path is not None else self.name.encode().decode("latin-1")


class Trace(NamedTuple):
    """One step of the chain that led to an error: what was being done, and where (or None). `detail` steps
    are shown only when the whole trace is asked for."""

    text: str
    span: Span | None
    detail: bool = False


class Context(NamedTuple):
    """A step whose place is that of the instruction that failed, found when the trace is made. `operand`
    says which part of it is meant, counted from 0, or -1 for all of it."""

    text: str
    operand: int = -1


class Label(NamedTuple):
    """A further place that helps to understand an error, with its note."""

    span: Span
    text: str


class NixrayError(Exception):
    """Anything nixray reports to its user as one clear message."""


class Unsupported(NixrayError):
    """The program is right, but asks for a thing that nixray does not do."""


class Trouble(Enum):
    """Why a store could not be used. The value is the stable code."""

    UNREACHABLE = "store-unreachable"
    TIMEOUT = "store-timeout"
    DIED = "store-died"
    MALFORMED = "store-malformed-reply"
    FULL = "store-full"
    REFUSED = "store-refused"


class StoreFailure(NixrayError):
    """A store did not do what it was asked, through no fault of the program; `message` is Unicode."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class NeedsBuild(NixrayError):
    """An evaluation cannot go on before something is built. Raised instead of building when the session
    parks: every thunk on the way is pending again, and what was computed stays. `targets` are
    `drv!output` texts; their `.drv` files are in the store already."""

    def __init__(self, targets: tuple[str, ...]) -> None:
        super().__init__("this needs a build first: " + ", ".join(targets))
        self.targets = targets


class EvalError(NixrayError):
    """The Nix program failed.

    `message` is the reference's text after `error: ` (strings as latin-1, may span lines). `span` is
    the main place or None; an error that is raised `here` gets the place of the instruction that
    failed, if it was one of the program and not a builtin, or of an `operand` of it. `notes` hold what
    was met while the stack unwound, innermost first: `Trace`, `Context`, and the frames and marks of the
    machine (vm/unwinding.py), from which `trace` is made when somebody asks. `frames` keeps the frames alone
    for the debugger: (code, pc, environment), or (builtin, arguments); `left` the thunks (vm/failing.py).
    `subject` is the thunk that needs its own value, if that is the matter. `catchable` is true only for
    what `tryEval` may catch.
    """

    catchable = False

    def __init__(
        self,
        kind: Kind,
        message: str,
        span: Span | None = None,
        *,
        labels: list[Label] | None = None,
        suggestions: list[str] | None = None,
        context: Context | None = None,
        here: bool = False,
        operand: int = -1,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.span = span
        self.labels: list[Label] = labels or []
        self.suggestions: list[str] = suggestions or []
        self.notes: list[object] = [] if context is None else [context]
        self.frames: list[tuple[object, ...]] = []
        self.left: list[Any] = []
        self.here = here
        self.operand = operand
        self.subject: object = None
        self._trace: tuple[int, list[Trace]] = (0, [])

    @property
    def trace(self) -> list[Trace]:
        """The steps that led to the error, innermost first."""
        if self._trace[0] != len(self.notes):
            self._trace = (len(self.notes), _make_trace(self))
        return self._trace[1]

    def while_(self, text: str, span: Span | None = None) -> EvalError:
        """Add a trace step; returns itself for `raise error.while_(...)`."""
        self.notes.append(Trace(text, span))
        return self


def _plain_trace(error: EvalError) -> list[Trace]:
    """The steps that need no machine to be understood."""
    return [note for note in error.notes if isinstance(note, Trace)]


_make_trace: Callable[[EvalError], list[Trace]] = _plain_trace


def set_trace_maker(maker: Callable[[EvalError], list[Trace]]) -> None:
    """Have `EvalError.trace` made by `maker`: the machine knows how, but stands above this module."""
    global _make_trace
    _make_trace = maker


class CatchableError(EvalError):
    """An error that `builtins.tryEval` turns into `{ success = false; value = false; }`:
    throw, failed assertion, and a search path entry that is not there."""

    catchable = True


class ParseError(EvalError):
    """The text is not a Nix expression."""

    def __init__(self, message: str, span: Span | None = None, **more: object) -> None:
        super().__init__(Kind.PARSE, message, span, **more)  # type: ignore[arg-type]


class Interrupted(NixrayError):
    """The user asked to stop."""


def undefined_variable(name: str, span: Span, known: list[str]) -> EvalError:
    """The error for a variable that nothing binds; suggests names among `known`, which the reference
    does not. Names of one or two letters are near to all others, so they get none."""
    from evaluator.printing.literals import attribute_name

    suggestions = nearest(name, known) if len(name) > 2 else []
    message = f"undefined variable '{attribute_name(name)}'"
    return EvalError(Kind.UNDEFINED_VARIABLE, message, span, suggestions=suggestions)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known names that `name` may be a misspelling of, best first: those at most two insertions,
    deletions or replacements of a byte away, five at most, as the reference offers them."""
    found = []
    for other in known:
        if abs(len(other) - len(name)) <= _FAR and (distance := _edits(name, other)) <= _FAR:
            found.append((distance, other))
    return [other for _, other in sorted(found)[:5]]


_FAR = 2


def _edits(one: str, other: str) -> int:
    """The Levenshtein distance of two texts."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for column, against in enumerate(other, 1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (letter != against)),
            )
    return row[-1]
