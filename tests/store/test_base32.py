"""Nix's base 32."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.store import base32


@given(st.binary(max_size=70))
def test_round_trip(data: bytes) -> None:
    """What is encoded decodes to the same bytes, and has the length foretold."""
    text = base32.encode(data)
    assert len(text) == base32.encoded_length(len(data))
    assert base32.decode(text) == data


def test_known_digest() -> None:
    """The SHA-256 of nothing, as `nix-hash --to-base32` writes it."""
    digest = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert base32.encode(digest) == "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"


@pytest.mark.parametrize("text", ["e", "0o", "A", "é", "0u0"])
def test_other_characters_are_refused(text: str) -> None:
    """Only the 32 digits may stand in a text."""
    with pytest.raises(ValueError, match="invalid base-32 digit"):
        base32.decode(text)


def test_digits_beyond_whole_bytes_make_one_more() -> None:
    """A text whose top bits are set is longer than its length says, as for the reference."""
    assert len(base32.decode("z" * 26)) == 17
    assert len(base32.decode("7" + "z" * 25)) == 16
