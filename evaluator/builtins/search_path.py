"""The entries of search paths: whether they are there is asked once each, and a missing one is told once."""

from __future__ import annotations

import sys

from evaluator.errors import EvalError
from evaluator.store import disk
from evaluator.vm import state
from evaluator.vm.paths import normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def _is_remote(entry: str) -> bool:
    """Whether an entry is an address: `SCHEME://…`, `channel:…` or `flake:…`."""
    scheme, colon, rest = entry.partition(":")
    if not colon:
        return False
    if rest.startswith("//") and scheme and not scheme.strip("abcdefghijklmnopqrstuvwxyz+"):
        return True
    return scheme in ("channel", "flake")


class SearchPath:
    """`entries` as NIX_PATH and -I give them; others may be asked for too. Relative ones are under
    `working_dir`; `fetch` gives the path of what is behind an address, and raises EvalError."""

    def __init__(self, entries: list[str], working_dir: str, fetch: Callable[[str], str]) -> None:
        self._entries = entries
        self._working_dir = working_dir
        self._fetch = fetch
        self._fetched: dict[str, str] = {}
        self._known: dict[str, bool] = {}

    def roots(self) -> list[str]:
        """The absolute paths of the entries, whether they are there or not."""
        paths = [entry.rpartition("=")[2] for entry in self._entries]
        return [normalise(self._local(path)) for path in paths if not _is_remote(path)]

    def absolute(self, entry: str) -> str | None:
        """The path of an entry; one that is an address is fetched, once. None if it cannot be had."""
        return self._fetched_path(entry) or None if _is_remote(entry) else self._local(entry)

    def _local(self, entry: str) -> str:
        return entry if entry.startswith("/") else f"{self._working_dir}/{entry}"

    def exists(self, entry: str) -> bool:
        """Whether an entry is there."""
        known = self._known.get(entry)
        if known is None:
            known = self._known[entry] = self._look(entry)
        return known

    def _fetched_path(self, entry: str) -> str:
        """Where a remote entry is; empty if it cannot be had, which is told once."""
        if entry not in self._fetched:
            try:
                self._fetched[entry] = self._fetch(entry)
            except EvalError as error:
                self._fetched[entry] = ""
                _warn(f"Nix search path entry '{entry}' cannot be downloaded, ignoring ({error.message})")
        return self._fetched[entry]

    def _look(self, entry: str) -> bool:
        if _is_remote(entry):
            return bool(self._fetched_path(entry))
        if disk.status_or_none(self._local(entry) + "/.") or disk.status_or_none(self._local(entry)):
            return True
        state.current.files.check_name(self._local(entry))
        _warn(f"Nix search path entry '{entry}' does not exist, ignoring")
        return False


def _warn(text: str) -> None:
    state.telling()
    shown = text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
    lines = [line.rstrip() for line in shown.split("\n")]
    sys.stderr.write("warning: " + lines[0] + "".join("\n" + " " * 9 * bool(line) + line for line in lines[1:]) + "\n")
