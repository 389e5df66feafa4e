"""From values to places on disk, and what has to be there before a file can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from evaluator.errors import EvalError, Kind, Span
from evaluator.store import disk, paths
from evaluator.store.context import in_order, split_output
from evaluator.values import AttrSet, ContextString, Path
from evaluator.vm import state
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force
from evaluator.vm.origins import position
from evaluator.vm.paths import normalise

T = TypeVar("T")

NO_CONTEXT: frozenset[str] = frozenset()


@contextmanager
def with_note(note: str) -> Iterator[None]:
    """Errors inside get a step into their trace."""
    try:
        yield
    except EvalError as error:
        raise error.while_(note) from None


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
    """The path that a value means, after a check that what it depends on is there. A source that this
    evaluation added to the store is read where it came from."""
    with with_note("while realising the context of a path"):
        path, context = coerce_to_path(v)
    if context:
        with with_note(f"while realising the context of path '{path}'"):
            realise(context)
        return readable(path)
    return path


def realise(context: frozenset[str]) -> None:
    """Raise an error unless every element of a context is on disk, or was added by this evaluation
    (which counts only outside of read-only mode, where the reference would have written it)."""
    session = state.current
    read_only = session.settings.read_only
    for element in in_order(context):
        if element[0] == "!":
            output, drv = split_output(element)
            if not output_is_there(output, drv):
                raise not_built(drv, output, read_only)
        else:
            path = element.lstrip("=")
            added = session.sources.origin(path) is not None or path in session.registry.made()
            here = session.sources.is_fetched(path) or (added and not read_only)
            if not here and not session.registry.written(path):
                raise EvalError(Kind.STORE, f"path '{path.rpartition('/')[2]}' is not valid")


def output_is_there(output: str, drv: str) -> bool:
    """Whether an output was built before."""
    registry = state.current.registry
    if drv[0] == "!" or (drv not in registry.made() and not registry.written(drv)):
        return False
    found = registry.get(drv).outputs.get(output)
    return found is not None and bool(found.path) and registry.written(found.path)


def not_built(drv: str, output: str, read_only: bool) -> EvalError:
    """The error for an output that would have to be built first."""
    if read_only and drv[0] != "!":
        return EvalError(Kind.BUILD, f"path '{drv.rpartition('/')[2]}' is not valid")
    return EvalError(
        Kind.BUILD,
        f"cannot build '{drv}^{output}' during evaluation because the option "
        "'allow-import-from-derivation' is disabled",
    )


def readable(path: str) -> str:
    """Where the content of a path can be read: the path itself, or the origin of a source that would be
    in the store."""
    session = state.current
    store_dir = session.settings.store_dir
    if not path.startswith(store_dir + "/"):
        return path
    try:
        whole, rest = paths.split_path(store_dir, path)
    except EvalError:
        return path
    origin = session.sources.origin(whole)
    if origin is None or disk.status_or_none(whole) is not None:
        return path
    return str(origin) + rest
