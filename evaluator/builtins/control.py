"""Builtins that decide what is evaluated, errors, and messages to the user."""

from __future__ import annotations

import sys
from typing import Any

from evaluator.builtins.arguments import as_string
from evaluator.builtins.registry import builtin
from evaluator.errors import CatchableError, EvalError, Kind, Span
from evaluator.values import AttrSet, ContextString
from evaluator.vm import hooks, state
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force
from evaluator.vm.origins import position


@builtin("seq", 2)
def seq(first: Any, second: Any) -> Any:
    """Force the first, return the second."""
    force(first)
    return second


def force_deep(value: Any, seen: set[int]) -> None:
    """Force a value and everything inside, depth first and attributes in the order they were written;
    `seen` holds the sets and lists met before."""
    value = force(value)
    if type(value) is AttrSet:
        if id(value) in seen:
            return
        seen.add(id(value))
        for name in value.d:
            try:
                force_deep(value.d[name], seen)
            except EvalError as error:
                place = position(value, name)
                span = Span(place[0], place[1], place[1] + len(name)) if place else None
                raise error.while_(f"while evaluating the attribute '{name}'", span) from None
    elif type(value) is tuple and value:
        if id(value) in seen:
            return
        seen.add(id(value))
        for index, item in enumerate(value):
            try:
                force_deep(item, seen)
            except EvalError as error:
                raise error.while_(f"while evaluating list element at index {index}") from None


@builtin("deepSeq", 2)
def deep_seq(first: Any, second: Any) -> Any:
    """Force the first and all inside, return the second."""
    force_deep(first, set())
    return second


def _message(v: Any, note: str) -> str:
    """The text of a message: what coerces to a string as in interpolation."""
    v = force(v)
    try:
        return str(text_of(coerce(v, False, True)))
    except EvalError as error:
        raise error.while_(note) from None


@builtin("throw", 1)
def throw(message: Any) -> Any:
    """Fail in a way that tryEval catches."""
    text = _message(message, "while evaluating the error message passed to builtin.throw")
    raise CatchableError(Kind.THROW, text)


@builtin("abort", 1)
def abort(message: Any) -> Any:
    """Fail."""
    text = _message(message, "while evaluating the error message passed to builtins.abort")
    raise EvalError(Kind.ABORT, f"evaluation aborted with the following error message: '{text}'")


@builtin("tryEval", 1)
def try_eval(v: Any) -> Any:
    """Whether forcing succeeds, and the value."""
    try:
        value = force(v)
    except CatchableError:
        return AttrSet({"success": False, "value": False})
    return AttrSet({"success": True, "value": value})


@builtin("addErrorContext", 2)
def add_error_context(message: Any, v: Any) -> Any:
    """The value; errors in it get the message into their trace."""
    try:
        return force(v)
    except EvalError as error:
        note = "while evaluating the error message passed to builtins.addErrorContext"
        raise error.while_(_message(message, note)) from None


@builtin("break", 1)
def break_(v: Any) -> Any:
    """The value; a debugger stops here."""
    hooks.reached_break(v)
    return v


def _say(prefix: str, text: str) -> None:
    """Write a line for the user, in bytes as they are."""
    sys.stderr.write(f"{prefix}: {text.encode('latin-1').decode('utf-8', 'surrogateescape')}\n")


@builtin("trace", 2)
def trace(message: Any, v: Any) -> Any:
    """Print a message, return the value."""
    from evaluator.printing.brief import full

    message = force(message)
    if type(message) is ContextString:
        message = message.s
    _say("trace", message if type(message) is str else full(message))
    return v


@builtin("traceVerbose", 2)
def trace_verbose(message: Any, v: Any) -> Any:
    """As trace, if the setting trace-verbose is on."""
    return trace(message, v) if state.current.settings.trace_verbose else v


@builtin("warn", 2)
def warn(message: Any, v: Any) -> Any:
    """Print a warning, return the value; with the setting abort-on-warn it is an error."""
    note = "while evaluating the first argument; the message passed to builtins.warn"
    _say("evaluation warning", text_of(as_string(message, note)))
    if _aborts_on_warning():
        raise EvalError(
            Kind.ABORT, "aborting to reveal stack trace of warning, as abort-on-warn is set"
        )
    return v


def _aborts_on_warning() -> bool:
    """The setting abort-on-warn, or the variable that stands for it."""
    settings = state.current.settings
    return (
        settings.options.get("abort-on-warn") == "true"
        or settings.environment.get("NIX_ABORT_ON_WARN") in ("true", "1", "yes")
    )
