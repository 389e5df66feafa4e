"""Writes the image of a file: see image.py for the layout."""

import cython
from cython.cimports.cpython.bytes import PyBytes_FromStringAndSize
from cython.cimports.cpython.mem import PyMem_Free
from cython.cimports.evaluator.bytecode.code import Code, Template
from cython.cimports.evaluator.bytecode.compiler import compile_code
from cython.cimports.evaluator.bytecode.image import (
    CODE_TAG,
    EMPTY_TAG,
    FALSE_TAG,
    FLOAT_TAG,
    GLOBAL_TAG,
    HEADER,
    INT_TAG,
    MAGIC,
    NULL_TAG,
    PATH_TAG,
    POSITION_TAG,
    SLOTS_TAG,
    STRING_TAG,
    TEMPLATE_TAG,
    TRUE_TAG,
    VERSION,
    nixray_checksum,
)
from cython.cimports.evaluator.growing import grown
from cython.cimports.evaluator.syntax.ast import Formal, Lambda
from cython.cimports.libc.string import memcpy

from evaluator.places import position_in
from evaluator.values import AttrSet, Path


class Words:
    """Words under construction."""

    def __dealloc__(self):
        PyMem_Free(self.data)

    def push(self, word: cython.int) -> cython.int:
        """Add a word."""
        return self.some(cython.address(word), 1)

    def some(self, words: cython.p_const_int, count: cython.Py_ssize_t) -> cython.int:
        """Add some words."""
        if self.room - self.size < count:
            self.data = cython.cast(
                cython.p_int, grown(self.data, cython.address(self.room), count, cython.sizeof(cython.int))
            )
        memcpy(self.data + self.size, words, count * cython.sizeof(cython.int))
        self.size += count
        return 0


class Writer:
    """Makes the image of a file's code, compiling all of it on the way.

    `words` are the records, which begin at `places`; `extra` follows them and holds what has no size of its own
    in a record (templates, tables). Words that tell a place in it are noted in `fixes`.
    """

    def __init__(self, globals: dict) -> None:
        self.strings = []
        self.string_index = {}
        self.units = []
        self.places = Words.__new__(Words)
        self.words = Words.__new__(Words)
        self.extra = Words.__new__(Words)
        self.fixes = Words.__new__(Words)
        self.global_names = {id(value): name for name, value in globals.items()}

    def string(self, text: str) -> cython.int:
        """The number of a string."""
        found: object = self.string_index.get(text)
        if found is None:
            found = len(self.strings)
            self.string_index[text] = found
            self.strings.append(text)
        return found

    def name(self, text: object) -> cython.int:
        """The number of a string from one on, or 0 for None."""
        return 0 if text is None else self.string(text) + 1

    def record(self, code: Code) -> cython.int:
        """Write a unit. Units that it contains are queued."""
        words: Words = self.words
        value: object
        function: object
        name: object
        i: cython.int
        start: cython.int
        end: cython.int
        if code.ops == cython.NULL:
            compile_code(code)
        functions: list = code.functions or []
        variables: list = code.unit.names or []
        self.places.push(words.size)
        words.push(code.kind)
        words.push(code.arity)
        words.push(code.nslots)
        words.push(code.max_stack)
        words.push(self.name(code.name))
        words.push(code.start)
        words.push(code.end)
        words.push(code.nops)
        words.push(code.nspans)
        words.push(len(code.keep))
        words.push(0 if code.formals is None else code.formals.count + 1)
        words.push(len(functions))
        words.push(len(variables))
        words.some(code.ops, code.nops)
        words.some(code.spans, 4 * code.nspans)
        for value in code.keep:
            self.constant(value)
        for name, i, start, end in variables:
            words.push(self.name(name))
            words.push(i)
            words.push(start)
            words.push(end)
        if code.formals is not None:
            words.push(code.formals.ellipsis)
            for i in range(code.formals.count):
                words.push(self.string(code.formals.names[i]))
                words.push(code.formals.starts[i])
                words.push(code.formals.defaults[i])
        for function in functions:
            self.function(function)
        return 0

    def function(self, node: object) -> cython.int:
        """Write a `Lambda`."""
        words: Words = self.words
        function: Lambda = node
        formal: Formal
        words.push(function.start)
        words.push(function.end)
        words.push(self.name(function.arg))
        words.push(0 if function.formals is None else len(function.formals) + 1)
        words.push(function.ellipsis)
        for formal in function.formals or []:
            words.push(self.string(formal.name))
            words.push(formal.start)
            words.push(formal.default is not None)
        return 0

    def constant(self, value: object) -> cython.int:
        """Write the three words of a constant."""
        kind: object = type(value)
        i: cython.int
        name: object
        whole: cython.longlong
        real: cython.double
        halves: cython.int[2]
        if kind is str:
            return self.pushed(STRING_TAG, self.string(value), 0)
        if kind is Code:
            self.units.append(value)
            return self.pushed(CODE_TAG, len(self.units) - 1, 0)
        if kind is Template:
            template: Template = value
            self.apart(TEMPLATE_TAG)
            self.extra.push(template.shape.count)
            for name in template.shape.names:
                self.extra.push(self.string(name))
            self.extra.some(template.starts, template.shape.count)
            return self.extra.push(template.start)
        if value is None:
            return self.pushed(NULL_TAG, 0, 0)
        if value is False:
            return self.pushed(FALSE_TAG, 0, 0)
        if value is True:
            return self.pushed(TRUE_TAG, 0, 0)
        if kind is int:
            whole = value
            memcpy(halves, cython.address(whole), 8)
            return self.pushed(INT_TAG, halves[0], halves[1])
        if kind is float:
            real = value
            memcpy(halves, cython.address(real), 8)
            return self.pushed(FLOAT_TAG, halves[0], halves[1])
        if kind is Path:
            return self.pushed(PATH_TAG, self.string(value.path), 0)
        if kind is tuple and not value:
            return self.pushed(EMPTY_TAG, 0, 0)
        if id(value) in self.global_names:
            return self.pushed(GLOBAL_TAG, self.string(self.global_names[id(value)]), 0)
        if kind is AttrSet:
            line, column = position_in(value)
            return self.pushed(POSITION_TAG, line, column)
        if kind is dict:
            self.apart(SLOTS_TAG)
            self.extra.push(len(value))
            for name, i in value.items():
                self.extra.push(self.string(name))
                self.extra.push(i)
            return 0
        raise TypeError(f"a constant that has no image: {kind.__name__}")

    def pushed(self, tag: cython.int, low: cython.int, high: cython.int) -> cython.int:
        """Write a constant."""
        self.words.push(tag)
        self.words.push(low)
        return self.words.push(high)

    def apart(self, tag: cython.int) -> cython.int:
        """Write a constant that goes on at the end of `extra`."""
        self.fixes.push(self.words.size + 1)
        return self.pushed(tag, self.extra.size, 0)

    def image(self) -> bytes:
        """All of it in one."""
        text: bytes = "".join(self.strings).encode("latin-1")
        length: cython.int = len(text)
        count: cython.int = len(self.strings)
        units: cython.int = self.places.size
        texts_at: cython.int = HEADER + count + 1 + units
        records_at: cython.int = texts_at + (length + 3) // 4
        extra_at: cython.int = records_at + self.words.size
        whole: cython.int = extra_at + self.extra.size
        at: cython.int
        end: cython.int = 4 * texts_at
        string: str
        made: bytes = PyBytes_FromStringAndSize(cython.NULL, 4 * cython.cast(cython.Py_ssize_t, whole))
        out: cython.p_int = cython.cast(cython.p_int, cython.cast(cython.p_char, made))
        for at in range(self.fixes.size):
            self.words.data[self.fixes.data[at]] += extra_at
        out[0] = MAGIC
        out[1] = VERSION
        out[3] = whole
        out[4] = count
        out[5] = units
        out[6] = HEADER
        out[7] = HEADER + count + 1
        at = HEADER
        for string in self.strings:
            out[at] = end
            at += 1
            end += len(string)
        out[at] = end
        for at in range(units):
            out[HEADER + count + 1 + at] = records_at + self.places.data[at]
        if length % 4:
            out[records_at - 1] = 0  # the last word of the texts is filled with zeros
        memcpy(out + texts_at, cython.cast(cython.p_const_char, text), length)
        memcpy(out + records_at, self.words.data, 4 * self.words.size)
        memcpy(out + extra_at, self.extra.data, 4 * self.extra.size)
        out[2] = nixray_checksum(cython.cast(cython.p_const_char, out + 3), 4 * (whole - 3))
        return made


def write_image(code: Code) -> bytes:
    """The image of a file's code."""
    writer: Writer = Writer(code.program.globals)
    done: cython.Py_ssize_t = 0
    writer.units.append(code)
    while done < len(writer.units):
        writer.record(writer.units[done])
        done += 1
    return writer.image()
