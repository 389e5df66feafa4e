"""Builtins that decide what is evaluated, errors, and messages to the user."""

import sys

import cython
from cython.cimports.evaluator.builtins.arguments import as_string
from cython.cimports.evaluator.values import AttrSet, ContextString, get_attr, new_attrs, shape_in
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import coerce, text_of
from cython.cimports.evaluator.vm.forcing import force

from evaluator.builtins.registry import builtin
from evaluator.errors import CatchableError, EvalError, Kind, Span
from evaluator.vm import hooks, state
from evaluator.vm.origins import position


@builtin("seq", 2)
def seq(first, second):
    """Force the first, return the second."""
    force(first)
    return second


@cython.cfunc
def force_deep(value: object, seen: set) -> object:
    """Force a value and everything inside, depth first and attributes in the order they were written;
    `seen` holds the sets and lists met before."""
    name: object
    index: cython.Py_ssize_t
    value = force(value)
    if (type(value) is not AttrSet and type(value) is not tuple) or id(value) in seen:
        return None
    depth: cython.int = limits.descend()
    seen.add(id(value))
    if type(value) is tuple:
        for index in range(len(cython.cast(tuple, value))):
            try:
                force_deep(cython.cast(tuple, value)[index], seen)
            except EvalError as error:
                error.while_(f"while evaluating list element at index {index}")
                raise
    else:
        for name in shape_in(value).names:
            try:
                force_deep(get_attr(value, name), seen)
            except EvalError as error:
                place: object = position(value, name)
                span: object = Span(place[0], place[1], place[1] + len(name)) if place is not None else None
                error.while_(f"while evaluating the attribute '{name}'", span)
                raise
    limits.depth = depth


@builtin("deepSeq", 2)
def deep_seq(first, second):
    """Force the first and all inside, return the second."""
    force_deep(first, set())
    return second


def message_text(v, note):
    """The text of a message: what coerces to a string as in interpolation."""
    v = force(v)
    try:
        return text_of(coerce(v, False, True))
    except EvalError as error:
        error.while_(note)
        raise


@builtin("throw", 1)
def throw(message):
    """Fail in a way that tryEval catches."""
    text = message_text(message, "while evaluating the error message passed to builtin.throw")
    raise CatchableError(Kind.THROW, text)


@builtin("abort", 1)
def abort(message):
    """Fail."""
    text = message_text(message, "while evaluating the error message passed to builtins.abort")
    raise EvalError(Kind.ABORT, f"evaluation aborted with the following error message: '{text}'")


@builtin("tryEval", 1)
def try_eval(v):
    """Whether forcing succeeds, and the value."""
    depth: cython.int = limits.depth
    try:
        value = force(v)
    except CatchableError:
        limits.depth = depth
        return new_attrs({"success": False, "value": False}, None)
    return new_attrs({"success": True, "value": value}, None)


@builtin("addErrorContext", 2)
def add_error_context(message, v):
    """The value; errors in it get the message into their trace."""
    try:
        return force(v)
    except EvalError as error:
        note = "while evaluating the error message passed to builtins.addErrorContext"
        error.while_(message_text(message, note))
        raise


@builtin("break", 1)
def break_(v):
    """The value; a debugger stops here."""
    hooks.reached_break(v)
    return v


def say(prefix, text):
    """Write a line for the user, in bytes as they are, or hand it to who asked for messages."""
    hooks.said(prefix, text)
    if state.current.log is not None:
        state.current.log(prefix, text)
        return
    sys.stderr.write(f"{prefix}: {text.encode('latin-1').decode('utf-8', 'surrogateescape')}\n")


@builtin("trace", 2)
def trace(message, v):
    """Print a message, return the value."""
    from evaluator.printing.brief import full

    message = force(message)
    if type(message) is ContextString:
        message = message.s
    levels: object = limits.max_depth - limits.depth
    say("trace", message if type(message) is str else full(message, levels))
    return v


@builtin("traceVerbose", 2)
def trace_verbose(message, v):
    """As trace, if the setting trace-verbose is on."""
    return trace(message, v) if state.current.settings.trace_verbose else v


@builtin("warn", 2)
def warn(message, v):
    """Print a warning, return the value; with the setting abort-on-warn it is an error."""
    note = "while evaluating the first argument; the message passed to builtins.warn"
    say("evaluation warning", text_of(as_string(message, note)))
    if aborts_on_warning():
        raise EvalError(
            Kind.VALUE, "aborting to reveal stack trace of warning, as abort-on-warn is set"
        )
    return v


def aborts_on_warning():
    """The setting abort-on-warn, or the variable that stands for it."""
    settings = state.current.settings
    return (
        settings.options.get("abort-on-warn") == "true"
        or settings.environment.get("NIX_ABORT_ON_WARN") in ("true", "1", "yes")
    )
