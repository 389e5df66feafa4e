"""What is debugged: the inputs of a `nixray debug` command line, and what evaluating them means."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from evaluator.errors import Source
from evaluator.printing import print_value
from evaluator.rendering import readable
from evaluator.session import Session
from evaluator.settings import Settings


@dataclass(frozen=True)
class Target:
    """`text` is an expression (of the name `name`), or `file` a file or folder as it was typed; both as
    Nix strings. `attributes` are selected one after the other, calling functions as `-A` does.
    `arguments` are (name, expression or None, text) for functions. With `strict` everything inside the
    value is evaluated, too. `base_dir` is where a relative path in `text` starts.
    """

    text: str | None = None
    file: str | None = None
    name: str = "«string»"
    attributes: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str | None, str], ...] = ()
    search_path: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    store_dir: str | None = None
    strict: bool = False

    def session(self) -> Session:
        """A fresh session with the target's settings."""
        return Session(
            Settings.from_environment(
                search_path=list(self.search_path), options=dict(self.options), store_dir=self.store_dir
            )
        )

    def evaluate(self, session: Session) -> str:
        """Evaluate it as `nixray instantiate` would (a derivation's path) or as `nixray eval` prints it."""
        here = session.settings.working_dir
        arguments = {
            name: session.eval_expr(expression.encode("latin-1"), base_dir=here)
            if expression is not None
            else text
            for name, expression, text in self.arguments
        }
        value = self._root(session, here)
        shown = [self._one(session, value, path, arguments) for path in self.attributes or ("",)]
        return "\n".join(shown)

    def _root(self, session: Session, here: str) -> Any:
        if self.file is not None:
            return session.eval_file(session.find_input(self.file))
        assert self.text is not None
        return session.eval_source(Source(None, self.name, self.text.encode("latin-1")), here)

    def _one(self, session: Session, value: Any, path: str, arguments: dict[str, Any]) -> str:
        value = session.force(
            session.select(value, path, arguments) if path else session.auto_call(value, arguments)
        )
        if session.is_derivation(value):
            return readable(session.drv_path(value))
        if self.strict:
            session.force_deep(value)
        return readable(print_value(value, self.strict))


def file_or_folder(path: str) -> str:
    """A typed path as a target's `file`."""
    return os.fsencode(path).decode("latin-1")
