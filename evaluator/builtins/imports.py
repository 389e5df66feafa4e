"""Builtins that evaluate other files."""

from __future__ import annotations

from typing import Any

from evaluator.builtins.arguments import as_attrs
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, Source
from evaluator.values import Path
from evaluator.vm import state
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force
from evaluator.vm.paths import normalise


def path_argument(v: Any) -> str:
    """The absolute path that a value means."""
    v = force(v)
    if type(v) is Path:
        return v.path
    text = text_of(coerce(v, False, False))
    if not text.startswith("/"):
        raise EvalError(Kind.COERCION, f"string '{text}' doesn't represent an absolute path")
    return normalise(text)


@builtin("import", 1)
def import_(v: Any) -> Any:
    """The value of a file."""
    return state.current.eval_file(path_argument(v))


@builtin("scopedImport", 2)
def scoped_import(scope: Any, v: Any) -> Any:
    """The value of a file with further variables in scope; it is not remembered."""
    session = state.current
    names = as_attrs(scope).d
    path = session.resolve_file(path_argument(v))
    source = Source(path, path, session.read_file(path))
    return session.eval_source(source, path.rpartition("/")[0] or "/", dict(names))
