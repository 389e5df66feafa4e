"""The errors that the machine itself raises, worded as reference Nix words them, and how an error
learns its place and trace on the way out."""

from __future__ import annotations

from typing import Any

from evaluator.errors import CatchableError, EvalError, Kind, Label, Span, Trace, nearest
from evaluator.vm import hooks


def infinite_recursion(thunk: Any) -> EvalError:
    """A thunk needs its own value."""
    return EvalError(Kind.INFINITE_RECURSION, "infinite recursion encountered")


def call_depth() -> EvalError:
    """Too many nested calls."""
    return EvalError(Kind.CALL_DEPTH, "stack overflow; max-call-depth exceeded")


def function_name(code: Any) -> str:
    """What messages call a function."""
    return f"function '{code.name}'" if code.name else "anonymous function"


def pattern_needs_set(code: Any, value: Any) -> EvalError:
    """A function with a set pattern got something else."""
    from evaluator.vm.describe import expected

    return expected("a set", value)


def missing_argument(code: Any, value: Any, name: str) -> EvalError:
    """A function with a set pattern got a set without a required name."""
    function = code.functions[-1]
    span = Span(code.source, function.start, function.start + 1)
    return EvalError(
        Kind.MISSING_ARGUMENT, f"{function_name(code)} called without required argument '{name}'", span
    )


def unexpected_argument(code: Any, value: Any) -> EvalError:
    """A function with a closed set pattern got a name it does not have."""
    function = code.functions[-1]
    names = list(code.pattern.names)
    name = min(set(value.d) - set(names))
    span = Span(code.source, function.start, function.start + 1)
    return EvalError(
        Kind.UNEXPECTED_ARGUMENT,
        f"{function_name(code)} called with unexpected argument '{name}'",
        span,
        suggestions=nearest(name, names),
    )


def not_a_function(value: Any) -> EvalError:
    """Something that cannot be called was."""
    from evaluator.vm.describe import describe

    return EvalError(
        Kind.TYPE, f"attempt to call something which is not a function but {describe(value)}"
    )


def note_frame(error: BaseException, code: Any, pc: int, env: Any) -> None:
    """`error` leaves a frame of the program: it takes the frame's place if it has none yet."""
    if not isinstance(error, EvalError):
        return
    if error.span is None and code.source is not None:
        start, end, pos = code.span(pc)
        if pos >= 0:
            error.span = Span(code.source, pos, max(end, pos))
    hooks.threw(error)
    error.frames.append((code, pc, env))


def note_builtin(error: BaseException, builtin: Any, args: tuple[Any, ...]) -> None:
    """`error` leaves a builtin."""
    if isinstance(error, EvalError):
        hooks.threw(error)
        error.frames.append((builtin, args))
        error.trace.append(Trace(f"while calling the '{builtin.name}' builtin", None))


def label(error: EvalError, span: Span, text: str) -> EvalError:
    """Add a further place to an error; returns it."""
    error.labels.append(Label(span, text))
    return error


def undefined_variable(code: Any, name: str) -> EvalError:
    """A name that no `with` set around it has."""
    return EvalError(Kind.UNDEFINED_VARIABLE, f"undefined variable '{name}'")


def context_not_allowed(string: Any) -> EvalError:
    """A string that may not depend on the store does."""
    from evaluator.store.context import example

    shown = f"(such as '{example(string.context)}')"
    return EvalError(Kind.TYPE, f"the string '{string.s}' is not allowed to refer to a store path {shown}")


def assertion(code: Any, condition: str) -> EvalError:
    """A failed `assert`; `condition` is its text as `--parse` prints it."""
    return CatchableError(Kind.ASSERTION, f"assertion '{condition}' failed")
