"""Two streams of bytes to a daemon, with time limits, that cannot block each other.

A daemon writes its log while it reads a request, so whoever only writes may wait for ever: while
something is sent, what arrives is taken in.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable

from evaluator.errors import Interrupted, StoreFailure, Trouble

_PIECE = 1 << 16
_LOOK_SECONDS = 0.2
"""How often a waiting channel asks whether it shall stop."""


class Channel:
    """`reader` and `writer` are file descriptors, which may be one and the same; both become this
    channel's. `name` is what messages call the other side. `cancelled` tells that the user wants to stop.
    `timeout` is in seconds without a byte, or None; it may be changed between requests."""

    def __init__(
        self,
        reader: int,
        writer: int,
        name: str,
        timeout: float | None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = name
        self.timeout = timeout
        self._reader = reader
        self._writer = writer
        self._cancelled = cancelled
        self._arrived = bytearray()
        self._ended = False
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)

    def close(self) -> None:
        """Give both descriptors back."""
        for descriptor in {self._reader, self._writer}:
            os.close(descriptor)

    def send(self, data: bytes) -> None:
        """Hand over bytes. Raises StoreFailure when the other side is gone or does not listen."""
        view = memoryview(data)
        limit = self._limit()
        while view:
            readable, writable = self._wait(limit, True)
            if readable and not self._ended:
                self._take()
            if writable:
                try:
                    sent = os.write(self._writer, view[:_PIECE])
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise self._gone(os.strerror(error.errno or 0)) from None
                view = view[sent:]
                limit = self._limit()

    def receive(self, size: int) -> bytes:
        """Exactly `size` bytes. Raises StoreFailure when they do not come."""
        limit = self._limit()
        while len(self._arrived) < size:
            if self._ended:
                raise self._gone("it ended in the middle of an answer" if self._arrived else "it closed the connection")
            self._wait(limit, False)
            if self._take():
                limit = self._limit()
        data = bytes(self._arrived[:size])
        del self._arrived[:size]
        return data

    def at_hand(self) -> bool:
        """Whether something has arrived that was not asked for yet."""
        if not self._arrived and not self._ended and select.select([self._reader], [], [], 0)[0]:
            self._take()
        return bool(self._arrived)

    def _take(self) -> bool:
        try:
            data = os.read(self._reader, _PIECE)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        self._arrived += data
        self._ended = not data
        return bool(data)

    def _limit(self) -> float | None:
        return None if self.timeout is None else time.monotonic() + self.timeout

    def _wait(self, limit: float | None, write: bool) -> tuple[bool, bool]:
        """Until something can be read, or written if that is wanted."""
        readers = [] if self._ended else [self._reader]
        while True:
            ready = select.select(readers, [self._writer] if write else [], [], _LOOK_SECONDS)
            if ready[0] or ready[1]:
                return bool(ready[0]), bool(ready[1])
            if self._cancelled():
                raise Interrupted("interrupted by the user")
            if limit is not None and time.monotonic() > limit:
                raise StoreFailure(Trouble.TIMEOUT, f"{self.name} has not answered for {self.timeout:g} seconds")

    def _gone(self, how: str) -> StoreFailure:
        return StoreFailure(Trouble.DIED, f"the connection to {self.name} was lost: {how}")
