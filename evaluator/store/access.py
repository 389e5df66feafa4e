"""Which files an evaluation may look at: all of them, those below the search path (restricted mode), or
none (pure mode)."""

from __future__ import annotations

from evaluator.errors import EvalError, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

PURE = "in pure evaluation mode (use '--impure' to override)"
RESTRICTED = "in restricted mode"


class Access:
    """The rule of one evaluation. `mode` is PURE, RESTRICTED, or None for no rule; `roots` are the
    absolute paths that may be seen with all that is below. What is above a root may be seen too, as
    far as it leads there. Paths of internal files (`<nix/...>`) are always fine."""

    def __init__(self, mode: str | None = None, roots: Iterable[str] = ()) -> None:
        self.mode = mode
        self._roots = list(roots)

    def allow(self, root: str) -> None:
        """Let a path be seen, with all that is below."""
        if self.mode is not None and root not in self._roots:
            self._roots.append(root)

    def allow_below(self, path: str, store_dir: str) -> None:
        """Let the store path be seen that a path is in: whoever has it in the context of a string may."""
        if self.mode is not None and path.startswith(store_dir + "/"):
            self.allow("/".join(path.split("/")[: store_dir.count("/") + 2]))

    def allows(self, path: str) -> bool:
        """Whether a path may be seen."""
        return self.mode is None or path[0] == "<" or any(_related(path, root) for root in self._roots)

    def contains(self, path: str) -> bool:
        """Whether a path may be seen with all that is below."""
        return self.mode is None or any(_below(path, root) for root in self._roots)

    def check(self, path: str) -> None:
        """Raise the reference's error if a path may not be seen."""
        if self.mode is not None and not self.allows(path):
            raise EvalError(Kind.RESTRICTED, f"access to absolute path '{path}' is forbidden {self.mode}")


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")


def _related(path: str, root: str) -> bool:
    return _below(path, root) or _below(root, path)
