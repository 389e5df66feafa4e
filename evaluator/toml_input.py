"""TOML text to values, as `fromTOML` reads it: TOML 1.0 with the wording of the reference's library."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from evaluator.errors import EvalError, Kind
from evaluator.toml_scalars import Fault, Timestamp, is_utf8, read_scalar, read_simple_string
from evaluator.values import AttrSet


def read(text: str, timestamps: bool) -> AttrSet:
    """The value of a document (latin-1, one character per byte). Raises EvalError (value).

    With `timestamps` dates and times become sets, else they are errors.
    """
    try:
        document = _Reader(text).document()
    except Fault as fault:
        raise _failure(f"[error] {fault}") from None
    result: AttrSet = _value(document, timestamps)
    return result


class _How(Enum):
    """How a table came to be, which decides who may add to it."""

    HEADER = "[table]"
    IMPLICIT = "above a header"
    DOTTED = "above the last part of a dotted key"
    INLINE = "{ }"


class _Table:
    """A table under construction."""

    def __init__(self, how: _How) -> None:
        self.how = how
        self.members: dict[str, Any] = {}


class _Tables(list[_Table]):
    """An array of tables made by `[[headers]]`. A plain list is an array value."""


_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"#[^\x00-\x08\x0a-\x1f\x7f]*")
_EXISTS = "toml::insert_value: failed to insert a value, value already exists"
_IMMUTABLE = "toml::insert_value: failed to insert a value: inline table is immutable"
_DEFINED = "toml::insert_value: failed to insert a table, table already defined"
_NEITHER = "toml::insert_value: failed to insert an array of tables, value already exists"
_INLINE_ARRAY = "toml::insert_value:inline array of tables are immutable"


class _Reader:
    """A text being read; `at` is the place of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 3 if text.startswith("\xef\xbb\xbf") else 0
        self.root = _Table(_How.HEADER)

    def document(self) -> _Table:
        """All lines of the text."""
        table = self.root
        while True:
            self.skip_space()
            if self.at >= len(self.text):
                return self.root
            if self.comment() or self.line_break():
                continue
            if self.text[self.at] == "[":
                table = self.header()
                self.end_of_line("toml::parse_file: newline (or EOF) expected")
            else:
                self.pair(table)
                self.end_of_line("toml::parse_table: newline (LF / CRLF) or EOF is expected")

    # ------------------------------------------------------------------ lines

    def skip_space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found
        self.at = found.end()

    def accept(self, token: str) -> bool:
        """Move past `token` if it comes next."""
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def line_break(self) -> bool:
        return self.accept("\n") or self.accept("\r\n")

    def comment(self) -> bool:
        """Move past a comment, which reaches to the end of the line."""
        found = _COMMENT.match(self.text, self.at)
        if not found:
            return False
        self.at = found.end()
        at_end = self.at >= len(self.text) or self.text.startswith(("\n", "\r\n"), self.at)
        if not at_end or not is_utf8(found.group()):
            raise Fault("toml::parse_comment_line: newline (LF / CRLF) or EOF is expected")
        return True

    def end_of_line(self, fault: str) -> None:
        self.skip_space()
        self.comment()
        if self.at < len(self.text) and not self.line_break():
            raise Fault(fault)

    # ------------------------------------------------------------------ keys and tables

    def key(self) -> list[str]:
        """The parts of a key."""
        parts: list[str] = []
        while True:
            bare = _BARE_KEY.match(self.text, self.at)
            if bare:
                parts.append(bare.group())
                self.at = bare.end()
            elif self.text[self.at : self.at + 1] in ('"', "'"):
                part, self.at = read_simple_string(self.text, self.at)
                parts.append(part)
            else:
                raise Fault(
                    "toml::parse_simple_key: invalid key: key must be \"quoted\", 'quoted-literal', or bare key."
                )
            self.skip_space()
            if not self.accept("."):
                return parts
            self.skip_space()

    def header(self) -> _Table:
        """`[key]` or `[[key]]`: the table that the following lines fill."""
        array = self.accept("[[")
        if not array:
            self.at += 1
        fault = f"toml::parse_file: invalid {'array-table' if array else 'table'} key"
        self.skip_space()
        try:
            parts = self.key()
        except Fault:
            raise Fault(fault) from None
        if not self.accept("]]" if array else "]"):
            raise Fault(fault)
        parent = self.root
        for part in parts[:-1]:
            parent = self.below(parent, part)
        return self.new_tables(parent, parts[-1]) if array else self.new_table(parent, parts[-1])

    def below(self, table: _Table, name: str) -> _Table:
        """The table of a part of a header before the last."""
        if table.how is _How.INLINE:
            raise Fault(_IMMUTABLE)
        found = table.members.setdefault(name, None)
        if found is None:
            found = table.members[name] = _Table(_How.IMPLICIT)
        if isinstance(found, _Tables):
            return found[-1]
        if not isinstance(found, _Table):
            raise Fault(_INLINE_ARRAY if _holds_tables(found) else _EXISTS)
        if found.how is _How.INLINE:
            raise Fault(_IMMUTABLE)
        return found

    def new_table(self, parent: _Table, name: str) -> _Table:
        """The table of `[...name]`."""
        found = parent.members.get(name)
        if found is None:
            found = parent.members[name] = _Table(_How.HEADER)
        elif isinstance(found, _Table) and found.how is _How.IMPLICIT:
            found.how = _How.HEADER
        else:
            raise Fault(_DEFINED)
        assert isinstance(found, _Table)
        return found

    def new_tables(self, parent: _Table, name: str) -> _Table:
        """One more table of `[[...name]]`."""
        found = parent.members.get(name)
        if found is None:
            found = parent.members[name] = _Tables()
        if not isinstance(found, _Tables):
            if _holds_tables(found):
                raise Fault("toml::insert_value: failed to insert a table, inline array of tables is immutable")
            raise Fault(_NEITHER)
        found.append(_Table(_How.HEADER))
        return found[-1]

    def pair(self, table: _Table) -> None:
        """`key = value`, added to a table."""
        parts = self.key()
        if not self.accept("="):
            raise Fault("toml::parse_key_value_pair: invalid key value separator `=`")
        self.skip_space()
        value = self.value()
        for part in parts[:-1]:
            found = table.members.get(part)
            if found is None:
                found = table.members[part] = _Table(_How.DOTTED)
            if isinstance(found, _Tables):
                raise Fault("toml::insert_value:dotted key cannot reopen an array-of-tables")
            if not isinstance(found, _Table):
                raise Fault(_INLINE_ARRAY if _holds_tables(found) else _EXISTS)
            if found.how is _How.INLINE:
                raise Fault(_IMMUTABLE)
            if found.how is not _How.DOTTED:
                raise Fault("toml::insert_value: reopening a table using dotted keys")
            table = found
        if parts[-1] in table.members:
            raise Fault(_EXISTS)
        table.members[parts[-1]] = value

    # ------------------------------------------------------------------ values

    def value(self) -> Any:
        """Any value: a scalar, a list, or a table."""
        if self.accept("["):
            return self.array()
        if self.accept("{"):
            return self.inline_table()
        value, self.at = read_scalar(self.text, self.at)
        return value

    def array(self) -> list[Any]:
        """The rest of `[ ... ]`."""
        items: list[Any] = []
        while True:
            self.skip_lines()
            if self.accept("]"):
                return items
            items.append(self.value())
            self.skip_lines()
            if self.accept(","):
                self.skip_lines()
                if self.at >= len(self.text):
                    raise Fault("toml::parse_array: missing closing bracket `]`")
            elif self.text[self.at] != "]":
                raise Fault("toml::parse_array: expected value-separator `,` or closing `]`")

    def skip_lines(self) -> None:
        """Move past blank lines and comments; something has to follow inside an array."""
        while True:
            self.skip_space()
            if not self.comment() and not self.line_break():
                break
        if self.at >= len(self.text):
            raise Fault("toml::parse_array: missing closing bracket `]`")

    def inline_table(self) -> _Table:
        """The rest of `{ ... }`, on one line."""
        table = _Table(_How.DOTTED)
        self.skip_space()
        while not self.accept("}"):
            self.pair(table)
            self.skip_space()
            if self.accept(","):
                self.skip_space()
                if self.text.startswith("}", self.at):
                    raise Fault("toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)")
            elif not self.text.startswith("}", self.at):
                raise Fault("toml::parse_inline_table: expected value-separator `,` or closing `}`")
        _seal(table)
        return table


def _holds_tables(value: Any) -> bool:
    """Whether a value is an array written as `[{ ... }]`."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], _Table)


def _seal(table: _Table) -> None:
    """Make an inline table immutable, with the tables that its dotted keys made."""
    table.how = _How.INLINE
    for member in table.members.values():
        if isinstance(member, _Table) and member.how is not _How.INLINE:
            _seal(member)


# ------------------------------------------------------------------------------- values


def _value(found: Any, timestamps: bool) -> Any:
    """What was read as a value of the language."""
    if isinstance(found, _Table):
        return AttrSet(
            {_without_nul(name): _value(member, timestamps) for name, member in found.members.items()}
        )
    if isinstance(found, list):
        return tuple([_value(item, timestamps) for item in found])
    if isinstance(found, Timestamp):
        if not timestamps:
            raise _failure("Dates and times are not supported")
        return AttrSet({"_type": "timestamp", "value": found.text})
    return _without_nul(found) if isinstance(found, str) else found


def _without_nul(text: str) -> str:
    if "\0" in text:
        shown = text.replace("\0", "\xe2\x90\x80")
        raise _failure(
            f"error: input string '{shown}' cannot be represented as Nix string because it contains null bytes"
        )
    return text


def _failure(what: str) -> EvalError:
    return EvalError(Kind.VALUE, f"while parsing TOML: {what}")
