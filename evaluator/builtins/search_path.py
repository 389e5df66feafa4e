"""The entries of search paths: whether they are there is asked once each, and a missing one is told once."""

from __future__ import annotations

import re
import sys

from evaluator.store import disk
from evaluator.vm.paths import normalise

_REMOTE = re.compile(r"[a-z+]+://|channel:|flake:")


class SearchPath:
    """`entries` as NIX_PATH and -I give them; others may be asked for too. Relative ones are under
    `working_dir`."""

    def __init__(self, entries: list[str], working_dir: str) -> None:
        self._entries = entries
        self._working_dir = working_dir
        self._known: dict[str, bool] = {}

    def roots(self) -> list[str]:
        """The absolute paths of the entries, whether they are there or not."""
        paths = [entry.rpartition("=")[2] for entry in self._entries]
        return [normalise(self.absolute(path)) for path in paths if not _REMOTE.match(path)]

    def absolute(self, entry: str) -> str:
        """The path of an entry."""
        return entry if entry.startswith("/") else f"{self._working_dir}/{entry}"

    def exists(self, entry: str) -> bool:
        """Whether an entry is there. Nothing is downloaded: a remote one is not."""
        known = self._known.get(entry)
        if known is None:
            known = self._known[entry] = self._look(entry)
        return known

    def _look(self, entry: str) -> bool:
        if _REMOTE.match(entry):
            _warn(f"Nix search path entry '{entry}' cannot be downloaded, ignoring")
            return False
        if disk.status_or_none(self.absolute(entry) + "/.") or disk.status_or_none(self.absolute(entry)):
            return True
        _warn(f"Nix search path entry '{entry}' does not exist, ignoring")
        return False


def _warn(text: str) -> None:
    sys.stderr.write(f"warning: {text}\n")
