"""Evaluating an expression in a frame: it sees the frame's variables, and the sets of its `with`s."""

from __future__ import annotations

from typing import Any

from debugger.scopes import Scope
from debugger.values import UNSET, internal
from evaluator.bytecode.compiler import compile_file
from evaluator.errors import EvalError, NixrayError, Source
from evaluator.rendering import readable
from evaluator.session import Session
from evaluator.vm.machine import run_file


class PromptError(NixrayError):
    """An expression typed at a stop is wrong, or its evaluation failed. `error` is the program's."""

    def __init__(self, message: str, error: EvalError | None = None) -> None:
        super().__init__(message)
        self.error = error


def evaluate(session: Session, text: str, scope: Scope, listener: Any = None) -> Any:
    """The value of an expression in a scope. With a `listener` its code can be stepped through.

    Raises PromptError.
    """
    names: list[str | None] = []
    values: list[Any] = []
    for name, value in scope.visible().items():
        if value is not UNSET:
            names.append(name)
            values.append(value)
    for with_set in scope.withs:
        if with_set.value is not UNSET:
            names.append(None)
            values.append(with_set.value)
    source = Source(None, "«prompt»", internal(text).encode("latin-1"))
    try:
        node = session.parse(source, session.settings.working_dir)
        code = compile_file(node, source, session.globals, names, listener)
        return run_file(code, tuple(values))
    except EvalError as error:
        raise PromptError(readable(error.message), error) from error
    except NixrayError as error:
        raise PromptError(str(error)) from error
