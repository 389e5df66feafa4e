"""SHA-256 by the processor's instructions says what the library says."""

from __future__ import annotations

import hashlib
import random

import pytest

from evaluator.store import digests


@pytest.mark.parametrize("size", [*range(130), 1000, 4096, 70_001])
def test_same_as_the_library(size: int) -> None:
    """Whole, and in pieces of any size, with a look at the digest in between."""
    pieces = random.Random(size)
    data = pieces.randbytes(size)
    expected = hashlib.sha256(data)
    assert digests.digest_of(data) == expected.digest()
    assert digests.hex_digest_of(data) == expected.hexdigest()
    growing, known = digests.sha256(), hashlib.sha256()
    at = 0
    while at < size:
        piece = data[at : at + pieces.randrange(1, 200)]
        growing.update(memoryview(piece) if at % 2 else piece)
        known.update(piece)
        assert growing.digest() == known.digest()
        at += len(piece)


def test_without_the_instructions() -> None:
    """What a processor that lacks them uses."""
    assert digests.library_sha256(b"a").hexdigest() == hashlib.sha256(b"a").hexdigest()
