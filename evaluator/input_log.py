"""Which inputs an evaluation looks at: files, folders, environment variables."""

from __future__ import annotations

from evaluator.errors import EvalError
from evaluator.store import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LOOKED_AT = frozenset(["read_file", "entries", "typed_entries", "status_or_none"])
"""The questions that are logged: what is asked besides follows from these, or is as good as constant."""


class InputLog:
    """Notes what an evaluation looks at. Installed as `disk.journal`; `watch` notes variables, too."""

    only_notes = True

    def __init__(self) -> None:
        self.paths: dict[tuple[str, str], None] = {}
        self.variables: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}

    def ask(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """Note a question about a path, and pass it on to the disk."""
        self.paths[question, path] = None
        return look(path)

    def watch(self, session: Any) -> None:
        """Note the environment variables that a session's program reads."""
        session.settings.environment = _Environment(session.settings.environment, self.variables)

    def inputs(self) -> dict[str, Any]:
        """Question -> folder -> name -> what is there when this is first asked (see `fingerprint`)."""
        found: dict[str, Any] = {}
        for question, path in self.paths:
            if question in LOOKED_AT and path[:1] == "/":
                folder, _, name = path.rpartition("/")
                if (question, path) not in self._known:
                    self._known[question, path] = fingerprint(question, path)
                found.setdefault(question, {}).setdefault(folder, {})[name] = self._known[question, path]
        return found


class _Environment(dict[str, str]):
    """Variables that note which of them are read."""

    def __init__(self, variables: dict[str, str], noted: dict[str, str]) -> None:
        super().__init__(variables)
        self._variables = variables
        self._noted = noted

    def get(self, name: str, default: Any = None) -> Any:
        # Those that were there before may note it, too.
        value = self._variables.get(name, default)
        self._noted[name] = value or ""
        return value


def fingerprint(question: str, path: str) -> str:
    """What is at a path, for comparison: the beginning of a SHA-256 of a file or of a folder's names, or `missing`;
    for a look at what there is, its type."""
    from hashlib import sha256

    try:
        if question == "status_or_none":
            status = disk.status_or_none(path)
            return "missing" if status is None else disk.file_type(status.st_mode)
        if question == "read_file":
            return sha256(disk.read_file(path)).hexdigest()[:32]
        names = disk.typed_entries(path)
        text = "\0".join(f"{name}/{names[name]}" for name in sorted(names))
        return sha256(text.encode("latin-1")).hexdigest()[:32]
    except EvalError:
        return "missing"
