"""A store on another machine. What is read of it is copied here first, once each."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from evaluator.store.daemon.client import DaemonStore, Options
from evaluator.store.daemon.connection import Connection

if TYPE_CHECKING:
    import tempfile


class RemoteStore(DaemonStore):
    """A daemon whose files are not those of this machine. `end` is called when the store is closed."""

    def __init__(
        self, uri: str, connect: Callable[[], Connection], end: Callable[[], None], options: Options | None
    ) -> None:
        super().__init__(uri, connect, options, local=False)
        self._end = end
        self._room: tempfile.TemporaryDirectory[str] | None = None

    def real_path(self, path: str) -> str:
        """Where a copy of a store path is, made now if there is none yet."""
        parts = path.split("/")
        # Store directories may be of any depth; what a daemon calls a path has its hash in the name.
        at = next(i for i, part in enumerate(parts) if len(part) > 33 and part[32] == "-")
        whole, rest = "/".join(parts[: at + 1]), "/".join(["", *parts[at + 1 :]])
        if self._room is None:
            import tempfile  # loads much that few evaluations need

            self._room = tempfile.TemporaryDirectory(prefix="nixray-store-")
        copy = f"{self._room.name}/{parts[at]}"
        if not os.path.lexists(copy.encode("latin-1")):
            self.fetch(whole, copy)
        return copy + rest.rstrip("/")

    def close(self) -> None:
        """End the conversation and the program that carries it."""
        super().close()
        self._end()
        if self._room is not None:
            self._room.cleanup()
            self._room = None
