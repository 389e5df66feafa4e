"""Compiled files as bytes: what the bytecode cache keeps, loaded piece by piece. image_writer.py makes them.

An image holds every code object of a file. Loading one costs a checksum and the first code object; any
other is decoded when it is first entered (`fill`), and until then it is a stub. Layout, in 32-bit
little-endian words:

    header   magic, version, checksum of all that follows it, words in all,
             strings, units, where the string table begins, where the unit table begins
    strings  where each begins in the blob, and where the last one ends
    units    where each unit's record begins; the blob of all strings follows
    records  kind, arity, slots, stack, name + 1, start, end, words, spans, constants, formals + 1,
             functions, variables; then instruction words, spans (4 words each), constants (3 words each:
             tag and payload), variables (name + 1, slot, start, end each), the pattern (ellipsis, then
             name, start, default word each), the functions

Nothing in an image is executed by Python, and every index is checked against its table before it is used:
an image that fails a check raises `BadImage`, and the file is compiled anew.
"""


import cython
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.ref import Py_XDECREF, PyObject
from cython.cimports.evaluator.bytecode.code import Code, CodeKind, Formals, Program, Template
from cython.cimports.evaluator.shapes import shape_of
from cython.cimports.evaluator.store.file_content import FileContent
from cython.cimports.evaluator.syntax.ast import Formal, Kind, Lambda
from cython.cimports.evaluator.values import give, intern_in_place
from cython.cimports.libc.string import memcpy

from evaluator.bytecode.compiler import PRESENT
from evaluator.places import position_set
from evaluator.values import Path

MAGIC = cython.declare(cython.int, 0x4D49584E)
VERSION = cython.declare(cython.int, 6)
HEADER = cython.declare(cython.int, 8)
RECORD = cython.declare(cython.int, 13)


class BadImage(Exception):
    """The bytes are not an image that this version wrote."""


class Image:
    """A file's image, being used by `program`."""

    def __init__(self, file: FileContent, program: Program, path: str | None) -> None:
        """Check and open an image. Raises BadImage."""
        size: cython.Py_ssize_t = file.size
        text: cython.p_const_char = file.data
        self.file = file
        self.words = cython.cast(cython.p_const_int, text)
        self.program = program
        self.path = path
        if size < 4 * HEADER or size % 4 or self.words[0] != MAGIC or self.words[1] != VERSION:
            raise BadImage("not an image of this version")
        self.size = size // 4
        if self.words[3] != self.size or nixray_checksum(text + 12, size - 12) != cython.cast(
            cython.uint, self.words[2]
        ):
            raise BadImage("the checksum is wrong")
        self.nstrings = self.words[4]
        self.nunits = self.words[5]
        self.strings_at = self.words[6]
        self.units_at = self.words[7]
        if (
            self.nstrings < 0
            or self.nunits < 1
            or self.strings_at < HEADER
            or self.units_at < HEADER
            or self.strings_at + self.nstrings + 1 > self.size
            or self.units_at + self.nunits > self.size
        ):
            raise BadImage("a table is out of place")
        self.blob = text
        # Of a large file most are never asked for, and memory that nobody writes to is none.
        self.strings = cython.cast(
            cython.pointer(cython.pointer(PyObject)), PyMem_Calloc(self.nstrings + 1, cython.sizeof(cython.p_void))
        )
        if self.strings == cython.NULL:
            raise MemoryError

    def __dealloc__(self):
        index: cython.int
        if self.strings != cython.NULL:
            for index in range(self.nstrings):
                Py_XDECREF(self.strings[index])
            PyMem_Free(self.strings)

    def string(self, index: cython.int) -> str:
        """A string of the table, interned."""
        start: cython.int
        end: cython.int
        if index < 0 or index >= self.nstrings:
            raise BadImage("a string is out of place")
        if self.strings[index] == cython.NULL:
            start = self.words[self.strings_at + index]
            end = self.words[self.strings_at + index + 1]
            if start < 0 or start > end or end > 4 * self.size:
                raise BadImage("a string is out of place")
            self.strings[index] = give(decoded(self.blob + start, end - start, cython.NULL))
            intern_in_place(cython.address(self.strings[index]))
        return cython.cast(str, self.strings[index])

    def stub(self, index: cython.int, parent: Code | None) -> Code:
        """The code object of a unit, to be filled when it is entered."""
        at: cython.int
        name: cython.int
        code: Code = Code.__new__(Code)
        if index < 0 or index >= self.nunits:
            raise BadImage("a unit is out of place")
        at = self.words[self.units_at + index]
        if at < HEADER or at + RECORD > self.size:
            raise BadImage("a unit is out of place")
        code.image = self
        code.index = index
        code.program = self.program
        code.parent = parent
        code.kind = self.words[at]
        code.start = self.words[at + 5]
        code.end = self.words[at + 6]
        code.arity = self.words[at + 1]
        name = self.words[at + 4]
        if name > 0:
            code.name = self.string(name - 1)
        if code.kind == CodeKind.FUNCTION:
            code.functions = self.functions(at, code.name)
        return code

    def functions(self, at: cython.int, name: object) -> list:
        """The `Lambda` nodes of a function, without bodies: what messages and `functionArgs` read."""
        result: list = []
        formals: list
        k: cython.int
        nformals: cython.int
        count: cython.int = self.words[at + 11]
        nops: cython.int = self.words[at + 7]
        nspans: cython.int = self.words[at + 8]
        nconstants: cython.int = self.words[at + 9]
        npattern: cython.int = self.words[at + 10]
        function: Lambda
        formal: Formal
        at += RECORD + nops + 4 * nspans + 3 * nconstants + 4 * self.words[at + 12]
        if npattern > 0:
            at += 1 + 3 * (npattern - 1)
        for k in range(count):
            if at < HEADER or at + 5 > self.size:
                raise BadImage("a function is out of place")
            function = Lambda.__new__(Lambda)
            function.kind = Kind.LAMBDA
            function.start = self.words[at]
            function.pos = self.words[at]
            function.end = self.words[at + 1]
            function.arg = None if self.words[at + 2] == 0 else self.string(self.words[at + 2] - 1)
            function.name = name if k == 0 else None
            nformals = self.words[at + 3] - 1
            function.ellipsis = self.words[at + 4] != 0
            at += 5
            if nformals >= 0:
                if at + 3 * nformals > self.size:
                    raise BadImage("a pattern is out of place")
                formals = []
                for _ in range(nformals):
                    formal = Formal.__new__(Formal)
                    formal.name = self.string(self.words[at])
                    formal.start = self.words[at + 1]
                    if self.words[at + 2]:
                        formal.default = PRESENT
                    formals.append(formal)
                    at += 3
                function.formals = formals
            result.append(function)
        return result

    def constant(self, at: cython.int, code: Code) -> object:
        """The constant whose three words begin at `at`."""
        tag: cython.int = self.words[at]
        low: cython.int = self.words[at + 1]
        i: cython.int
        count: cython.int
        template: Template
        names: list
        whole: cython.longlong
        real: cython.double
        if tag == STRING_TAG:
            return self.string(low)
        if tag == CODE_TAG:
            return self.stub(low, code)
        if tag == TEMPLATE_TAG:
            if low < HEADER or low >= self.size:
                raise BadImage("a set is out of place")
            count = self.words[low]
            if count < 0 or low + 2 + 2 * count > self.size:
                raise BadImage("a set is out of place")
            template = Template.__new__(Template)
            names = []
            template.starts = cython.cast(cython.p_int, PyMem_Malloc((count + 1) * cython.sizeof(cython.int)))
            if template.starts == cython.NULL:
                raise MemoryError
            for i in range(count):
                names.append(self.string(self.words[low + 1 + i]))
            memcpy(template.starts, self.words + low + 1 + count, count * cython.sizeof(cython.int))
            template.start = self.words[low + 1 + 2 * count]
            template.shape = shape_of(tuple(names))
            template.source = self.program.source
            return template
        if tag == GLOBAL_TAG:
            return self.program.globals[self.string(low)]
        if tag == PATH_TAG:
            return Path(self.string(low))
        if tag == INT_TAG:
            memcpy(cython.address(whole), self.words + at + 1, 8)
            return whole
        if tag == FLOAT_TAG:
            memcpy(cython.address(real), self.words + at + 1, 8)
            return real
        if tag == EMPTY_TAG:
            return ()
        if tag == NULL_TAG:
            return None
        if tag == FALSE_TAG:
            return False
        if tag == TRUE_TAG:
            return True
        if tag == POSITION_TAG:
            return position_set(self.path, low, self.words[at + 2])
        if tag == SLOTS_TAG:
            if low < HEADER or low >= self.size or low + 1 + 2 * self.words[low] > self.size:
                raise BadImage("a table of variables is out of place")
            return {
                self.string(self.words[low + 1 + 2 * i]): self.words[low + 2 + 2 * i] for i in range(self.words[low])
            }
        raise BadImage("a constant of an unknown kind")

    def variables(self, code: Code) -> list:
        """What `Code.variables` tells, of a code object of this image."""
        at: cython.int = self.words[self.units_at + code.index]
        count: cython.int = self.words[at + 12]
        result: list = []
        name: object
        at += RECORD + self.words[at + 7] + 4 * self.words[at + 8] + 3 * self.words[at + 9]
        if count < 0 or at < HEADER or at + 4 * cython.cast(cython.longlong, count) > self.size:
            raise BadImage("a variable is out of place")
        for _ in range(count):
            name = None if self.words[at] == 0 else self.string(self.words[at] - 1)
            result.append((name, self.words[at + 1], self.words[at + 2], self.words[at + 3]))
            at += 4
        return result

    def fill(self, code: Code) -> object:
        """Decode the code object behind a stub. Raises BadImage."""
        at: cython.int = self.words[self.units_at + code.index]
        nops: cython.int = self.words[at + 7]
        nspans: cython.int = self.words[at + 8]
        nconstants: cython.int = self.words[at + 9]
        nformals: cython.int = self.words[at + 10] - 1
        nvariables: cython.int = self.words[at + 12]
        i: cython.int
        keep: list = []
        names: list = []
        starts: list = []
        formals: Formals
        if (
            nops < 1
            or nspans < 0
            or nconstants < 0
            or nvariables < 0
            or nops + cython.cast(cython.longlong, at) + 4 * nspans + 3 * nconstants + 4 * nvariables + 3 * nformals
            > self.size - RECORD - 3
        ):
            raise BadImage("a unit is out of place")
        code.nslots = self.words[at + 2]
        code.max_stack = self.words[at + 3]
        at += RECORD
        code.nops = nops
        code.nspans = nspans
        code.spans = cython.cast(cython.p_int, PyMem_Malloc((4 * nspans + 1) * cython.sizeof(cython.int)))
        code.constants = cython.cast(
            cython.pointer(cython.pointer(PyObject)),
            PyMem_Malloc((nconstants + 1) * cython.sizeof(cython.pointer(PyObject))),
        )
        ops: cython.p_int = cython.cast(cython.p_int, PyMem_Malloc(nops * cython.sizeof(cython.int)))
        if code.spans == cython.NULL or code.constants == cython.NULL or ops == cython.NULL:
            raise MemoryError
        memcpy(ops, self.words + at, nops * cython.sizeof(cython.int))
        at += nops
        memcpy(code.spans, self.words + at, 4 * nspans * cython.sizeof(cython.int))
        at += 4 * nspans
        for i in range(nconstants):
            keep.append(self.constant(at, code))
            code.constants[i] = cython.cast(cython.pointer(PyObject), keep[i])
            at += 3
        code.keep = keep
        at += 4 * nvariables
        if nformals >= 0:
            formals = Formals.__new__(Formals)
            formals.ellipsis = self.words[at] != 0
            formals.count = nformals
            formals.defaults = cython.cast(cython.p_int, PyMem_Malloc((nformals + 1) * cython.sizeof(cython.int)))
            if formals.defaults == cython.NULL:
                raise MemoryError
            at += 1
            for i in range(nformals):
                names.append(self.string(self.words[at]))
                starts.append(self.words[at + 1])
                formals.defaults[i] = self.words[at + 2]
                at += 3
            formals.names = tuple(names)
            formals.starts = tuple(starts)
            code.formals = formals
        code.ops = ops
        return None


def open_image(name: bytes, source: object, globals: dict, listener: object) -> Code:
    """The code of a file, from the image called `name`; `listener` as in `Program`, the one for whom the image was
    compiled. Raises BadImage, OSError."""
    path: object = None
    if source.path is not None:
        path = source.path
    image: Image = Image(FileContent(name), Program(source, {}, globals, listener), path)
    code: Code = image.stub(0, None)
    image.fill(code)
    if listener is not None:
        listener(code)
    return code
