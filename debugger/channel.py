"""Messages between the process that evaluates and the one that the user talks to: JSON, a line each.

A message may bring along a file descriptor (the end of another channel).
"""

from __future__ import annotations

import json
import socket
from typing import Any

Message = dict[str, Any]

_CHUNK = 1 << 16


class Closed(Exception):
    """The other side is gone."""


class Channel:
    """One end of a two-way stream of messages."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._buffer = b""
        self._descriptors: list[int] = []

    def send(self, message: Message, descriptor: int | None = None) -> None:
        """Send a message; raises Closed if nobody listens any more."""
        data = json.dumps(message).encode() + b"\n"
        try:
            if descriptor is not None:
                socket.send_fds(self.socket, [data[:1]], [descriptor])
                data = data[1:]
            self.socket.sendall(data)
        except OSError as error:
            raise Closed from error

    def receive(self) -> Message:
        """The next message; raises Closed at the end."""
        while b"\n" not in self._buffer:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.socket, _CHUNK, 4)
            except ConnectionError as error:
                raise Closed from error
            self._descriptors += descriptors
            if not data:
                raise Closed
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return dict(json.loads(line))

    def descriptor(self) -> int:
        """The file descriptor that came with the message received last."""
        return self._descriptors.pop(0)

    def waiting(self) -> bool:
        """Whether a whole message has been read already."""
        return b"\n" in self._buffer

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def channel_pair() -> tuple[Channel, Channel]:
    """Two ends that talk to each other."""
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return Channel(one), Channel(other)
