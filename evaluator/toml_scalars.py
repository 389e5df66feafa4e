"""The scalars of TOML: numbers, dates, times and strings, with the wording of the reference's library.

Each reader takes the text (latin-1, one character per byte) and a place, and gives the value and the
place behind it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from evaluator.toml_faults import Fault, Mark, here


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
_DIGITS = {"x": "hex [0-9a-fA-F]", "o": "from `0` to `7`", "b": "0 or 1"}
_IN_WORDS = {"t": "true", "f": "false", "i": "inf", "n": "nan"}
_A_BOOLEAN = "expected true or false"
_A_FLOAT = "expected from `1` to `9` or digit [0-9] or inf or nan"

_INTEGERS = """\
Hint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755
Hint: invalid: _42, 1__000, 0123
"""
_FLOATS = """\
Hint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan
Hint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0
"""
_TIMES = """\
Hint: valid  : 1979-05-27T07:32:00, 1979-05-27 07:32:00.999999
Hint: invalid: 1979-05-27T7:32:00, 1979-05-27 17:32
"""
_DATETIMES = """\
Hint: valid  : 1979-05-27T07:32:00-07:00, 1979-05-27 07:32:00.999999Z
Hint: invalid: 1979-05-27T7:32:00-7:00, 1979-05-27 7:32-00:30"""
_OFFSETS = """\
Hint: valid  : +09:00, -05:30
Hint: invalid: +9:00,  -5:30
"""


def read_scalar(text: str, at: int) -> tuple[Scalar, int]:
    """The number, date, time, boolean or string that starts here."""
    c = text[at : at + 1]
    if c == '"' or c == "'":
        return read_string(text, at)
    if c in ("t", "f"):
        for word, value in (("true", True), ("false", False)):
            if text.startswith(word, at):
                return value, at + len(word)
        title = (
            "toml::parse_boolean: invalid boolean: boolean must be `true` or `false`, in lowercase."
            ' string must be surrounded by `"`'
        )
        raise Fault(title, (here(at, _A_BOOLEAN),))
    if c and c in "TFINin" and not text.startswith(("inf", "nan"), at):
        word = _IN_WORDS[c.lower()]
        title = f"toml::parse_value: `{word}` must be in lowercase. A string must be surrounded by quotes."
        raise Fault(title, (here(at, _A_BOOLEAN if c in "TF" else _A_FLOAT),))
    return _number_or_date(text, at)


def _number_or_date(text: str, at: int) -> tuple[Scalar, int]:
    found = _DATE.match(text, at)
    if found:
        return _date(text, found)
    found = _TIME.match(text, at)
    if found:
        return Timestamp(_time(found)), found.end()
    sign = text[at : at + 1] in ("+", "-")
    letter = text[at + sign + 1 : at + sign + 2]
    if text.startswith("0", at + sign) and letter in ("x", "o", "b"):
        return _based_integer(text, at, letter)
    found = _FLOAT.match(text, at)
    if found:
        # The words are taken before numbers are looked at; only behind a sign they are numbers.
        if text.startswith("_", found.end()) and found.group() not in ("inf", "nan"):
            mark = here(found.end(), "invalid underscore")
            raise Fault("bad float: `_` must be surrounded by digits", (mark,), _FLOATS)
        return _float(found), found.end()
    found = _INTEGER.match(text, at)
    if found:
        _check_end_of_integer(text, found.end(), found.group().lstrip("+-") == "0")
        return _checked(int(found.group()), found.end(), "dec", "digits"), found.end()
    if text.startswith("_", at):
        mark = here(at, "digits required before `_`")
        raise Fault("bad number: `_` must be surrounded by digits", (mark,), _INTEGERS)
    if text.startswith(".", at):
        mark = here(at, "missing integer part")
        raise Fault("bad float: integer part is required before decimal point", (mark,), _FLOATS)
    raise Fault("bad format: unknown value appeared", (here(at),))


def _based_integer(text: str, at: int, letter: str) -> tuple[int, int]:
    pattern, base, name, examples = _BASES[letter]
    found = pattern.match(text, at)
    if not found:
        title = f"toml::parse_{name}_integer: invalid integer: {name}_int must be like: {examples}"
        signed = text[at] != "0"
        mark = here(at, f"expected 0{letter}") if signed else here(at + 2, f"expected {_DIGITS[letter]}")
        raise Fault(title, (mark,))
    _check_end_of_integer(text, found.end(), False)
    return _checked(int(found.group()[2:].replace("_", ""), base), found.end(), name, "value"), found.end()


def _check_end_of_integer(text: str, at: int, zero: bool) -> None:
    """What may not follow an integer; `zero` if it is a single 0 in base 10."""
    c = text[at : at + 1]
    if c == "_" and zero:
        mark = here(at, "leading zero")
        raise Fault("bad integer: leading zero is not allowed in decimal int", (mark,), _INTEGERS)
    if c == "_":
        mark = here(at, "invalid underscore")
        raise Fault("bad integer: `_` must be surrounded by digits", (mark,), _INTEGERS)
    if c == "0":
        mark = here(at - 1, "leading zero is not allowed")
        raise Fault("bad integer: leading zero", (mark,), _INTEGERS)
    if c and c in "123456789":
        mark = here(at, "this digit is not allowed")
        raise Fault("bad integer: invalid digit after an integer", (mark,), _INTEGERS)
    if c and c in ".eE":
        raise Fault("bad float: invalid format", (here(at),), _FLOATS)
    if c and c in ":-":
        raise Fault("bad datetime: invalid format", (here(at),), _DATETIMES)


def _checked(value: int, end: int, name: str, unit: str) -> int:
    if not -(1 << 63) <= value < 1 << 63:
        title = f"toml::parse_{name}_integer: too large integer: current max {unit} = 2^63"
        raise Fault(title, (here(end, "must be < 2^63"),))
    return value


def _float(found: re.Match[str]) -> float:
    value = float(found.group().replace("_", ""))
    if value in (float("inf"), float("-inf")) and "inf" not in found.group():
        title = "toml::parse_floating: failed to read floating point value from stream"
        raise Fault(title, (here(found.end()),))
    return value


# ------------------------------------------------------------------------------- dates and times


def _date(text: str, found: re.Match[str]) -> tuple[Timestamp, int]:
    """A date, with the time and the offset that may follow."""
    at = found.end()
    separator = text[at : at + 1]
    after = text[at + 1 : at + 2]
    if separator and separator in "0123456789":
        stop = here(at, "expected T, t, or 0x20(SPACE)")
        raise Fault("bad datetime: missing T or space", (stop,), _TIMES)
    has_time = separator in ("T", "t") or (separator == " " and after != "" and after in "0123456789")
    if not has_time:
        return Timestamp(_checked_date(found)), at
    time = _TIME.match(text, at + 1)
    if not time:
        raise Fault("bad time: must be HH:MM:SS.subsec", (_stop(text, at + 1, "dd:dd:dd", ""),), _TIMES)
    at = time.end()
    zone = text[at : at + 1]
    offset = _OFFSET.match(text, at)
    if zone and zone in "+-" and not offset:
        stop = _stop(text, at + 1, "dd:dd", "z or Z or ")
        raise Fault("bad offset: must be [+-]HH:MM or Z", (stop,), _OFFSETS)
    shown = f"{_checked_date(found)}T{_time(time)}"
    if offset:
        return Timestamp(shown + _checked_offset(found.start(), offset)), offset.end()
    if zone and zone in "zZ":
        return Timestamp(shown + "Z"), at + 1
    return Timestamp(shown), at


def _stop(text: str, at: int, pattern: str, others: str) -> Mark:
    """Where a text leaves a pattern in which `d` stands for a digit, and what could follow there."""
    for expected in pattern:
        c = text[at : at + 1]
        if expected == "d" and (c == "" or c not in "0123456789"):
            return here(at, f"expected {others}digit [0-9]")
        if expected != "d" and c != expected:
            return here(at, f"expected {others}{expected}")
        at += 1
    return here(at)


def _checked_date(found: re.Match[str]) -> str:
    year, month, day = map(int, found.groups())
    # Years repeat every 400; Python's calendar has no year 0.
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year % 400 + 400, month)[1]:
        label = "month must be 01-12, day must be any of 01-28,29,30,31 depending on the month/year."
        raise Fault("toml::parse_local_date: invalid date.", (here(found.start(), label),))
    return found.group()


def _time(found: re.Match[str]) -> str:
    """A time with its fraction cut to the nanosecond and written in groups of three digits."""
    hour, minute, second, fraction = found.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60:
        late = int(hour) > 23 or int(minute) > 59
        label = "hour must be 00-23, minute must be 00-59." if late else "second must be 00-60."
        raise Fault("toml::parse_local_time: invalid time.", (here(found.start(), label),))
    digits = (fraction or "")[:9].ljust(9, "0")
    while digits.endswith("000"):
        digits = digits[:-3]
    return f"{hour}:{minute}:{second}" + (f".{digits}" if digits else "")


def _checked_offset(start: int, found: re.Match[str]) -> str:
    """An offset, of what started at `start`."""
    if int(found.group(2)) > 24 or int(found.group(3)) > 60:
        title = "toml::parse_offset_datetime: too large offset: |hour| <= 24, |minute| <= 60"
        raise Fault(title, (Mark(start, found.end(), "here"),))
    return "Z" if found.group(2) == found.group(3) == "00" else found.group()


# ------------------------------------------------------------------------------- strings

UTF8 = (
    r"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    r"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    r"|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
"""A character outside ASCII, in a text with one character per byte."""

_ESCAPE = r"\\(?:[btnfr\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_PLAIN = rf"(?:[\x09\x20\x21\x23-\x5b\x5d-\x7e]|{UTF8})"
_UNQUOTED = rf"(?:[\x09\x20-\x26\x28-\x7e]|{UTF8})"
_NEWLINE = r"(?:\n|\r\n)"
# The longest start of each sort of string that may be one, and its closing quotes. In long strings up to two quotes
# may stand anywhere inside, and before the closing three.
_BASIC = re.compile(rf'"((?:{_PLAIN}|{_ESCAPE})*)')
_LITERAL = re.compile(rf"'({_UNQUOTED}*)")
_ML_BASIC = re.compile(rf'"""{_NEWLINE}?((?:"{{0,2}}(?:{_PLAIN}|{_NEWLINE}|{_ESCAPE}|\\[ \t]*{_NEWLINE}[ \t\r\n]*))*)')
_ML_LITERAL = re.compile(rf"'''{_NEWLINE}?((?:'{{0,2}}(?:{_UNQUOTED}|{_NEWLINE}))*)")
_QUOTES = {'"': re.compile(r'"{3,5}'), "'": re.compile(r"'{3,5}")}
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
    assert found
    content, end, quote = found.group(1), found.end(), text[at]
    if name.startswith("ml"):
        closing = _QUOTES[quote].match(text, end)
        quotes = closing.group() if closing else ""
        content, end, wanted = content + quotes[3:], end + len(quotes), quote * 3
    else:
        quotes, wanted = text[end : end + 1], quote
        end += 1
    if not quotes.startswith(wanted):
        title = f"toml::parse_{name}_string: invalid string format"
        raise Fault(title, (here(found.end(), f"expected {wanted}"),))
    if "\\" in content and name.endswith("basic"):
        try:
            content = _ESCAPED.sub(_unescaped, content)
        except Fault as fault:
            fault.resume = end
            raise
    return content, end


def _unescaped(found: re.Match[str]) -> str:
    short, long, letter = found.groups()
    if letter:
        return _LETTERS[letter]
    if not short and not long:
        return ""
    code = int(short or long, 16)
    if 0xD800 <= code <= 0xDFFF:
        raise _bad_escape(found, "[0xD800, 0xDFFF] is not a valid UTF-8", "here")
    if code > 0x10FFFF:
        raise _bad_escape(found, "input codepoint is too large.", "must be in range [0x00, 0x10FFFF]")
    return chr(code).encode("utf-8").decode("latin-1")


def _bad_escape(found: re.Match[str], what: str, label: str) -> Fault:
    """The library reads the rest of the string as a text of its own."""
    mark = Mark(1, len(found.group()), label)
    return Fault(f"toml::parse_utf8_codepoint: {what}", (mark,), text=found.string[found.start() :])
