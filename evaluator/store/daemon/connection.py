"""One conversation with a daemon: the handshake, then requests and their answers by turns.

Both sides speak the older one of their two versions. A request is a number and its arguments; the
answer comes after any number of log messages. An error ends the conversation: some that a daemon
reports come twice (a path that is none, in 2.8), and nothing tells which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evaluator.errors import StoreFailure, Trouble
from evaluator.store.daemon import wire
from evaluator.store.daemon.channel import Channel
from evaluator.store.daemon.logging import Log
from evaluator.store.daemon.wire import Reader
from evaluator.store.objects import Listener, nobody

_HELLO, _HELLO_BACK = 0x6E697863, 0x6478696F
_MAJOR = 1
NEWEST = 38
"""The minor version of Nix 2.34; both sides may name features from here on, and we name none."""
OLDEST = 34
"""The minor version of Nix 2.8."""
_VERSION_SENT, _TRUST_SENT, _FEATURES = 33, 35, 38
_FRAME = 1 << 16


class Connection:
    """An open conversation. `version` is the minor one that both speak, `daemon` what the daemon calls itself,
    `trusted` whether it trusts us (None when it does not say)."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.reader = Reader(channel)
        self.usable = True
        self._log = Log(self.reader, nobody)
        self.version = 0
        self.daemon = ""
        self.trusted: bool | None = None
        self._greet()

    def close(self) -> None:
        """End the conversation."""
        self.usable = False
        self.channel.close()

    def _greet(self) -> None:
        channel, reader = self.channel, self.reader
        channel.send(wire.number(_HELLO) + wire.number(_MAJOR << 8 | NEWEST))
        if reader.number() != _HELLO_BACK:
            raise StoreFailure(Trouble.MALFORMED, f"{channel.name} is no nix-daemon: it greets in another way")
        theirs = reader.number()
        if theirs >> 8 != _MAJOR or theirs & 0xFF < OLDEST:
            raise StoreFailure(
                Trouble.REFUSED,
                f"{channel.name} speaks version {theirs >> 8}.{theirs & 0xFF} of the protocol, "
                f"and at least {_MAJOR}.{OLDEST} is needed (Nix 2.8)",
            )
        self.version = min(NEWEST, theirs & 0xFF)
        if self.version >= _FEATURES:
            channel.send(wire.texts([]))
            reader.texts()
        channel.send(wire.number(0) * 2)  # neither a processor nor reserved space
        if self.version >= _VERSION_SENT:
            self.daemon = reader.text()
        if self.version >= _TRUST_SENT:
            self.trusted = {1: True, 2: False}.get(reader.number())
        while self._log.step():
            pass

    @contextmanager
    def request(self, operation: int, arguments: bytes = b"", listener: Listener = nobody) -> Iterator[Reader]:
        """Ask for something and read the answer inside the `with`."""
        with self._turn(listener):
            self.channel.send(wire.number(operation) + arguments)
            while self._log.step():
                pass
            yield self.reader

    @contextmanager
    def upload(
        self, operation: int, arguments: bytes, write: Callable[[Callable[[bytes], None]], None]
    ) -> Iterator[Reader]:
        """The same with a stream of bytes after the arguments, which `write` gives to its argument. It goes
        out in frames, so that nobody need know its length before."""
        with self._turn(nobody):
            self.channel.send(wire.number(operation) + arguments)
            frames = _Frames(self)
            try:
                write(frames.take)
                frames.finish()
            except StoreFailure:
                # One who hangs up in the middle has mostly said why.
                while self.channel.at_hand() and self._log.step():
                    pass
                raise
            while self._log.step():
                pass
            yield self.reader

    def heard(self) -> None:
        """Deal with what the daemon says while we are still sending. Raises what it reports."""
        while self.channel.at_hand():
            if not self._log.step():
                raise self.reader.malformed("an answer before the end of the request")

    @contextmanager
    def _turn(self, listener: Listener) -> Iterator[None]:
        if not self.usable:
            raise StoreFailure(Trouble.DIED, f"the connection to {self.channel.name} was lost before")
        self._log.listener = listener
        self.usable = False
        yield
        self.usable = True
        self._log.listener = nobody


class _Frames:
    """Gathers bytes and sends them in frames: a length, the bytes, and a length of zero at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting = bytearray()

    def take(self, data: bytes) -> None:
        """The next bytes of the stream."""
        self._waiting += data
        if len(self._waiting) >= _FRAME:
            self._send()

    def finish(self) -> None:
        """The stream ends here."""
        if self._waiting:
            self._send()
        self._connection.channel.send(wire.number(0))

    def _send(self) -> None:
        self._connection.channel.send(wire.number(len(self._waiting)) + bytes(self._waiting))
        self._waiting.clear()
        self._connection.heard()
