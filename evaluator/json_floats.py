"""Floats as the reference's JSON library prints them.

That library prints the digits of the Grisu2 algorithm (F. Loitsch, "Printing floating-point numbers
quickly and accurately with integers", PLDI 2010): they read back as the same float and are nearly always
the shortest ones that do, but in about one case of 600 they are not, so `repr` would not do.
"""

import cython
from cython.cimports.libc.string import memcpy, memset

_HIDDEN = cython.declare(u64, 1 << 52)
_BIAS = cython.declare(cython.int, 1075)
_FIRST_POWER = cython.declare(cython.int, -300)
_STEP = cython.declare(cython.int, 8)
_powers = cython.declare(Power[80])
"""Every eighth power of ten from 10**-300 on; f is 0 in those that were not needed yet."""


def show(value: cython.double) -> str:
    """The text of a finite float."""
    out: cython.char[32]
    size: cython.int = write(value, out)
    return latin_1(out, size, cython.NULL)


@cython.cfunc
@cython.exceptval(-1, check=False)
def write(value: cython.double, out: cython.p_char) -> cython.int:
    """Put the text of a finite float at `out`, where there must be room for 32 characters; gives its length.

    It has at least one digit on both sides of the point, or an exponent."""
    found: Digits
    at: cython.int = 0
    point: cython.int
    if bits_of(value) >> 63:
        out[0] = 45
        at = 1
        value = -value
    if value == 0:
        memcpy(out + at, cython.cast(cython.p_char, b"0.0"), 3)
        return at + 3
    find_digits(value, cython.address(found))
    point = found.count + found.exponent
    if found.count <= point <= 15:
        memcpy(out + at, found.text, found.count)
        memset(out + at + found.count, 48, found.exponent)
        memcpy(out + at + point, cython.cast(cython.p_char, b".0"), 2)
        return at + point + 2
    if 0 < point <= 15:
        memcpy(out + at, found.text, point)
        out[at + point] = 46
        memcpy(out + at + point + 1, found.text + point, found.count - point)
        return at + found.count + 1
    if -4 < point <= 0:
        memset(out + at, 48, 2 - point)
        out[at + 1] = 46
        memcpy(out + at + 2 - point, found.text, found.count)
        return at + 2 - point + found.count
    out[at] = found.text[0]
    at += 1
    if found.count > 1:
        out[at] = 46
        memcpy(out + at + 1, found.text + 1, found.count - 1)
        at += found.count
    out[at] = 101
    out[at + 1] = 45 if point < 1 else 43
    at += 2
    point = 1 - point if point < 1 else point - 1
    if point >= 100:
        out[at] = cython.cast(cython.char, 48 + point // 100)
        at += 1
    out[at] = cython.cast(cython.char, 48 + point // 10 % 10)
    out[at + 1] = cython.cast(cython.char, 48 + point % 10)
    return at + 2


@cython.cfunc
@cython.exceptval(-1, check=False)
def work_out(index: cython.int) -> cython.int:
    """Fill in a power of ten near 2**64, f of 64 bits and rounded."""
    f: object
    e: object
    k: object = _FIRST_POWER + _STEP * index
    top: object = 10**k if k >= 0 else 1
    bottom: object = 1 if k >= 0 else 10**-k
    e = top.bit_length() - bottom.bit_length() - 64
    while True:
        scaled: object = top << -e if e < 0 else top
        divisor: object = bottom if e < 0 else bottom << e
        f = (2 * scaled + divisor) // (2 * divisor)
        if f >> 64:
            e += 1
        elif not f >> 63:
            e -= 1
        else:
            break
    _powers[index].f = f
    _powers[index].e = e
    _powers[index].k = k
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def find_digits(value: cython.double, found: cython.pointer(Digits)) -> cython.int:
    """The digits of a number above zero."""
    bits: u64 = bits_of(value)
    fraction: u64 = bits & (_HIDDEN - 1)
    biased: cython.int = cython.cast(cython.int, bits >> 52)
    f: u64 = fraction if biased == 0 else fraction + _HIDDEN
    e: cython.int = 1 - _BIAS if biased == 0 else biased - _BIAS
    # Half way to the neighbours; the lower one is closer at a power of two.
    narrow: cython.bint = fraction == 0 and biased > 1
    upper: u64 = 2 * f + 1
    lower: u64 = 4 * f - 1 if narrow else 2 * f - 1
    upper_e: cython.int = e - 1
    lower_e: cython.int = e - 2 if narrow else e - 1
    wanted: cython.int
    estimate: cython.int
    index: cython.int
    power: cython.pointer(Power)
    while not upper >> 63:
        upper <<= 1
        upper_e -= 1
    lower <<= lower_e - upper_e
    while not f >> 63:
        f <<= 1
    wanted = -60 - upper_e - 1
    estimate = wanted * 78913 // (1 << 18) + (wanted > 0)
    index = (-_FIRST_POWER + estimate + _STEP - 1) // _STEP
    if _powers[index].f == 0:
        work_out(index)
    power = cython.address(_powers[index])
    found.exponent = -power.k
    found.count = 0
    generate(
        product(lower, power.f) + 1,
        product(f, power.f),
        product(upper, power.f) - 1,
        -(upper_e + power.e + 64),
        found,
    )
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def generate(low: u64, middle: u64, high: u64, scale: cython.int, found: cython.pointer(Digits)) -> cython.void:
    """The fewest digits of a number between `low` and `high`, close to `middle`; all times 2**scale."""
    delta: u64 = high - low
    distance: u64 = high - middle
    one: u64 = cython.cast(u64, 1) << scale
    whole: u64 = high >> scale
    rest: u64 = high & (one - 1)
    left: u64
    power: u64 = 1
    count: cython.int = 1
    while whole // power >= 10:
        power *= 10
        count += 1
    while count > 0:
        found.text[found.count] = cython.cast(cython.char, 48 + whole // power)
        found.count += 1
        whole %= power
        count -= 1
        left = (whole << scale) + rest
        if left <= delta:
            found.exponent += count
            bring_closer(found, distance, delta, left, power << scale)
            return
        power //= 10
    while True:
        rest *= 10
        found.text[found.count] = cython.cast(cython.char, 48 + (rest >> scale))
        found.count += 1
        rest &= one - 1
        found.exponent -= 1
        delta *= 10
        distance *= 10
        if rest <= delta:
            bring_closer(found, distance, delta, rest, one)
            return


@cython.cfunc
@cython.exceptval(check=False)
def bring_closer(found: cython.pointer(Digits), distance: u64, delta: u64, rest: u64, unit: u64) -> cython.void:
    """Change the last digit so that the number comes closer to the middle."""
    while (
        rest < distance
        and delta - rest >= unit
        and (rest + unit < distance or distance - rest > rest + unit - distance)
    ):
        found.text[found.count - 1] -= 1
        rest += unit
