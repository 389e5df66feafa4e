"""The scalars of TOML: numbers, dates, times and strings, with the wording of the reference's library.

Each reader takes the text (latin-1, one character per byte) and a place, and gives the value and the
place behind it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple


class Fault(Exception):
    """The text is not TOML; the message is the first line of what the library says."""


class Timestamp(NamedTuple):
    """A date, a time or both, in the library's own form."""

    text: str


Scalar = str | int | float | bool | Timestamp

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_FLOAT = re.compile(
    r"[+-]?(?:inf|nan|(?:0|[1-9](?:_?\d)*)"
    r"(?:\.\d(?:_?\d)*(?:[eE][+-]?\d(?:_?\d)*)?|[eE][+-]?\d(?:_?\d)*))"
)
_INTEGER = re.compile(r"[+-]?(?:0|[1-9](?:_?\d)*)")
_BASES = {
    "x": (re.compile(r"0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*"), 16, "hex", "0xC0FFEE, 0xdead_beef"),
    "o": (re.compile(r"0o[0-7](?:_?[0-7])*"), 8, "oct", "0o775, 0o04_44"),
    "b": (re.compile(r"0b[01](?:_?[01])*"), 2, "bin", "0b0101, 0b1111_0000"),
}
_IN_WORDS = {"t": "true", "f": "false", "i": "inf", "n": "nan"}


def read_scalar(text: str, at: int) -> tuple[Scalar, int]:
    """The number, date, time, boolean or string that starts here."""
    c = text[at : at + 1]
    if c == '"' or c == "'":
        return read_string(text, at)
    if c in ("t", "f"):
        for word, value in (("true", True), ("false", False)):
            if text.startswith(word, at):
                return value, at + len(word)
        raise Fault(
            "toml::parse_boolean: invalid boolean: boolean must be `true` or `false`, in lowercase."
            ' string must be surrounded by `"`'
        )
    if c and c in "TFINin" and not text.startswith(("inf", "nan"), at):
        raise Fault(
            f"toml::parse_value: `{_IN_WORDS[c.lower()]}` must be in lowercase."
            " A string must be surrounded by quotes."
        )
    return _number_or_date(text, at)


def _number_or_date(text: str, at: int) -> tuple[Scalar, int]:
    found = _DATE.match(text, at)
    if found:
        return _date(text, found)
    found = _TIME.match(text, at)
    if found:
        return Timestamp(_time(found)), found.end()
    sign = text[at : at + 1] in ("+", "-")
    if text.startswith("0", at + sign) and text[at + sign + 1 : at + sign + 2] in ("x", "o", "b"):
        return _based_integer(text, at, text[at + sign + 1])
    found = _FLOAT.match(text, at)
    if found:
        if text.startswith("_", found.end()):
            raise Fault("bad float: `_` must be surrounded by digits")
        return _float(found.group()), found.end()
    found = _INTEGER.match(text, at)
    if found:
        _check_end_of_integer(text, found.end(), found.group().lstrip("+-") == "0")
        return _checked(int(found.group()), "dec", "digits"), found.end()
    if text.startswith("_", at):
        raise Fault("bad number: `_` must be surrounded by digits")
    if text.startswith(".", at):
        raise Fault("bad float: integer part is required before decimal point")
    raise Fault("bad format: unknown value appeared")


def _based_integer(text: str, at: int, letter: str) -> tuple[int, int]:
    pattern, base, name, examples = _BASES[letter]
    found = pattern.match(text, at)
    if not found:
        raise Fault(f"toml::parse_{name}_integer: invalid integer: {name}_int must be like: {examples}")
    _check_end_of_integer(text, found.end(), False)
    return _checked(int(found.group()[2:].replace("_", ""), base), name, "value"), found.end()


def _check_end_of_integer(text: str, at: int, zero: bool) -> None:
    """What may not follow an integer; `zero` if it is a single 0 in base 10."""
    c = text[at : at + 1]
    if c == "_":
        raise Fault(
            "bad integer: leading zero is not allowed in decimal int"
            if zero
            else "bad integer: `_` must be surrounded by digits"
        )
    if c and c in "0123456789":
        raise Fault(
            "bad integer: leading zero" if zero and c == "0" else "bad integer: invalid digit after an integer"
        )
    if c and c in ".eE":
        raise Fault("bad float: invalid format")
    if c and c in ":-":
        raise Fault("bad datetime: invalid format")


def _checked(value: int, name: str, unit: str) -> int:
    if not -(1 << 63) <= value < 1 << 63:
        raise Fault(f"toml::parse_{name}_integer: too large integer: current max {unit} = 2^63")
    return value


def _float(text: str) -> float:
    value = float(text.replace("_", ""))
    if value in (float("inf"), float("-inf")) and "inf" not in text:
        raise Fault("toml::parse_floating: failed to read floating point value from stream")
    return value


# ------------------------------------------------------------------------------- dates and times


def _date(text: str, found: re.Match[str]) -> tuple[Timestamp, int]:
    """A date, with the time and the offset that may follow."""
    at = found.end()
    separator = text[at : at + 1]
    after = text[at + 1 : at + 2]
    if separator and separator in "0123456789":
        raise Fault("bad datetime: missing T or space")
    has_time = separator in ("T", "t") or (separator == " " and after != "" and after in "0123456789")
    if not has_time:
        return Timestamp(_checked_date(found)), at
    time = _TIME.match(text, at + 1)
    if not time:
        raise Fault("bad time: must be HH:MM:SS.subsec")
    at = time.end()
    mark = text[at : at + 1]
    offset = _OFFSET.match(text, at)
    if mark and mark in "+-" and not offset:
        raise Fault("bad offset: must be [+-]HH:MM or Z")
    shown = f"{_checked_date(found)}T{_time(time)}"
    if offset:
        return Timestamp(shown + _checked_offset(offset)), offset.end()
    if mark and mark in "zZ":
        return Timestamp(shown + "Z"), at + 1
    return Timestamp(shown), at


def _checked_date(found: re.Match[str]) -> str:
    year, month, day = map(int, found.groups())
    # Years repeat every 400; Python's calendar has no year 0.
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year % 400 + 400, month)[1]:
        raise Fault("toml::parse_local_date: invalid date.")
    return found.group()


def _time(found: re.Match[str]) -> str:
    """A time with its fraction cut to the nanosecond and written in groups of three digits."""
    hour, minute, second, fraction = found.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60:
        raise Fault("toml::parse_local_time: invalid time.")
    digits = (fraction or "")[:9].ljust(9, "0")
    while digits.endswith("000"):
        digits = digits[:-3]
    return f"{hour}:{minute}:{second}" + (f".{digits}" if digits else "")


def _checked_offset(found: re.Match[str]) -> str:
    if int(found.group(2)) > 24 or int(found.group(3)) > 60:
        raise Fault("toml::parse_offset_datetime: too large offset: |hour| <= 24, |minute| <= 60")
    return "Z" if found.group(2) == found.group(3) == "00" else found.group()


# ------------------------------------------------------------------------------- strings

_ESCAPE = r"\\(?:[btnfr\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_PLAIN = r"[^\x00-\x08\x0a-\x1f\x7f\"\\]"
_BASIC = re.compile(rf'"((?:{_PLAIN}|{_ESCAPE})*)"')
_LITERAL = re.compile(r"'([^\x00-\x08\x0a-\x1f\x7f']*)'")
_NEWLINE = r"(?:\n|\r\n)"
# Up to two quotes may stand anywhere inside, and before the closing three.
_ML_BASIC = re.compile(
    rf'"""{_NEWLINE}?((?:"{{0,2}}(?:{_PLAIN}|{_NEWLINE}|{_ESCAPE}|\\[ \t]*{_NEWLINE}[ \t\r\n]*))*"{{0,2}})"""'
)
_ML_LITERAL = re.compile(
    rf"'''{_NEWLINE}?((?:'{{0,2}}(?:[^\x00-\x08\x0a-\x1f\x7f']|{_NEWLINE}))*'{{0,2}})'''"
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfr\"\\])|[ \t]*\r?\n[ \t\r\n]*)")
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def read_string(text: str, at: int) -> tuple[str, int]:
    """The string that starts here with its quote."""
    if text.startswith('"""', at):
        return _quoted(text, at, _ML_BASIC, "ml_basic")
    if text.startswith("'''", at):
        return _quoted(text, at, _ML_LITERAL, "ml_literal")
    return read_simple_string(text, at)


def read_simple_string(text: str, at: int) -> tuple[str, int]:
    """A string within a line, such as a key may be."""
    if text[at] == '"':
        return _quoted(text, at, _BASIC, "basic")
    return _quoted(text, at, _LITERAL, "literal")


def _quoted(text: str, at: int, pattern: re.Pattern[str], name: str) -> tuple[str, int]:
    found = pattern.match(text, at)
    if not found or not is_utf8(found.group()):
        raise Fault(f"toml::parse_{name}_string: invalid string format")
    content = found.group(1)
    if "\\" in content and name.endswith("basic"):
        content = _ESCAPED.sub(_unescaped, content)
    return content, found.end()


def _unescaped(found: re.Match[str]) -> str:
    short, long, letter = found.groups()
    if letter:
        return _LETTERS[letter]
    if not short and not long:
        return ""
    code = int(short or long, 16)
    if 0xD800 <= code <= 0xDFFF:
        raise Fault("toml::parse_utf8_codepoint: [0xD800, 0xDFFF] is not a valid UTF-8")
    if code > 0x10FFFF:
        raise Fault("toml::parse_utf8_codepoint: input codepoint is too large.")
    return chr(code).encode("utf-8").decode("latin-1")


def is_utf8(text: str) -> bool:
    """Whether the bytes of a text are UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
