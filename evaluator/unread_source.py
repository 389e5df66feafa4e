"""Source texts of files whose code is in the bytecode cache: read only when somebody wants to see them."""

from __future__ import annotations

from evaluator.errors import EvalError, Kind, Source
from evaluator.store import disk


class UnreadSource(Source):
    """The text of the file at `path`, which `identity` tells from any other that it may have."""

    __slots__ = ("_text",)

    def __init__(self, path: str, identity: bytes) -> None:
        self.path = self.name = path
        self.identity = identity
        self.below_link = False
        self._text: bytes | None = None
        self._lines = None

    @property
    def text(self) -> bytes:  # type: ignore[override]
        """The text. Raises EvalError if the file is another one by now."""
        if self._text is None:
            assert self.path is not None
            self._text = disk.reread(self.path, self.identity)
            if self._text is None:
                raise EvalError(Kind.FILE, f"file '{self.path}' was changed while it was evaluated")
        return self._text
