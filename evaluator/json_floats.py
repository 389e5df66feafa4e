"""Floats as the reference's JSON library prints them.

That library prints the digits of the Grisu2 algorithm (F. Loitsch, "Printing floating-point numbers
quickly and accurately with integers", PLDI 2010): they read back as the same float and are nearly always
the shortest ones that do, but in about one case of 600 they are not, so `repr` would not do.
"""

from __future__ import annotations

import struct
from functools import cache

_MASK = (1 << 64) - 1
_HIDDEN = 1 << 52
_BIAS = 1075
_FIRST_POWER = -300
_STEP = 8


def show(value: float) -> str:
    """A finite float: at least one digit on both sides of the point, or an exponent."""
    if value == 0:
        return "-0.0" if str(value)[0] == "-" else "0.0"
    sign = "-" if value < 0 else ""
    digits, exponent = _digits(abs(value))
    count = len(digits)
    point = count + exponent
    if count <= point <= 15:
        return f"{sign}{digits}{'0' * exponent}.0"
    if 0 < point <= 15:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -4 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"


@cache
def _power(index: int) -> tuple[int, int, int]:
    """A power of ten near 2**64: (f, e, k) with 10**k about f * 2**e, f of 64 bits, rounded."""
    k = _FIRST_POWER + _STEP * index
    top, bottom = (10**k, 1) if k >= 0 else (1, 10**-k)
    e = top.bit_length() - bottom.bit_length() - 64
    while True:
        scaled, divisor = (top << -e, bottom) if e < 0 else (top, bottom << e)
        f = (2 * scaled + divisor) // (2 * divisor)
        if f >> 64:
            e += 1
        elif not f >> 63:
            e -= 1
        else:
            return f, e, k


def _product(x: int, y: int) -> int:
    """The upper 64 bits of a product of 64-bit numbers, rounded."""
    return (x * y + (1 << 63)) >> 64


def _digits(value: float) -> tuple[str, int]:
    """Digits and a decimal exponent: value is about digits * 10**exponent."""
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    fraction, biased = bits & (_HIDDEN - 1), bits >> 52
    f, e = (fraction, 1 - _BIAS) if biased == 0 else (fraction + _HIDDEN, biased - _BIAS)
    # Half way to the neighbours; the lower one is closer at a power of two.
    upper, upper_e = 2 * f + 1, e - 1
    lower, lower_e = (4 * f - 1, e - 2) if fraction == 0 and biased > 1 else (2 * f - 1, e - 1)
    shift = 64 - upper.bit_length()
    upper, upper_e = upper << shift, upper_e - shift
    lower <<= lower_e - upper_e
    f <<= 64 - f.bit_length()

    wanted = -60 - upper_e - 1
    estimate = int(wanted * 78913 / (1 << 18)) + (wanted > 0)
    power, power_e, k = _power((-_FIRST_POWER + estimate + _STEP - 1) // _STEP)
    high = _product(upper, power) - 1
    low = _product(lower, power) + 1
    middle = _product(f, power)
    return _generate(low, middle, high, -(upper_e + power_e + 64), -k)


def _generate(low: int, middle: int, high: int, scale: int, exponent: int) -> tuple[str, int]:
    """The fewest digits of a number between `low` and `high`, close to `middle`; all times 2**scale."""
    delta, distance = high - low, high - middle
    one = 1 << scale
    whole, rest = high >> scale, high & (one - 1)
    digits: list[int] = []
    count = len(str(whole))
    power = 10 ** (count - 1)
    while count > 0:
        digit, whole = divmod(whole, power)
        digits.append(digit)
        count -= 1
        left = (whole << scale) + rest
        if left <= delta:
            return _rounded(digits, distance, delta, left, power << scale), exponent + count
        power //= 10
    while True:
        rest *= 10
        digits.append(rest >> scale)
        rest &= one - 1
        exponent -= 1
        delta *= 10
        distance *= 10
        if rest <= delta:
            return _rounded(digits, distance, delta, rest, one), exponent


def _rounded(digits: list[int], distance: int, delta: int, rest: int, unit: int) -> str:
    """The digits, the last one brought closer to the middle."""
    while (
        rest < distance
        and delta - rest >= unit
        and (rest + unit < distance or distance - rest > rest + unit - distance)
    ):
        digits[-1] -= 1
        rest += unit
    return "".join(map(str, digits))
