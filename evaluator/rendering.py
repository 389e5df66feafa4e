"""The one place where an error becomes text for people.

The layout is reference Nix's, so that habits and scripts keep working: the steps that led to the error,
outermost first, each with an excerpt of the source, then `error: MESSAGE`, the place, and suggestions.
Ours are the labelled further places, such as where an infinite recursion was first entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluator.errors import EvalError, Kind, Label, NixrayError, Span, Trace

INDENT = "       "
ENOUGH = 3
"""When steps that count for more than this are shown, the rest is not, unless it is asked for. A step counts for
one, and for another one if it has a place (the reference's measure)."""

FEW = 5
"""How many repeated steps in a row are still shown."""

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]|\r")
_CODES = {
    "error": "\x1b[31;1m",
    "place": "\x1b[35;1m",
    "caret": "\x1b[31;1m",
    "note": "\x1b[36m",
    "off": "\x1b[0m",
}


def render(error: NixrayError, show_trace: bool = False, colour: bool = False, exact: bool = False) -> str:
    """The text of an error, ending in a line break. Bytes that are not UTF-8 become U+FFFD, or if `exact` what
    the error handler `surrogateescape` writes as these bytes again.

    Without `show_trace` only the outermost steps are shown.
    """
    text = _render(error, show_trace, _Paint(colour))
    return text if exact else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def filtered(text: str) -> str:
    """A whole message as it is written where no terminal is: without escape sequences and carriage returns, and
    with spaces for tabs. As in the reference, columns are counted over all lines of the message."""
    if "\t" not in text and "\r" not in text and "\x1b" not in text:
        return text
    text = _ESCAPES.sub("", text)
    pieces: list[str] = []
    column = 0
    for piece in re.split("(\t)", text):
        shown = " " * (8 - column % 8) if piece == "\t" else piece
        column += len(shown) - shown.count("\n")
        pieces.append(shown)
    return "".join(pieces)


def _render(error: NixrayError, show_trace: bool, paint: _Paint) -> str:
    if not isinstance(error, EvalError):
        return f"{paint('error', 'error:')} {error}\n"
    blocks = list(_steps(error.trace[::-1], show_trace, paint))
    if blocks:
        return f"{paint('error', 'error:')}\n" + "\n".join([*blocks, INDENT + _core(error, paint)])
    return _core(error, paint)


def first_line(error: EvalError) -> str:
    """The first line of an error's message, as Unicode text."""
    return readable(error.message).partition("\n")[0]


def render_warning(message: str, span: Span | None) -> str:
    """The text of a warning, ending in a line break."""
    text = f"warning: {_shown(message)}\n"
    return text if span is None else text + _place(span, INDENT + "  ", _Paint(False), 2)


def readable(text: str) -> str:
    """A latin-1 byte string of the evaluator as Unicode text."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def _shown(text: str) -> str:
    """The same with bytes that are not UTF-8 escaped."""
    return text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


class _Paint:
    """Puts colour around words, or nothing."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, style: str, text: str) -> str:
        return f"{_CODES[style]}{text}{_CODES['off']}" if self.on else text


def _core(error: EvalError, paint: _Paint) -> str:
    """The message with its places."""
    # The end of a thrown text does not show; that of other messages stands before the end of a colour.
    message = _indented(error.message.rstrip("\n") if error.kind is Kind.THROW else error.message)
    text = f"{paint('error', 'error:')} {message}\n"
    if error.span is not None:
        text += _place(error.span, INDENT, paint)
    for label in error.labels:
        text += _label(label, paint)
    if error.suggestions:
        text += f"{INDENT}Did you mean {_choice(error.suggestions)}?\n"
    return text


def _indented(text: str) -> str:
    return _shown(text).replace("\n", "\n" + INDENT)


def _label(label: Label, paint: _Paint) -> str:
    return f"{INDENT}{paint('note', _shown(label.text))}\n" + _place(label.span, INDENT, paint)


def _choice(names: list[str]) -> str:
    if len(names) == 1:
        return _shown(names[0])
    return "one of " + ", ".join(map(_shown, names[:-1])) + f" or {_shown(names[-1])}"


def _steps(trace: list[Trace], whole: bool, paint: _Paint) -> Iterator[str]:
    """The blocks of a trace given outermost first; steps seen before are only counted. Unless the `whole` of it
    is wanted, only the outermost steps are shown, and of calls of functions none."""
    seen: set[tuple[str, Span | None]] = set()
    again: list[str] = []
    shown = 0
    for step in trace:
        if step.detail and not whole:
            continue
        if shown > ENOUGH and not whole:
            yield from _repeated(again, seen)
            yield f"{INDENT}(stack trace truncated; use '--show-trace' to show the full, detailed trace)\n"
            return
        block = f"{INDENT}… {_indented(step.text)}\n"
        if step.span is not None:
            block += _place(step.span, INDENT + "  ", paint)
        if step[:2] in seen:
            again.append(block)
            continue
        yield from _repeated(again, seen)
        seen.add(step[:2])
        yield block
        shown += 1 if step.span is None else 2
    yield from _repeated(again, seen)


def _repeated(again: list[str], seen: set[tuple[str, Span | None]]) -> Iterator[str]:
    """Steps that were shown before: a few are shown again, many are counted. Empties both arguments."""
    if not again:
        return
    if len(again) > FEW:
        yield f"{INDENT}({len(again)} duplicate frames omitted)\n"
    else:
        yield from again
    again.clear()
    seen.clear()


def _place(span: Span, indent: str, paint: _Paint, more: int = 0) -> str:
    """`at FILE:LINE:COLUMN:` and the line, with its neighbours and a caret, `more` columns to the right."""
    source = span.source
    line, column = source.line_column(span.start)
    place = f"{_shown(source.shown)}:{line}:{column}"
    text = f"{indent}at {paint('place', place)}:\n"
    if not source.text:
        return text
    if line > 1:
        text += _numbered(line - 1, _shown(source.line_text(line - 1)), more)
    shown = _shown(source.line_text(line))
    # As in the reference, bytes before the caret are counted, not characters.
    before = source.line_text(line)[: column - 1]
    lead = "".join("\t" if c == "\t" and paint.on else " " for c in before)
    text += _numbered(line, shown, more) + f"{'':{13 + more}}| {lead}{paint('caret', '^')}\n"
    after = line + 1
    if source.has_line(after):
        text += _numbered(after, _shown(source.line_text(after)), more)
    return text


def _numbered(line: int, text: str, more: int) -> str:
    return f"{line:{13 + more}}| {text}".rstrip(" ") + "\n"
