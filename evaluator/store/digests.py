"""SHA-256, loaded when it is first needed: to load the library behind it takes a tenth of the time in which
a small evaluation is over."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash
    from typing import Any


_make: Any = None


def sha256(data: bytes = b"") -> _Hash:
    """A hash object that has seen `data`, as `hashlib.sha256` makes it."""
    global _make
    if _make is None:
        from hashlib import sha256 as _make
    made: _Hash = _make(data)
    return made
