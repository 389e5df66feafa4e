"""Source texts of files whose code is in the bytecode cache: read only when somebody wants to see them."""

from __future__ import annotations

from evaluator.errors import EvalError, Kind, Source
from evaluator.store import disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class UnreadSource(Source):
    """The text of the file at `path`, which `identity` tells from any other that it may have."""

    __slots__ = ("_text", "is_right")

    def __init__(self, path: str, identity: bytes) -> None:
        self.path = self.name = path
        self.identity = identity
        self.is_right: Callable[[bytes], bool] = bool
        """Whether a text is the one that the code was made of."""
        self.below_link = False
        self._text: bytes | None = None
        self._lines = None

    @property
    def text(self) -> bytes:  # type: ignore[override]  # a slot there, read when asked here
        """The text. Raises EvalError if the file is another one by now."""
        if self._text is None:
            assert self.path is not None
            text: bytes = disk.content(self.path)
            # Not by the identity: a further link to the file changes that, but not the text.
            if not self.is_right(text):
                raise EvalError(Kind.FILE, f"file '{self.path}' was changed while it was evaluated")
            self._text = text
        return self._text
