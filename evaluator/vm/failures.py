"""The errors that the machine itself raises, worded as reference Nix words them, and what an error
notes of the frames it leaves on its way out (unwinding.py makes a trace of that)."""

from __future__ import annotations

from evaluator.errors import CatchableError, Context, EvalError, Kind, Label, Span, nearest
from evaluator.values import AttrSet, Closure, PartialCall
from evaluator.vm import describe, failing, hooks, origins, symbols, unwinding
from evaluator.vm.forcing import force
from evaluator.vm.notes import AttributeNote, CallSite, FunctorNote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def infinite_recursion(thunk: Any) -> EvalError:
    """A thunk needs its own value. Tells where the value is written and where it was first needed. It is the same error
    however often a running thunk is needed, as in the reference."""
    if failing.needed is not None and failing.needed.subject is thunk:
        return failing.needed
    # That module stands on the machine, which stands on this one.
    from evaluator.vm.activations import activations

    labels = []
    inside = True
    for active in activations(0, 1 << 30):
        if not inside:
            if active.args is None and active.code.span(active.pc)[0] >= 0:
                start, end, reported = active.code.span(active.pc)
                place = Span(active.code.source, start if reported < 0 else reported, end)
                labels.append(Label(place, "first needed here"))
            break
        if active.thunk is thunk:
            inside = False
    error = EvalError(Kind.INFINITE_RECURSION, "infinite recursion encountered", labels=labels, here=True)
    error.subject = thunk
    failing.needed = error
    return error


def call_depth(operand: int = -1) -> EvalError:
    """Too many nested calls; `operand` as in `EvalError`."""
    return EvalError(Kind.CALL_DEPTH, "stack overflow; max-call-depth exceeded", here=True, operand=operand)


def pattern_needs_set(code: Any, value: Any) -> EvalError:
    """A function with a set pattern got something else."""
    return describe.expected("a set", value).while_(
        "while evaluating the value passed for the lambda argument", _function_place(code)
    )


def missing_argument(code: Any, value: Any) -> EvalError:
    """A function with a set pattern got a set without a required name: of several, the one known first."""
    pattern = code.pattern
    needed = [name for name, default in zip(pattern.names, pattern.makers, strict=True) if default < 0]
    name = symbols.order(name for name in needed if name not in value.d)[0]
    others = [other for other in value.d if other not in code.pattern.names]
    return EvalError(
        Kind.MISSING_ARGUMENT,
        f"{_function(code)} called without required argument '{describe.attribute_name(name)}'",
        _function_place(code),
        labels=_labels(value_place(value), "the argument is written here"),
        suggestions=nearest(name, others) if len(name) > 2 else [],
    )


def unexpected_argument(code: Any, value: Any) -> EvalError:
    """A function with a closed set pattern got a name it does not have."""
    names = list(code.pattern.names)
    name = symbols.order(other for other in value.d if other not in names)[0]
    return EvalError(
        Kind.UNEXPECTED_ARGUMENT,
        f"{_function(code)} called with unexpected argument '{describe.attribute_name(name)}'",
        _function_place(code),
        labels=_labels(attribute_place(value, name), "it is passed here"),
        suggestions=nearest(name, names),
    )


def missing_attribute(attrs: Any, name: str, *, here: bool) -> EvalError:
    """A set has no attribute of that name. Tells where the one that must be meant is, or else where the set begins;
    `here` as in `EvalError`."""
    near = nearest(name, attrs.d)
    labels = _labels(value_place(attrs), "the set is written here")
    if len(near) == 1:
        other = f"'{describe.attribute_name(near[0])}' is written here"
        labels = _labels(attribute_place(attrs, near[0]), other) or labels
    message = f"attribute '{describe.attribute_name(name)}' missing"
    return EvalError(Kind.MISSING_ATTRIBUTE, message, labels=labels, suggestions=near, here=here)


def _labels(place: Span | None, text: str) -> list[Label]:
    return [] if place is None else [Label(place, text)]


def _function(code: Any) -> str:
    return f"function '{code.name or 'anonymous lambda'}'"


def _function_place(code: Any) -> Span:
    start = code.functions[-1].start
    return Span(code.source, start, start + 1)


def function_place(value: Any) -> Span | None:
    """Where a function of the program is written, also one applied to some arguments; None for others."""
    given = 0
    if type(value) is PartialCall:
        given = len(value.args)
        value = value.function
    if type(value) is not Closure:
        return None
    code: Any = value.function_code
    node = code.functions[given]
    return Span(code.source, node.start, node.end)


def value_place(value: Any) -> Span | None:
    """Where a function or a set is written; None for others, and for sets that no literal made."""
    if type(value) is not AttrSet:
        return function_place(value)
    found = origins.beginning(value)
    return None if found is None else Span(found[0], found[1], found[1] + 1)


def attribute_place(attrs: Any, name: str) -> Span | None:
    """Where an attribute of a set is written, or None."""
    found = origins.position(attrs, name)
    return None if found is None else Span(found[0], found[1], found[1] + len(name))


def not_a_function(value: Any) -> EvalError:
    """Something that cannot be called was."""
    return EvalError(
        Kind.TYPE,
        f"attempt to call something which is not a function but {describe.describe(value)}",
        here=True,
    )


def undefined_variable(code: Any, name: str) -> EvalError:
    """A name that no `with` set around it has."""
    return EvalError(Kind.UNDEFINED_VARIABLE, f"undefined variable '{describe.attribute_name(name)}'", here=True)


def context_not_allowed(string: Any) -> EvalError:
    """A string that may not depend on the store does."""
    from evaluator.store.context import example

    shown = f"(such as '{example(string.context)}')"
    return EvalError(Kind.TYPE, f"the string '{string.s}' is not allowed to refer to a store path {shown}")


def assertion(code: Any, condition: str) -> EvalError:
    """A failed `assert`; `condition` is its text as `--parse` prints it."""
    return CatchableError(Kind.ASSERTION, f"assertion '{condition}' failed", here=True)


def of_segment(error: EvalError, operand: int) -> EvalError:
    """`error` came from coercing an operand of an instruction: its step gets the operand's place."""
    if not error.frames and error.kind is Kind.CALL_DEPTH:
        error.here, error.operand = True, operand
    elif not error.frames and error.notes and isinstance(error.notes[-1], Context):
        error.notes[-1] = error.notes[-1]._replace(operand=operand)
    return error


# ---------------------------------------------------------------- on the way out


def note_frame(error: BaseException, code: Any, pc: int, env: Any) -> None:
    """`error` leaves a frame of the program at `pc`."""
    if not isinstance(error, EvalError):
        return
    if error.here and not error.frames and error.span is None:
        start, end, reported = code.span(pc)
        reached = error.notes[-1] if error.notes and isinstance(error.notes[-1], AttributeNote) else None
        selected = reached.span if reached is not None and reached.last else None
        if selected is not None and unwinding.ends_path(code, pc):
            error.span = selected
        elif error.kind is Kind.INFINITE_RECURSION and unwinding.with_span(code, pc, env) is not None:
            error.span = unwinding.with_span(code, pc, env)
        elif error.kind is Kind.INFINITE_RECURSION and unwinding.is_operand(code, pc):
            pass  # it is forced as the argument of a builtin, and those tell no place
        elif error.operand >= 0:
            error.span = unwinding.operand_span(code, pc, error.operand)
        elif reported >= 0:
            error.span = Span(code.source, reported, max(end, reported))
    hooks.threw(error)
    frame = (code, pc, env)
    error.frames.append(frame)
    error.notes.append(frame)


def note_builtin(error: BaseException, builtin: Any, args: tuple[Any, ...]) -> None:
    """`error` leaves a builtin."""
    if isinstance(error, EvalError):
        hooks.threw(error)
        frame = (builtin, args)
        error.frames.append(frame)
        error.notes.append(frame)


def note_attribute(error: BaseException, attrs: Any, name: str) -> None:
    """`error` comes from forcing an attribute that was selected."""
    if isinstance(error, EvalError):
        error.notes.append(AttributeNote(attribute_place(attrs, name)))


def note_path(error: Any, place: Span, names: list[Any], last: bool) -> None:
    """`error` comes from a path with computed `names` (delayed) that has reached the attribute written at `place`, the
    `last` one or another. The names are evaluated to tell the path."""
    shown = None
    if not place.source.internal:
        failing.settle(error)
        notes, frames = len(error.notes), len(error.frames)
        shown = tuple(map(_name_again, names))
        # What fails with the same error once more leaves no steps here.
        del error.notes[notes:], error.frames[frames:]
    error.notes.append(AttributeNote(place, last, shown))


def _name_again(name: Any) -> str | None:
    try:
        value = force(name)
    except EvalError as error:
        failing.settle(error)
        return None
    return value if type(value) is str else None


def note_pattern(error: BaseException, code: Any) -> None:
    """`error` comes from forcing what the set pattern of a function is matched against. If that was being
    forced already, the error stands in the pattern, and the function was called."""
    if (
        isinstance(error, EvalError)
        and error.kind is Kind.INFINITE_RECURSION
        and error.here
        and not error.notes
        and error.span is None
    ):
        error.span = _function_place(code)
        error.here = False


def note_call_site(error: EvalError, called: Any) -> None:
    """`error` comes from calling a function where no instruction does: the place is that of the function."""
    place = value_place(called)
    if error.here and not error.frames and error.span is None:
        error.span = place
    else:
        error.notes.append(CallSite(place))


def note_functor(error: BaseException, attrs: Any) -> None:
    """`error` comes from calling something that is no function: a set with `__functor`, or what raised it; or a list
    of these, of which each but the first is what the functor before gave."""
    if type(attrs) is list:
        for each in reversed(attrs):
            note_functor(error, each)
    elif isinstance(error, EvalError) and type(attrs) is AttrSet and "__functor" in attrs.d:
        place = attribute_place(attrs, "__functor")
        if (error.here or error.kind is Kind.CALL_DEPTH) and not error.frames and error.span is None:
            error.span = place
        error.notes.append(FunctorNote(place))
