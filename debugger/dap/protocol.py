"""Messages of the Debug Adapter Protocol on a pair of file descriptors: a header, a blank line, JSON."""

from __future__ import annotations

import json
import os
from collections import deque
from typing import Any

Message = dict[str, Any]

_LONGEST = 64 << 20
"""No message is longer than this many bytes."""


class Garbled(Exception):
    """Something that is no message. The stream goes on after it."""


class Stream:
    """Reads from one descriptor and writes to another. `pending` are messages that have come and were not
    taken yet."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader = reader
        self.writer = writer
        self.pending: deque[Message | Garbled] = deque()
        self._buffer = b""
        self._left_out = 0
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
        while self._parse():
            pass

    def _parse(self) -> bool:
        """Take a message out of the buffer; tells whether one was whole."""
        if self._left_out:
            # The body of a message that is too long.
            gone = min(self._left_out, len(self._buffer))
            self._buffer = self._buffer[gone:]
            self._left_out -= gone
        header, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return False
        length = -1
        for line in header.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value[:20])
        if not 0 <= length <= _LONGEST:
            self._buffer = rest
            self._left_out = max(length, 0)
            self.pending.append(Garbled(f"a header without a usable Content-Length: {header[:80]!r}"))
            return True
        if len(rest) < length:
            return False
        body, self._buffer = rest[:length], rest[length:]
        self.pending.append(_message(body))
        return True

    def next(self) -> Message | None:
        """A message that has been read whole, or None. Raises Garbled."""
        if not self.pending:
            return None
        message = self.pending.popleft()
        if isinstance(message, Garbled):
            raise message
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


def _message(body: bytes) -> Message | Garbled:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Garbled(f"a message that is no JSON: {error}")
    return message if isinstance(message, dict) else Garbled("a message that is no object")
