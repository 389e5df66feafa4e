"""Builtins that decide what is evaluated, and errors."""

from __future__ import annotations

import sys
from typing import Any

from evaluator.builtins.registry import builtin
from evaluator.errors import CatchableError, EvalError, Kind
from evaluator.values import AttrSet
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force


@builtin("seq", 2)
def seq(first: Any, second: Any) -> Any:
    """Force the first, return the second."""
    force(first)
    return second


def force_deep(value: Any) -> Any:
    """Force a value and everything inside; cycles are fine."""
    seen: set[int] = set()
    pending = [value]
    result = force(value)
    while pending:
        v = force(pending.pop())
        if type(v) is AttrSet:
            if id(v) not in seen:
                seen.add(id(v))
                pending.extend(v.d[name] for name in sorted(v.d, reverse=True))
        elif type(v) is tuple and id(v) not in seen:
            seen.add(id(v))
            pending.extend(reversed(v))
    return result


@builtin("deepSeq", 2)
def deep_seq(first: Any, second: Any) -> Any:
    """Force the first and all inside, return the second."""
    force_deep(first)
    return second


@builtin("throw", 1)
def throw(message: Any) -> Any:
    """Fail in a way that tryEval catches."""
    raise CatchableError(Kind.THROW, text_of(coerce(force(message), False, True)))


@builtin("abort", 1)
def abort(message: Any) -> Any:
    """Fail."""
    text = text_of(coerce(force(message), False, True))
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
        raise error.while_(text_of(coerce(force(message), False, True))) from None


@builtin("trace", 2)
def trace(message: Any, v: Any) -> Any:
    """Print a message, return the value."""
    from evaluator.printing import brief

    message = force(message)
    text = message if type(message) is str else brief(message)
    sys.stderr.write(f"trace: {text}\n")
    return force(v)
