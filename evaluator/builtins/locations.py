"""From values to places on disk, and what has to be there before a file can be read."""

from __future__ import annotations

from evaluator.errors import EvalError, Kind, Span
from evaluator.values import AttrSet, ContextString, Path
from evaluator.vm import state
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force
from evaluator.vm.origins import position
from evaluator.vm.paths import normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

NO_CONTEXT: frozenset[str] = frozenset()


class with_note:
    """A block whose errors get a step into their trace."""

    def __init__(self, note: str) -> None:
        self.note = note

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, place: object) -> None:
        if isinstance(error, EvalError):
            raise error.while_(self.note) from None


def context_of(string: Any) -> frozenset[str]:
    """The context elements of a string value."""
    return string.context if type(string) is ContextString else NO_CONTEXT


def place_of(attrs: AttrSet, name: str) -> Span | None:
    """Where an attribute of a set was written."""
    place = position(attrs, name)
    return None if place is None else Span(place[0], place[1], place[1] + len(name))


def checked(attrs: AttrSet, name: str, check: Callable[[Any], T], note: str) -> T:
    """An attribute of a set passed to a builtin, by one of the functions of `arguments`. Its errors
    point at the attribute."""
    try:
        return check(attrs.d[name])
    except EvalError as error:
        place = place_of(attrs, name)
        # As the reference tells it: of sets and lists only the step has the place.
        container = error.message.startswith(("expected a set", "expected a list"))
        if error.kind is Kind.TYPE and not error.frames and not container:
            error.span = error.span or place
        raise error.while_(note, place) from None


def coerce_to_path(v: Any) -> tuple[str, frozenset[str]]:
    """The absolute, normalised path that a value means, and its context. Nothing is copied or built."""
    v = force(v)
    if type(v) is Path:
        return v.path, NO_CONTEXT
    string = coerce(v, False, False)
    text = text_of(string)
    if not text.startswith("/"):
        raise EvalError(Kind.COERCION, f"string '{text}' doesn't represent an absolute path")
    return normalise(text), context_of(string)


def realised_path(v: Any) -> str:
    """The path that a value means, after what it depends on was built or found to be there. A source that this
    evaluation added to the store is read where it came from, under the name that it has in the store."""
    with with_note("while realising the context of a path"):
        path, context = coerce_to_path(v)
    return realised(path, context) if context else path


def realised(path: str, context: frozenset[str]) -> str:
    """The same for a path with a context. Raises NeedsBuild in an evaluation that parks."""
    realiser = state.current.realiser
    with with_note(f"while realising the context of path '{path}'"):
        for placeholder, built in realiser.realise(context).items():
            path = path.replace(placeholder, built)
        realiser.make_readable(path)
        state.current.files.access.allow_below(path, state.current.settings.store_dir)
    return path
