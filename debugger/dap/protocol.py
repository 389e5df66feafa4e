"""Messages of the Debug Adapter Protocol on a pair of file descriptors: a header, a blank line, JSON."""

from __future__ import annotations

import json
import os
from typing import Any

Message = dict[str, Any]

_LONGEST = 64 << 20
"""No message is longer than this many bytes."""


class Garbled(Exception):
    """Something that is no message. The stream goes on after it."""


class Stream:
    """Reads from one descriptor and writes to another."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader = reader
        self.writer = writer
        self._buffer = b""
        self._number = 0
        self.ended = False

    def fill(self) -> None:
        """Read what there is; waits if there is nothing yet. Sets `ended` at the end."""
        try:
            data = os.read(self.reader, 1 << 16)
        except OSError:
            data = b""
        self._buffer += data
        self.ended = self.ended or not data

    def next(self) -> Message | None:
        """A message that has been read whole, or None. Raises Garbled."""
        header, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = -1
        for line in header.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
        if not 0 <= length <= _LONGEST:
            self._buffer = rest
            raise Garbled(f"a header without a usable Content-Length: {header[:80]!r}")
        if len(rest) < length:
            return None
        body, self._buffer = rest[:length], rest[length:]
        try:
            message = json.loads(body)
        except ValueError as error:
            raise Garbled(f"a message that is no JSON: {error}") from error
        if not isinstance(message, dict):
            raise Garbled("a message that is no object")
        return message

    def send(self, message: Message) -> None:
        """Send a message, which gets its number here."""
        self._number += 1
        body = json.dumps({"seq": self._number} | message).encode()
        data = b"Content-Length: %d\r\n\r\n" % len(body) + body
        try:
            while data:
                data = data[os.write(self.writer, data) :]
        except OSError:
            self.ended = True
