"""Numbers, texts and collections as the worker protocol writes them.

Everything is made of 64-bit little-endian numbers and of byte strings, which are a length, the bytes,
and zeros up to a multiple of eight. Texts are Nix strings (latin-1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from evaluator.errors import StoreFailure, Trouble
from evaluator.store.daemon.channel import Channel

T = TypeVar("T")

_LONGEST = 1 << 28
"""More bytes in one text, or items in one list, than any daemon means."""


def number(value: int) -> bytes:
    """A number, or a truth value."""
    return int(value).to_bytes(8, "little")


def blob(data: bytes) -> bytes:
    """A byte string."""
    return len(data).to_bytes(8, "little") + data + bytes(-len(data) % 8)


def text(value: str) -> bytes:
    """A text."""
    return blob(value.encode("latin-1"))


def texts(values: Iterable[str]) -> bytes:
    """A list or a set of texts."""
    items = [text(value) for value in values]
    return number(len(items)) + b"".join(items)


def mapping(values: Mapping[str, str]) -> bytes:
    """A map of texts to texts."""
    items = [text(name) + text(values[name]) for name in sorted(values)]
    return number(len(items)) + b"".join(items)


class Reader:
    """Reads the same things. Raises StoreFailure for what nobody can mean."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def number(self) -> int:
        """A number."""
        return int.from_bytes(self._channel.receive(8), "little")

    def flag(self) -> bool:
        """A truth value."""
        return self.number() != 0

    def blob(self) -> bytes:
        """A byte string."""
        size = self._size("a text")
        data = self._channel.receive(size)
        if any(self._channel.receive(-size % 8)):
            raise self.malformed("padding that is not zero")
        return data

    def text(self) -> str:
        """A text."""
        return self.blob().decode("latin-1")

    def many(self, item: Callable[[], T]) -> list[T]:
        """A list or a set."""
        return [item() for _ in range(self._size("a list"))]

    def texts(self) -> list[str]:
        """A list or a set of texts."""
        return self.many(self.text)

    def pairs(self) -> dict[str, str]:
        """A map of texts to texts."""
        return dict(self.many(lambda: (self.text(), self.text())))

    def raw(self, size: int) -> bytes:
        """Bytes as they come."""
        return self._channel.receive(size)

    def malformed(self, what: str) -> StoreFailure:
        """The error for an answer that makes no sense."""
        return StoreFailure(Trouble.MALFORMED, f"{self._channel.name} sent a malformed answer: {what}")

    def _size(self, what: str) -> int:
        size = self.number()
        if size > _LONGEST:
            raise self.malformed(f"{what} of length {size}")
        return size
