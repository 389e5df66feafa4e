"""Builtins that evaluate other files."""

from __future__ import annotations

from evaluator.builtins.arguments import as_attrs
from evaluator.builtins.locations import realised_path
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError
from evaluator.vm import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@builtin("import", 1)
def import_(v: Any) -> Any:
    """The value of a file."""
    session = state.current
    path = session.resolve_file(realised_path(v))
    try:
        return session.eval_file(path)
    except EvalError as error:
        # Reading and parsing it is not evaluating it yet.
        if error.frames:
            error.while_(f"while evaluating the file '{path}':")
        raise


@builtin("scopedImport", 2)
def scoped_import(scope: Any, v: Any) -> Any:
    """The value of a file with further variables in scope; it is not remembered."""
    session = state.current
    path = session.resolve_file(realised_path(v))
    names = as_attrs(scope, "while evaluating the first argument passed to builtins.scopedImport").d
    source = session.source_of(path)
    if session.evaluating is not None:
        session.evaluating(path)
    return session.eval_source(source, path.rpartition("/")[0] or "/", dict(names))
