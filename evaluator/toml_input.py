"""TOML text to values, as `fromTOML` reads it: TOML 1.0 with the wording of the reference's library."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, NamedTuple

from evaluator import toml_skipping as skipping
from evaluator.errors import EvalError, Kind
from evaluator.toml_faults import Fault, Mark, here
from evaluator.toml_scalars import UTF8, Timestamp, read_scalar, read_simple_string
from evaluator.values import AttrSet


def read(text: str, timestamps: bool) -> AttrSet:
    """The value of a document (latin-1, one character per byte). Raises EvalError (value).

    With `timestamps` dates and times become sets, else they are errors.
    """
    # The library adds the last line break, but not behind a carriage return, which is an error then.
    if text and not text.endswith(("\n", "\r")):
        text += "\n"
    reader = _Reader(text)
    reader.document()
    if reader.faults:
        raise _failure("".join(fault.message(text) for fault in reader.faults))
    result: AttrSet = _value(reader.root, timestamps)
    return result


class _How(Enum):
    """How a table came to be, which decides who may add to it."""

    HEADER = "[table]"
    IMPLICIT = "above a header"
    DOTTED = "above the last part of a dotted key"
    INLINE = "{ }"


class _Member(NamedTuple):
    """A value of a table, and where it was written."""

    value: Any
    start: int
    end: int

    def mark(self, label: str) -> Mark:
        return Mark(self.start, self.end, label)


class _Table:
    """A table under construction."""

    def __init__(self, how: _How) -> None:
        self.how = how
        self.members: dict[str, _Member] = {}


class _Tables(list[_Table]):
    """An array of tables made by `[[headers]]`. A plain list is an array value."""


class _Key(NamedTuple):
    """The parts of a key, and the place of it (of a header, with its brackets)."""

    parts: list[str]
    start: int
    end: int

    def mark(self, label: str) -> Mark:
        return Mark(self.start, self.end, label)


_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(rf"[ \t]*#(?:[\t\x20-\x7e]|{UTF8})*")
_KEY = re.compile(skipping.KEY)

_INSERT = "toml::insert_value: failed to insert "


class _Reader:
    """A text being read; `at` is the place of the next character.

    What is wrong is collected in `faults`. A method that cannot go on raises a Fault, which whoever knows how to go
    on adds to them; some faults are told twice, as the library does.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 3 if text.startswith("\xef\xbb\xbf") else 0
        self.root = _Table(_How.HEADER)
        self.faults: list[Fault] = []

    def document(self) -> None:
        """All lines of the text, into `root`."""
        self.first_comments()
        self.lines_of(self.root)
        while self.at < len(self.text):
            self.skip_lines()
            try:
                table = self.header()
                if not self.comment():
                    self.skip_space()
                    if self.at < len(self.text) and not self.line_break():
                        # The label has line breaks in it.
                        mark = here(self.at, "expected 0x0a(LINE FEED) or\n")
                        raise Fault("toml::parse_file: newline (or EOF) expected", (mark,))
            except Fault as fault:
                self.faults.append(fault)
                self.at = skipping.next_header(self.text, self.at)
                continue
            self.lines_of(self.place_table(table, self.text.startswith("[[", table.start)))

    def first_comments(self) -> None:
        """Comments above everything. One that is wrong is read again, as a line of the first table."""
        start = self.at
        try:
            while self.comment() or self.line_break():
                pass
        except Fault as fault:
            self.faults.append(fault)
            if self.at < len(self.text):
                self.at = start
                self.skip_lines()

    def lines_of(self, table: _Table) -> None:
        """The lines below a header, up to the next one; what is wrong with them is noted, and where no line break
        is where it should be, the rest of them is passed over."""
        before = len(self.faults)
        start, whole = self.at, True
        line_begins = True
        while self.at < len(self.text):
            start = self.at
            line_begins = self.skip_lines() or line_begins
            if self.at >= len(self.text):
                break
            if self.text[self.at] == "[":
                self.at = start
                break
            if not line_begins:
                title = "toml::parse_table: newline (LF / CRLF) or EOF is expected"
                self.faults.append(Fault(title, (here(self.at),)))
                whole = False
                break
            line_begins = self.line_of(table)
        if not whole or len(self.faults) > before:
            self.at = skipping.next_header(self.text, self.at)

    def line_of(self, table: _Table) -> bool:
        """One pair and the comment behind it. Whether the line was ended by that."""
        ended = False
        try:
            key, value = self.pair()
        except Fault as fault:
            self.faults.append(fault)
            self.at = skipping.after_pair(self.text, self.at)
            return False
        try:
            ended = self.comment()
        except Fault as fault:
            self.faults.append(fault)
        try:
            self.place(table, key, value)
        except Fault as fault:
            self.faults.append(fault)
        return ended

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
        """Move past a comment and the end of its line, if one comes next."""
        found = _COMMENT.match(self.text, self.at)
        if not found:
            return False
        self.at = found.end()
        if self.at < len(self.text) and not self.line_break():
            end = self.text.find("\n", self.at + 1)
            self.at = len(self.text) if end < 0 else end + 1
            title = "toml::parse_comment_line: newline (LF / CRLF) or EOF is expected"
            hint = "Hint: most of the control characters are not allowed in comments"
            raise Fault(title, (here(self.at, "but got this"),), hint)
        return True

    def skip_lines(self) -> bool:
        """Move past blanks, blank lines and whole comments. Whether there was the end of a line."""
        ended = False
        while True:
            self.skip_space()
            found = _COMMENT.match(self.text, self.at)
            if found and self.text.startswith(("\n", "\r\n"), found.end()):
                self.at = found.end()
            if not self.line_break():
                return ended
            ended = True

    # ------------------------------------------------------------------ keys and tables

    def key(self) -> _Key:
        """A key of any number of parts."""
        parts: list[str] = []
        start = self.at
        while True:
            bare = _BARE_KEY.match(self.text, self.at)
            if bare:
                parts.append(bare.group())
                self.at = bare.end()
            elif self.text[self.at : self.at + 1] in ('"', "'"):
                part, self.at = read_simple_string(self.text, self.at)
                parts.append(part)
            else:
                title = "toml::parse_simple_key: invalid key: key must be \"quoted\", 'quoted-literal', or bare key."
                hint = "Hint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0.\n"
                raise Fault(title, (here(self.at, "expected alpha [a-zA-Z], digit [0-9], -, or _"),), hint)
            end = self.at
            self.skip_space()
            if not self.accept("."):
                self.at = end
                return _Key(parts, start, end)
            self.skip_space()

    def header(self) -> _Key:
        """`[key]` or `[[key]]`."""
        start = self.at
        array = self.text.startswith("[[", start)
        title = f"toml::parse_file: invalid {'array-table' if array else 'table'} key"
        closing = "]]" if array else "]"
        self.at += len(closing)
        self.skip_space()
        inner = self.at
        found = _KEY.match(self.text, inner)
        if not found:
            self.at = start
            label = "expected basic key([a-zA-Z0-9_-]) or quoted key(\" or ')"
            raise Fault(title, (here(inner, label),))
        self.at = found.end()
        self.skip_space()
        end = self.at
        if not self.accept(closing):
            self.at = start
            raise Fault(title, (here(end, f"expected {closing}"),))
        self.at = inner
        try:
            parts = self.key().parts
        except Fault:
            # Only an escape can be wrong now; the library looks for another header behind it.
            raise Fault(title, (here(end, "expected ["),)) from None
        self.at = end + len(closing)
        return _Key(parts, start, self.at)

    def place_table(self, key: _Key, array: bool) -> _Table:
        """The table that the lines below a header fill; one that nobody sees if there may be no such table."""
        try:
            parent = self.parent(self.root, key, dotted=False)
            return self.new_tables(parent, key) if array else self.new_table(parent, key)
        except Fault as fault:
            self.faults.append(fault)
            return _Table(_How.HEADER)

    def parent(self, table: _Table, key: _Key, *, dotted: bool) -> _Table:
        """The table that the last part of a key names something in."""
        for part in key.parts[:-1]:
            found = table.members.get(part)
            if found is None:
                made = _Table(_How.DOTTED if dotted else _How.IMPLICIT)
                found = table.members[part] = _Member(made, key.start, key.end)
            inner = found.value
            if isinstance(inner, _Tables):
                if dotted:
                    title = "toml::insert_value:dotted key cannot reopen an array-of-tables"
                    raise Fault(title, (key.mark("inserting this"), found.mark("to this array-of-tables.")))
                table = inner[-1]
            elif not isinstance(inner, _Table):
                if _holds_tables(inner):
                    title = "toml::insert_value:inline array of tables are immutable"
                    raise Fault(title, (key.mark("inserting this"), found.mark("inline array of tables")))
                title = f"{_INSERT}a value, value already exists"
                raise Fault(title, (key.mark("while inserting this"), found.mark("non-table value already exists")))
            elif inner.how is _How.INLINE:
                title = f"{_INSERT}a value: inline table is immutable"
                raise Fault(title, (key.mark("inserting this"), found.mark("to this table")))
            elif dotted and inner.how is not _How.DOTTED:
                title = "toml::insert_value: reopening a table using dotted keys"
                marks = key.mark("dotted key cannot reopen a table"), found.mark("this table is already closed")
                raise Fault(title, marks)
            else:
                table = inner
        return table

    def new_table(self, parent: _Table, key: _Key) -> _Table:
        """The table of `[...name]`."""
        found = parent.members.get(key.parts[-1])
        if found is None:
            table = _Table(_How.HEADER)
        elif isinstance(found.value, _Table) and found.value.how is _How.IMPLICIT:
            table = found.value
            table.how = _How.HEADER
        else:
            title = f"{_INSERT}a table, table already defined"
            raise Fault(title, (key.mark("inserting this"), found.mark("this table is explicitly defined")))
        parent.members[key.parts[-1]] = _Member(table, key.start, key.end)
        return table

    def new_tables(self, parent: _Table, key: _Key) -> _Table:
        """One more table of `[[...name]]`."""
        found = parent.members.get(key.parts[-1])
        if found is None:
            found = parent.members[key.parts[-1]] = _Member(_Tables(), key.start, key.end)
        tables = found.value
        if not isinstance(tables, _Tables):
            mark = key.mark("while inserting this")
            if _holds_tables(tables):
                title = f"{_INSERT}a table, inline array of tables is immutable"
                raise Fault(title, (mark, found.mark("this is inline array-of-tables")))
            title = f"{_INSERT}an array of tables, value already exists"
            raise Fault(title, (mark, found.mark("non-table value already exists")))
        tables.append(_Table(_How.HEADER))
        return tables[-1]

    def pair(self) -> tuple[_Key, _Member]:
        """`key = value`."""
        start = self.at
        try:
            key = self.key()
            self.skip_space()
            if not self.accept("="):
                title = "toml::parse_key_value_pair: invalid key value separator `=`"
                raise Fault(title, (here(self.at, "expected ="),))
        except Fault:
            self.at = start
            raise
        self.skip_space()
        begin = self.at
        value = self.value()
        return key, _Member(value, begin, self.at)

    def place(self, table: _Table, key: _Key, value: _Member) -> None:
        """Add a pair to a table."""
        table = self.parent(table, key, dotted=True)
        found = table.members.get(key.parts[-1])
        if found is not None:
            title = f"{_INSERT}a value, value already exists"
            raise Fault(title, (key.mark("inserting this"), found.mark("but value already exists")))
        table.members[key.parts[-1]] = value

    # ------------------------------------------------------------------ values

    def value(self) -> Any:
        """Any value: a scalar, a list, or a table."""
        if self.accept("["):
            return self.array()
        if self.accept("{"):
            return self.inline_table()
        try:
            value, self.at = read_scalar(self.text, self.at)
        except Fault as fault:
            self.at = self.at if fault.resume is None else fault.resume
            raise
        return value

    def array(self) -> list[Any]:
        """The rest of `[ ... ]`."""
        items: list[Any] = []
        before = len(self.faults)
        self.skip_lines()
        separated = True
        while self.at < len(self.text) and self.text[self.at] != "]":
            if not separated:
                title = "toml::parse_array: expected value-separator `,` or closing `]`"
                raise Fault(title, (here(self.at),))
            try:
                items.append(self.value())
            except Fault as fault:
                self.faults.append(fault)
                start = self.at
                self.at = skipping.after_value(self.text, start)
                if self.at == start:
                    break
                continue
            self.skip_lines()
            separated = self.accept(",")
            try:
                self.comment()
            except Fault as fault:
                self.faults.append(fault)
            if separated:
                self.skip_lines()
        if not self.accept("]"):
            title = "toml::parse_array: missing closing bracket `]`"
            raise Fault(title, (here(self.at, "expected `]`, reached EOF"),))
        if len(self.faults) > before:
            raise self.faults[-1]
        return items

    def inline_table(self) -> _Table:
        """The rest of `{ ... }`, on one line."""
        table = _Table(_How.INLINE)
        before = len(self.faults)
        self.skip_space()
        separated = True
        while self.at < len(self.text) and self.text[self.at] != "}":
            if not separated:
                title = "toml::parse_inline_table: expected value-separator `,` or closing `}`"
                raise Fault(title, (here(self.at),))
            try:
                key, value = self.pair()
            except Fault as fault:
                self.faults.append(fault)
                self.skip_to("}\n")
                break
            try:
                self.place(table, key, value)
            except Fault as fault:
                self.faults.append(fault)
                self.skip_to(",}\n")
                separated = self.text.startswith(",", self.at)
                continue
            self.skip_space()
            separated = self.accept(",")
            self.skip_space()
            if separated and self.text.startswith("}", self.at):
                title = "toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)"
                raise Fault(title, (here(self.at),))
        if not self.accept("}"):
            title = "toml::parse_inline_table: missing closing bracket `}`"
            raise Fault(title, (here(self.at, "expected `}`, reached line end"),))
        if len(self.faults) > before:
            raise self.faults.pop()
        return table

    def skip_to(self, ends: str) -> None:
        """Move to the next of some characters, or to the end."""
        while self.at < len(self.text) and self.text[self.at] not in ends:
            self.at += 1


def _holds_tables(value: Any) -> bool:
    """Whether a value is an array written as `[{ ... }]`."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], _Table)


# ------------------------------------------------------------------------------- values


def _value(found: Any, timestamps: bool) -> Any:
    """What was read as a value of the language."""
    if isinstance(found, _Table):
        return AttrSet({_without_nul(name): _value(member.value, timestamps) for name, member in found.members.items()})
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
