"""Values as JSON, as `toJSON`, structured attributes and `--json` write them: compact, names sorted,
strings in UTF-8 as they are. Texts are latin-1, one character per byte.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free
from cython.cimports.evaluator.growing import grown
from cython.cimports.evaluator.json_floats import write
from cython.cimports.evaluator.shapes import Shape, alphabetical
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    ContextString,
    Path,
    get_attr,
    shape_in,
    values_in,
)
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import coerce
from cython.cimports.evaluator.vm.forcing import force
from cython.cimports.libc.string import memcpy

from evaluator.errors import EvalError, Kind, Span
from evaluator.vm import describe, failures, state
from evaluator.vm.origins import position

_SHORT: dict = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


@cython.ccall
def to_json(value: object, context: set, copy: cython.bint = True, place: object = None) -> str:
    """The JSON text of a value, which is forced all through.

    The contexts of all strings in it are added to `context`. `copy` copies paths to the store; else they
    are plain text. `place` is where the value was written, for errors. Raises EvalError for functions and
    for strings that are not UTF-8.
    """
    return filled(value, context, copy, place).text()


def member_json(value: object, context: set, place: object) -> object:
    """What `object_text` makes an object of: as `to_json`, but strings that are not UTF-8 show only there."""
    return filled(value, context, True, place)


@cython.cfunc
def filled(value: object, context: set, copy: cython.bint, place: object) -> Writer:
    """A writer with the text of a value."""
    writer: Writer = Writer.__new__(Writer)
    if type(place) is tuple and len(place) == 2:
        writer.place, writer.name = place
    else:
        writer.place = place
    writer.context = context
    writer.copy = copy
    writer.value(value)
    return writer


def object_text(members: dict) -> str:
    """A JSON object of what `member_json` made of its members. Raises EvalError for what is not UTF-8."""
    writer: Writer = Writer.__new__(Writer)
    name: str
    writer.raw("{")
    for name in sorted(members):
        if writer.size > 1:
            writer.raw(",")
        writer.string(name)
        writer.raw(":")
        writer.add(members[name])
    writer.raw("}")
    return writer.text()


class Writer:
    """JSON under construction: `value` adds a value, `text` ends it.

    `place` is where the value was written, for errors: a span, or the set that has it as the attribute `name`.
    """

    def __dealloc__(self):
        PyMem_Free(self.buffer)

    def add(self, other: Writer) -> cython.int:
        """Add what another writer holds."""
        if self.fault is None:
            self.fault = other.fault
        self.raw(latin_1(other.buffer, other.size, cython.NULL))
        return 0

    def text(self):
        """All that was added. Raises EvalError if some of it was not UTF-8."""
        if self.fault is not None:
            raise self.fault
        return latin_1(self.buffer, self.size, cython.NULL)

    def value(self, v: object) -> cython.int:
        """Add a value or thunk and all inside."""
        t: object
        depth: cython.int
        if limits.depth > limits.max_depth:
            message: str = "stack overflow; max-call-depth exceeded"
            raise EvalError(Kind.CALL_DEPTH, message, written(self.place, self.name))
        depth = limits.descend()
        v = force(v)
        t = type(v)
        if t is str:
            self.string(v)
        elif t is AttrSet:
            self.attributes(v)
        elif t is tuple:
            self.items(v)
        elif v is None:
            self.raw("null")
        elif v is True:
            self.raw("true")
        elif v is False:
            self.raw("false")
        elif t is int:
            self.integer(v)
        elif t is ContextString:
            self.context.update(cython.cast(ContextString, v).context)
            self.string(cython.cast(ContextString, v).s)
        elif t is float:
            self.number(v)
        elif t is Path:
            if self.copy:
                self.value(state.current.copy_path(cython.cast(Path, v).path))
            else:
                self.string(cython.cast(Path, v).path)
        else:
            place: object = failures.function_place(v)
            raise EvalError(
                Kind.COERCION,
                f"cannot convert {describe.with_article(v)} to JSON",
                written(self.place, self.name) if place is None else place,
            )
        limits.depth = depth
        return 0

    def integer(self, v: cython.longlong) -> cython.int:
        """Add an integer."""
        digits: cython.char[24]
        at: cython.int = 24
        rest: cython.ulonglong = cython.cast(cython.ulonglong, v)
        if v < 0:
            rest = 0 - rest
        while True:
            at -= 1
            digits[at] = cython.cast(cython.char, 48 + rest % 10)
            rest //= 10
            if rest == 0:
                break
        if v < 0:
            at -= 1
            digits[at] = 45
        self.reserve(24)
        memcpy(self.buffer + self.size, digits + at, 24 - at)
        self.size += 24 - at
        return 0

    def number(self, v: cython.double) -> cython.int:
        """Add a float."""
        if v - v != 0:
            return self.raw("null")
        self.reserve(32)
        self.size += write(v, self.buffer + self.size)
        return 0

    def items(self, v: tuple) -> cython.int:
        """Add a list."""
        item: object
        place: object = self.place
        name: str = self.name
        index: cython.Py_ssize_t = 0
        self.byte(91)
        try:
            for item in v:
                if index:
                    self.byte(44)
                self.value(item)
                index += 1
        except EvalError as error:
            error.while_(f"while evaluating list element at index {index}", written(place, name))
            raise
        self.byte(93)
        return 0

    def attributes(self, v: object) -> cython.int:
        """Add a set: as an object, or as the one value that stands for it."""
        attrs: AttrSet = v
        shape: Shape = shape_in(attrs)
        i: cython.int = 0
        outer: object = self.place
        outer_name: str = self.name
        name: str = ""
        if get_attr(attrs, "__toString") is not MISSING:
            self.value(coerce(v, False, False))
            return 0
        if get_attr(attrs, "outPath") is not MISSING:
            self.place, self.name = v, "outPath"
            self.value(get_attr(attrs, "outPath"))
            self.place, self.name = outer, outer_name
            return 0
        self.byte(123)
        try:
            for name in alphabetical(shape):
                if i:
                    self.byte(44)
                self.string(name)
                self.byte(58)
                self.place, self.name = v, name
                self.value(cython.cast(object, values_in(attrs)[shape.places[i]]))
                i += 1
        except EvalError as error:
            # A value inside has moved `place`.
            error.while_(f"while evaluating attribute '{describe.attribute_name(name)}'", place_of(v, name))
            raise
        self.place, self.name = outer, outer_name
        self.byte(125)
        return 0

    def string(self, text: str) -> cython.int:
        """Add a string."""
        size: cython.Py_ssize_t = len(text)
        data: cython.p_uchar = one_byte_data(text)
        out: cython.p_char
        i: cython.Py_ssize_t
        c: cython.uchar
        wide: cython.bint = False
        self.reserve(6 * size + 2)
        out = self.buffer + self.size
        out[0] = 34
        out += 1
        for i in range(size):
            c = data[i]
            if c >= 32 and c != 34 and c != 92:
                wide |= c >= 127
                out[0] = cython.cast(cython.char, c)
                out += 1
            else:
                self.size = out - self.buffer
                self.raw(_SHORT[c] if c in _SHORT else f"\\u{c:04x}")
                out = self.buffer + self.size
        out[0] = 34
        self.size = out + 1 - self.buffer
        if wide and self.fault is None:
            self.fault = utf8_fault(text)
        return 0

    def raw(self, text: str) -> cython.int:
        """Add text as it is."""
        size: cython.Py_ssize_t = len(text)
        self.reserve(size)
        memcpy(self.buffer + self.size, one_byte_data(text), size)
        self.size += size
        return 0

    def byte(self, c: cython.char) -> cython.int:
        """Add one character."""
        if self.size == self.room:
            self.reserve(1)
        self.buffer[self.size] = c
        self.size += 1
        return 0

    def reserve(self, more: cython.Py_ssize_t) -> cython.int:
        """Make room for `more` characters."""
        if self.room - self.size < more:
            self.buffer = cython.cast(cython.p_char, grown(self.buffer, cython.address(self.room), more, 1))
        return 0


@cython.cfunc
def written(place: object, name: object) -> object:
    """The span of a place; that of an attribute is looked up only when it is told."""
    return place if name is None else place_of(place, name)


@cython.cfunc
def place_of(attrs: object, name: str) -> object:
    """Where an attribute was written, or None."""
    found: object = position(attrs, name)
    return None if found is None else Span(found[0], found[1], found[1] + len(name))


def utf8_fault(text: object) -> object:
    """The error for a string that is not UTF-8, or None."""
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            what = f"incomplete UTF-8 string; last byte: 0x{ord(text[len(text) - 1]):02X}"
        else:
            at = error.end if error.reason == "invalid continuation byte" else error.start
            what = f"invalid UTF-8 byte at index {at}: 0x{ord(text[at]):02X}"
        return EvalError(Kind.VALUE, f"JSON serialization error: [json.exception.type_error.316] {what}")
    return None
