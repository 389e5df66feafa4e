"""Our own evaluator as the worker pool sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from evaluator.session import Session, Settings

from eval_jobs.error_kinds import NOT_A_DERIVATION, UNSUPPORTED, ErrorKind
from eval_jobs.looking import Children, Look, Nothing, Task
from eval_jobs.paths import AttrPath
from eval_jobs.results import Outcome, Record, failed
from eval_jobs.root import Root
from evaluator.errors import EvalError, Kind, NixrayError, Unsupported

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
        self._session: Any = None
        self._value: Any = None

    def run(self, body: Callable[[], None]) -> None:
        settings = Settings.from_environment(
            search_path=[_bytes_text(entry) for entry in self._root.search_path],
            options={_bytes_text(name): _bytes_text(value) for name, value in self._root.options},
        )
        self._session = Session(settings)
        self._session.run(body)

    def open(self) -> None:
        session, root = self._session, self._root
        base = os.fsdecode(os.fspath(root.base_dir))
        arguments = {
            _bytes_text(name): session.eval_expr(_bytes_text(text), base_dir=base)
            for name, text in root.arguments
        }
        if root.file is not None:
            value = session.eval_file(_bytes_text(str(root.file)))
        else:
            value = session.eval_expr(_bytes_text(str(root.expression)), base_dir=base)
        self._arguments = arguments
        self._value = session.auto_call(value, arguments)
        kind = session.type_name(session.force(self._value))
        if kind != "set":
            raise NixrayError(f"the root evaluates to a value of type '{kind}', not to a set of attributes")

    def look(self, task: Task) -> Look:
        try:
            return self._look(task)
        except EvalError as error:
            kind = _CAUGHT.get(error.kind) if error.catchable else None
            return failed(task.path, _text(error.message), kind)
        except Unsupported as error:
            return failed(task.path, UNSUPPORTED + _text(str(error)))

    def _look(self, task: Task) -> Look:
        session = self._session
        value = session.select_path(self._value, [_bytes_text(part) for part in task.path], self._arguments)
        value = session.force(session.auto_call(value, self._arguments))
        if session.type_name(value) == "set":
            if session.is_derivation(value):
                return self._derivation(task.path, value)
            if not task.explicit and (not task.path or self._recurses(value)):
                names = session.attr_names(value)
                return Children(tuple((*task.path, _text(name)) for name in names))
        return failed(task.path, NOT_A_DERIVATION) if task.explicit else Nothing()

    def _recurses(self, value: Any) -> bool:
        wanted = self._session.get_attr(value, "recurseForDerivations", None)
        return wanted is not None and self._session.to_python(wanted) is True

    def _derivation(self, path: AttrPath, value: Any) -> Record:
        session = self._session
        drv_path = session.drv_path(value)
        return Record(
            path,
            Outcome.DERIVATION,
            _text(drv_path),
            name=self._string(value, "name"),
            system=self._string(value, "system"),
            outputs=self._outputs(value),
        )

    def _string(self, value: Any, name: str) -> str | None:
        found = self._session.get_attr(value, name, None)
        if found is None:
            return None
        text = self._session.to_python(found)
        return _text(text) if isinstance(text, str) else None

    def _outputs(self, value: Any) -> dict[str, str | None]:
        listed = self._session.get_attr(value, "outputs", None)
        names = self._session.to_python(listed) if listed is not None else ["out"]
        outputs = {}
        for name in names:
            output = self._session.get_attr(value, name, None)
            outputs[_text(name)] = self._string(output, "outPath") if output is not None else None
        return outputs


def _bytes_text(text: str) -> str:
    """Unicode as the evaluator's byte string (one character per byte)."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _text(byte_text: str) -> str:
    """A byte string of the evaluator as Unicode, for people and for JSON."""
    return byte_text.encode("latin-1").decode("utf-8", "replace")
