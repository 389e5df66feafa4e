"""The text of a derivation, written into one growing buffer.

Written is exactly what the reference writes, since the text is hashed. Texts are Nix strings: latin-1, one
character per byte; anything wider raises UnicodeEncodeError.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Realloc
from cython.cimports.libc.string import memcpy

DYNAMIC_VERSION = "xp-dyn-drv"


class Text:
    """ATerm notation under construction."""

    def __dealloc__(self):
        PyMem_Free(self.buffer)

    def room_for(self, more: cython.Py_ssize_t) -> cython.int:
        """Make room for `more` characters."""
        if self.room - self.size < more:
            room: cython.Py_ssize_t = 2 * self.room + more + 512
            moved: cython.p_char = cython.cast(cython.p_char, PyMem_Realloc(self.buffer, room))
            if not moved:
                raise MemoryError
            self.buffer = moved
            self.room = room
        return 0

    def raw(self, text: str) -> cython.int:
        """Add a text as it is."""
        if kind_of(text) != 1:
            text.encode("latin-1")
        return self.some(cython.cast(cython.p_char, one_byte_data(text)), len(text))

    def some(self, data: cython.p_const_char, size: cython.Py_ssize_t) -> cython.int:
        """Add some characters as they are."""
        self.room_for(size)
        memcpy(self.buffer + self.size, data, size)
        self.size += size
        return 0

    def quoted(self, text: str) -> cython.int:
        """Add a text in quotes, with escapes."""
        if kind_of(text) != 1:
            text.encode("latin-1")
        size: cython.Py_ssize_t = len(text)
        data: cython.p_uchar = one_byte_data(text)
        self.room_for(2 * size + 2)
        out: cython.p_char = self.buffer + self.size
        at: cython.Py_ssize_t = 0
        plain: cython.Py_ssize_t
        c: cython.uchar
        out[0] = 34
        out += 1
        while True:
            plain = nixray_copy_plain(out, data + at, size - at)
            out += plain
            at += plain
            if at == size:
                break
            c = data[at]
            at += 1
            if c == 10:
                c = 110
            elif c == 9:
                c = 116
            elif c == 13:
                c = 114
            out[0] = 92
            out[1] = c
            out += 2
        out[0] = 34
        self.size = out + 1 - self.buffer
        return 0

    def names(self, texts: object) -> cython.int:
        """Add a list of strings that need no escapes (paths, output names)."""
        text: str
        first: cython.bint = True
        self.raw("[")
        for text in texts:
            self.raw('"' if first else ',"')
            self.raw(text)
            self.raw('"')
            first = False
        self.raw("]")
        return 0

    def inputs(self, used: object) -> cython.int:
        """Add which outputs of an input derivation are used."""
        # By place: `Inputs` is a named tuple, and there are many.
        if not cython.cast(tuple, used)[1]:
            return self.names(cython.cast(tuple, used)[0])
        name: str
        first: cython.bint = True
        self.raw("(")
        self.names(used.outputs)
        self.raw(",[")
        for name in sorted(used.dynamic):
            self.raw('("' if first else ',("')
            self.raw(name)
            self.raw('",')
            self.inputs(used.dynamic[name])
            self.raw(")")
            first = False
        self.raw("])")
        return 0

    def content(self):
        """All that was added."""
        return self.buffer[: self.size]


class Skeleton:
    """A derivation's text with the outputs and the input derivations left open.

    One derivation is written several times with different outputs and inputs (see `hash_modulo`), and
    nearly all the work is in what does not change: the environment, which is written once.
    """

    def __init__(self, drv: object) -> None:
        env: dict = drv.env
        outputs: dict = drv.outputs
        tail: Text = Text.__new__(Text)
        name: str
        text: str
        first: cython.bint = True
        dynamic: cython.bint = False
        for used in drv.input_drvs.values():
            if cython.cast(tuple, used)[1]:
                dynamic = True
        self.head = f'DrvWithVersion("{DYNAMIC_VERSION}",[' if dynamic else "Derive(["
        self.places = []
        tail.raw("],")
        tail.names(sorted(drv.input_srcs))
        # The platform is the one text that the reference writes as it is, quotes in it included.
        tail.raw(',"')
        tail.raw(drv.platform)
        tail.raw('",')
        tail.quoted(drv.builder)
        tail.raw(",[")
        for text in drv.args:
            if not first:
                tail.raw(",")
            tail.quoted(text)
            first = False
        tail.raw("],[")
        first = True
        for name in sorted(env):
            tail.raw("(" if first else ",(")
            tail.quoted(name)
            tail.raw(",")
            if name in outputs:
                self.places.append((name, tail.size + 1))
            tail.quoted(env[name])
            tail.raw(")")
            first = False
        tail.raw("])")
        self.tail = tail

    def fill(self, values: object) -> object:
        """Set the environment variables of the outputs, which were empty; values need no escapes."""
        filled: Text = Text.__new__(Text)
        name: str
        at: cython.Py_ssize_t
        done: cython.Py_ssize_t = 0
        for name, at in self.places:
            filled.some(self.tail.buffer + done, at - done)
            filled.raw(values[name])
            done = at
        filled.some(self.tail.buffer + done, self.tail.size - done)
        self.tail = filled
        self.places = []

    def content(self, outputs: object, inputs: object) -> bytes:
        """The whole text, as bytes."""
        text: Text = Text.__new__(Text)
        name: str
        first: cython.bint = True
        text.room_for(self.tail.size + 1024)
        text.raw(self.head)
        for name in sorted(outputs):
            path, algorithm, digest = outputs[name]
            text.raw('("' if first else ',("')
            text.raw(name)
            text.raw('","')
            text.raw(path)
            text.raw('","')
            text.raw(algorithm)
            text.raw('","')
            text.raw(digest)
            text.raw('")')
            first = False
        text.raw("],[")
        first = True
        for name in sorted(inputs):
            text.raw('("' if first else ',("')
            text.raw(name)
            text.raw('",')
            text.inputs(inputs[name])
            text.raw(")")
            first = False
        text.some(self.tail.buffer, self.tail.size)
        return text.content()
