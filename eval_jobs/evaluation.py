"""Our own evaluator as the worker pool sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from eval_jobs.error_kinds import NOT_A_DERIVATION, UNSUPPORTED, ErrorKind
from eval_jobs.looking import Children, Look, Nothing, Task
from eval_jobs.paths import AttrPath
from eval_jobs.results import Outcome, Record, failed
from eval_jobs.root import Root
from evaluator.errors import EvalError, Kind, NixrayError, Unsupported
from evaluator.session import Session, Settings

# What tryEval would catch is named by the error itself; all else is read off the message, in the
# same way as for a reference.
_CAUGHT = {
    Kind.THROW: ErrorKind.THROW,
    Kind.ASSERTION: ErrorKind.ASSERTION,
    Kind.FILE: ErrorKind.SEARCH_PATH,
}


class SessionLooker:
    """Looks at attributes below one root. Made in the coordinator, used in forked processes: the
    session itself starts in `open`."""

    def __init__(self, root: Root) -> None:
        self._root = root

    def run(self, body: Callable[[], None]) -> None:
        settings = Settings.from_environment(
            search_path=[byte_text(entry) for entry in self._root.search_path],
            options={byte_text(name): byte_text(value) for name, value in self._root.options},
        )
        self._session = Session(settings)
        self._session.use_cache()
        self._session.run(body)

    def open(self) -> None:
        session, root = self._session, self._root
        base = byte_text(str(root.base_dir))
        self._arguments: dict[str, Any] = {
            byte_text(name): session.eval_expr(text, base_dir=base) for name, text in root.arguments
        }
        if root.file is not None:
            value = session.eval_file(byte_text(str(root.file)))
        else:
            value = session.eval_expr(str(root.expression), base_dir=base)
        self._value = session.auto_call(value, self._arguments)
        kind = session.type_name(self._value)
        if kind != "set":
            raise NixrayError(f"the root evaluates to a value of type '{kind}', not to a set of attributes")

    def close(self) -> None:
        """Write newly compiled files to the bytecode cache."""
        if self._session.cache is not None:
            self._session.cache.flush()

    def look(self, task: Task) -> Look:
        try:
            return self._look(task)
        except EvalError as error:
            kind = _CAUGHT.get(error.kind) if error.catchable else None
            return failed(task.path, unicode_text(error.message), kind)
        except Unsupported as error:
            return failed(task.path, UNSUPPORTED + unicode_text(str(error)))

    def _look(self, task: Task) -> Look:
        session = self._session
        value = session.select_path(self._value, [byte_text(part) for part in task.path], self._arguments)
        if session.is_derivation(value):
            return self._derivation(task.path, value)
        if task.explicit:
            return failed(task.path, NOT_A_DERIVATION)
        if not task.path or session.is_entered(value):
            return Children(tuple((*task.path, unicode_text(name)) for name in session.attr_names(value)))
        return Nothing()

    def _derivation(self, path: AttrPath, value: Any) -> Record:
        return Record(
            path,
            Outcome.DERIVATION,
            unicode_text(self._session.drv_path(value)),
            name=self._string(value, "name"),
            system=self._string(value, "system"),
            outputs=self._outputs(value),
        )

    def _string(self, value: Any, name: str) -> str | None:
        if not self._session.has_attr(value, name):
            return None
        text = self._session.to_python(self._session.get_attr(value, name))
        return unicode_text(text) if isinstance(text, str) else None

    def _outputs(self, value: Any) -> dict[str, str | None]:
        session = self._session
        listed = session.has_attr(value, "outputs")
        names = session.to_python(session.get_attr(value, "outputs")) if listed else ["out"]
        return {unicode_text(name): self._string(session.get_attr(value, name), "outPath") for name in names}


def byte_text(text: str) -> str:
    """Unicode as the evaluator's byte string (one character per byte)."""
    return os.fsencode(text).decode("latin-1")


def unicode_text(text: str) -> str:
    """A byte string of the evaluator as Unicode, for people and for JSON."""
    return text.encode("latin-1").decode("utf-8", "replace")
