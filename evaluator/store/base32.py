"""Nix's base 32: digits 0-9 and a-z without e, o, t, u; the most significant digit first.

The bytes are read as one little-endian number, and the digits are that number in base 32.
"""

from __future__ import annotations

from base64 import b32encode

DIGITS = "0123456789abcdfghijklmnpqrsvwxyz"
_FROM_RFC4648 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", DIGITS.encode())
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}


def encoded_length(size: int) -> int:
    """How many digits `size` bytes take."""
    return (size * 8 + 4) // 5


def encode(data: bytes) -> str:
    """The base-32 text of some bytes."""
    # Leading zeros make whole groups of five bytes; then it is RFC 4648 with other digits.
    size = len(data)
    whole = data[::-1] if size % 5 == 0 else bytes(-size % 5) + data[::-1]
    digits = b32encode(whole).translate(_FROM_RFC4648).decode("ascii")
    return digits[len(digits) - encoded_length(size) :]


def decode(text: str) -> bytes:
    """The bytes of a base-32 text. Digits that do not fit whole bytes become one further byte, as
    in the reference; raises ValueError for a character that is not a digit."""
    number = 0
    for character in text:
        value = _VALUES.get(character)
        if value is None:
            raise ValueError(f"invalid base-32 digit {character!r}")
        number = number << 5 | value
    size = len(text) * 5 // 8
    if number >> size * 8:
        size += 1
    return number.to_bytes(size, "little")
