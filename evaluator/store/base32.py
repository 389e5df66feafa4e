"""Nix's base 32: digits 0-9 and a-z without e, o, t, u; the most significant digit first.

The bytes are read as one little-endian number, and the digits are that number in base 32.
"""

import cython
from cython.cimports.libc.string import memchr

DIGITS = "0123456789abcdfghijklmnpqrsvwxyz"
_DIGITS: bytes = DIGITS.encode("ascii")


def encoded_length(size: int) -> int:
    """How many digits `size` bytes take."""
    return (size * 8 + 4) // 5


def encode(data: bytes) -> str:
    """The base-32 text of some bytes."""
    known: bytes = _DIGITS
    digits: cython.p_const_uchar = known
    read: cython.p_const_uchar = data
    size: cython.Py_ssize_t = len(data)
    length: cython.Py_ssize_t = (size * 8 + 4) // 5
    text: str = new_text(length, 127)
    write: cython.p_uchar = one_byte_data(text)
    bits: cython.uint = 0
    count: cython.int = 0
    at: cython.Py_ssize_t
    for at in range(size):
        bits |= cython.cast(cython.uint, read[at]) << count
        count += 8
        while count >= 5:
            length -= 1
            write[length] = digits[bits & 31]
            bits >>= 5
            count -= 5
    if length:
        write[0] = digits[bits]
    return text


def decode(text: str) -> bytes:
    """The bytes of a base-32 text. Digits that do not fit whole bytes become one further byte, as
    in the reference; raises ValueError for a character that is not a digit."""
    size: cython.Py_ssize_t = len(text) * 5 // 8
    made: bytearray = bytearray(size + 1)
    bits: cython.uint = 0
    count: cython.int = 0
    at: cython.Py_ssize_t = 0
    place: cython.Py_ssize_t
    known: bytes = _DIGITS
    digits: cython.p_const_char = known
    found: cython.p_const_char
    for place in range(len(text) - 1, -1, -1):
        character: cython.Py_UCS4 = text[place]
        found = cython.cast(cython.p_const_char, memchr(digits, character, 32)) if character < 128 else cython.NULL
        if found == cython.NULL:
            raise ValueError(f"invalid base-32 digit {chr(character)!r}")
        bits |= cython.cast(cython.uint, found - digits) << count
        count += 5
        if count >= 8:
            made[at] = bits & 255
            at += 1
            bits >>= 8
            count -= 8
    if bits:
        made[size] = bits
        size += 1
    return bytes(made[:size])
