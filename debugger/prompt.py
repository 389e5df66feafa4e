"""Evaluating an expression in a frame: it sees the frame's variables, and the sets of its `with`s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debugger.values import internal
from evaluator.bytecode.compiler import compile_file
from evaluator.errors import EvalError, NixrayError, Source
from evaluator.evaluation import Evaluation
from evaluator.rendering import readable
from evaluator.vm.files import run_file
from evaluator.vm.scopes import UNSET, Scope


class PromptError(NixrayError):
    """An expression typed at a stop is wrong, or its evaluation failed."""


PROMPT = "«prompt»"
"""What expressions typed at a stop are called as a source."""


def place_of(error: EvalError) -> str:
    """Where in a file an error arose, in brackets; empty if that is not known."""
    if error.span is None or error.span.source.path is None:
        return ""
    line, column = error.span.source.line_column(error.span.start)
    return f" ({readable(error.span.source.path)}:{line}:{column})"


def check(session: Evaluation, text: str) -> None:
    """Raise PromptError if a text is no expression."""
    try:
        session.parse(Source(None, PROMPT, internal(text).encode("latin-1")), session.settings.working_dir)
    except EvalError as error:
        raise PromptError(readable(error.message)) from error


def compiled(
    session: Evaluation,
    text: str,
    scope: Scope,
    listener: Callable[[Any], None] = lambda code: None,
    extra: dict[str, Any] | None = None,
) -> tuple[Any, tuple[Any, ...]]:
    """The code of an expression in a scope, and the values of the variables it was compiled with; `extra`
    are variables that hide those of the scope. Raises PromptError."""
    values: dict[str | None, Any] = {
        name: value for name, value in scope.visible().items() if value is not UNSET
    }
    values.update(dict[str | None, Any](extra or {}))
    names: list[str | None] = list(values)
    held = list(values.values())
    for with_set in scope.withs:
        if with_set.value is not UNSET:
            names.append(None)
            held.append(with_set.value)
    source = Source(None, PROMPT, internal(text).encode("latin-1"))
    try:
        node = session.parse(source, session.settings.working_dir)
        return compile_file(node, source, session.globals, names, listener), tuple(held)
    except EvalError as error:
        raise PromptError(readable(error.message) + place_of(error)) from error


def evaluate(
    session: Evaluation,
    text: str,
    scope: Scope,
    listener: Callable[[Any], None] = lambda code: None,
    extra: dict[str, Any] | None = None,
) -> Any:
    """The value of an expression in a scope (see `compiled`). Its code is handed to `listener`.

    Raises PromptError.
    """
    code, values = compiled(session, text, scope, listener, extra)
    try:
        return run_file(code, values)
    except EvalError as error:
        raise PromptError(readable(error.message) + place_of(error)) from error
    except NixrayError as error:
        raise PromptError(str(error)) from error
