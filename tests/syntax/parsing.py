"""Parsing a text the way the recorded answers were made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from evaluator.errors import ParseError, Source, Span
from evaluator.syntax.options import ParseOptions
from evaluator.syntax.parser import parse
from evaluator.syntax.printing import show
from tests.syntax.sources import BASE, HOME, Answer

T = TypeVar("T")
_STACK_BYTES = 512 * 1024 * 1024


def on_large_stack(function: Callable[[], T]) -> T:
    """The result of `function`, run with a stack like that of an evaluation."""
    results: list[T] = []
    before = threading.stack_size(_STACK_BYTES)
    try:
        thread = threading.Thread(target=lambda: results.append(function()))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return results[0]


def answer(text: bytes, options: list[str]) -> Answer:
    """Our answer for a text, in the form of the recorded ones."""
    source = Source(None, "«stdin»", text)
    ours = Answer(text.decode("latin-1"), options)

    def warn(message: str, span: Span | None) -> None:
        if span is not None:
            line, column = source.line_column(span.start)
            message += f" @ {line}:{column}"
        ours.warnings.append(message)

    given = dict(zip(options[::2], options[1::2], strict=True))
    chosen = ParseOptions(
        pipe_operators=given.get("--extra-experimental-features") == "pipe-operators",
        url_literals=given.get("--lint-url-literals", "ignore"),
        absolute_path_literals=given.get("--lint-absolute-path-literals", "ignore"),
        short_path_literals=given.get("--lint-short-path-literals", "ignore"),
        warn=warn,
    )
    try:
        ours.printed = show(parse(source, BASE, HOME, chosen))
    except ParseError as error:
        assert error.span is not None
        ours.error = error.message
        ours.line, ours.column = source.line_column(error.span.start)
    return ours
