"""Builtins that decide what is evaluated, errors, and messages to the user."""

import sys

import cython
from cython.cimports.evaluator.builtins.arguments import as_string
from cython.cimports.evaluator.values import (
    AttrSet,
    ContextString,
    get_attr,
    new_attrs,
    new_thunk,
    shape_in,
    take,
)
from cython.cimports.evaluator.values import Thunk as NativeThunk
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import coerced, text_of
from cython.cimports.evaluator.vm.forcing import force

from evaluator.builtins.registry import builtin
from evaluator.errors import CatchableError, EvalError, Kind, Span
from evaluator.values import Thunk
from evaluator.vm import describe, failing, failures, hooks, state, symbols
from evaluator.vm.origins import position


@builtin("seq", 2)
def seq(first, second):
    """Force the first, return the second."""
    force(first)
    return second


@cython.cfunc
def pending_call(value: object) -> object:
    """The function that a thunk will call, if messages tell of that, or None."""
    return value.pending_code if type(value) is Thunk and value.told else None


@cython.cfunc
def force_deep(value: object, seen: set) -> object:
    """Force a value and everything inside, depth first. `seen` holds the sets and lists met before.

    The reference forces attributes in the order in which their names came to be known. In large programs only an
    error, which of several to tell, has that order looked up.
    """
    name: object
    other: object
    index: cython.Py_ssize_t
    # What `map` and `genList` delay is called from here, as far as messages tell.
    called: object = pending_call(value)
    depth: cython.int = limits.descend()
    try:
        value = force(value)
    except EvalError as error:
        if called is not None:
            failures.note_call_site(error, called)
        raise
    if (type(value) is not AttrSet and type(value) is not tuple) or id(value) in seen:
        limits.depth = depth
        return None
    seen.add(id(value))
    if type(value) is tuple:
        for index in range(len(cython.cast(tuple, value))):
            try:
                force_deep(cython.cast(tuple, value)[index], seen)
            except EvalError as error:
                error.while_(f"while evaluating list element at index {index}")
                raise
    else:
        for name in symbols.known_first(shape_in(value).names):
            try:
                force_attribute(value, name, seen)
            except EvalError:
                limits.depth = depth + 1
                for other in symbols.order(shape_in(value).names):
                    if other == name:
                        raise
                    force_attribute(value, other, seen)
    limits.depth = depth


@cython.cfunc
def force_attribute(attrs: object, name: object, seen: set) -> object:
    """Force an attribute and everything inside; an error tells which one it was."""
    try:
        force_deep(get_attr(attrs, name), seen)
    except EvalError as error:
        place: object = position(attrs, name)
        span: object = Span(place[0], place[1], place[1] + len(name)) if place is not None else None
        error.while_(f"while evaluating the attribute '{describe.attribute_name(name)}'", span)
        raise


def force_inside(value: object) -> None:
    """Force a value and all inside."""
    force_deep(value, set())


@builtin("deepSeq", 2)
def deep_seq(first, second):
    """Force the first and all inside, return the second."""
    force_deep(first, set())
    return second


def message_text(v, note):
    """The text of a message: what coerces to a string as in interpolation."""
    return text_of(coerced(v, False, True, note))


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
    except CatchableError as error:
        limits.depth = depth
        failing.settle(error)
        return new_attrs({"success": False, "value": False}, None)
    return new_attrs({"success": True, "value": value}, None)


@builtin("addErrorContext", 2)
def add_error_context(message, v):
    """The value; errors in it get the message into their trace."""
    try:
        return force(v)
    except EvalError as error:
        note = "while evaluating the error message passed to builtins.addErrorContext"
        error.while_(text_of(coerced(message, False, False, note)))  # a path is not copied
        raise


@builtin("break", 1)
def break_(v):
    """The argument; a debugger stops here. Without one, what is not evaluated yet is returned as it is: a thunk
    of its own, as in the reference."""
    if hooks.reached_break(v) or type(v) is not Thunk:
        return force(v)
    if v.finished:
        return v.value
    return take(new_thunk(cython.cast(NativeThunk, v).code, cython.cast(NativeThunk, v).payload))


def say(prefix, text):
    """Write a line for the user, in bytes as they are, or hand it to who asked for messages."""
    state.telling()
    hooks.said(prefix, text)
    if state.current.log is not None:
        state.current.log(prefix, text)
        return
    from evaluator.rendering import filtered

    shown: str = text.encode("latin-1").decode("utf-8", "surrogateescape")
    # The lines of a warning have no blanks at their ends, the one with the prefix included.
    bare: cython.bint = prefix != "trace" and shown.startswith("\n")
    message = f"{prefix}:{shown}" if bare else f"{prefix}: {shown}"
    sys.stderr.write((message if sys.stderr.isatty() else filtered(message)) + "\n")


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
    text: str = text_of(as_string(message, note))
    prefix = "evaluation warning"
    indent = "\n" + " " * len("evaluation warning: ")
    lines: list = [line.rstrip() for line in text.rstrip().split("\n")]
    text = lines[0] + "".join([indent + line if line else "\n" for line in lines[1:]])
    if text or state.current.log is not None:
        say(prefix, text)
    else:  # not even the prefix
        state.telling()
        hooks.said(prefix, text)
        sys.stderr.write("\n")
    if aborts_on_warning():
        raise EvalError(Kind.VALUE, "aborting to reveal stack trace of warning, as abort-on-warn is set")
    return v


def aborts_on_warning():
    """The setting abort-on-warn, or the variable that stands for it."""
    settings = state.current.settings
    return settings.options.get("abort-on-warn") == "true" or settings.environment.get("NIX_ABORT_ON_WARN") in (
        "true",
        "1",
        "yes",
    )
