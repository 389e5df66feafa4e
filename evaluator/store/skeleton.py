"""The text of a derivation, written into one growing buffer.

Written is exactly what the reference writes, since the text is hashed. Texts are Nix strings: latin-1, one
character per byte; anything wider raises UnicodeEncodeError.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free
from cython.cimports.evaluator.growing import grown
from cython.cimports.evaluator.store.variables import Variables
from cython.cimports.libc.string import memcpy

DYNAMIC_VERSION = "xp-dyn-drv"


class Text:
    """ATerm notation under construction."""

    def __dealloc__(self):
        PyMem_Free(self.buffer)

    def room_for(self, more: cython.Py_ssize_t) -> cython.int:
        """Make room for `more` characters."""
        if self.room - self.size < more:
            self.buffer = cython.cast(cython.p_char, grown(self.buffer, cython.address(self.room), more, 1))
        return 0

    def some(self, data: cython.p_const_char, size: cython.Py_ssize_t) -> cython.int:
        """Add some characters as they are."""
        self.room_for(size)
        memcpy(self.buffer + self.size, data, size)
        self.size += size
        return 0

    def quoted(self, text: str) -> cython.int:
        """Add a text in quotes, with escapes."""
        self.room_for(2 * len(text) + 2)
        self.size = self.escaped(self.buffer + self.size, text) - self.buffer
        return 0

    def variable(self, first: cython.bint, name: str, text: str) -> cython.Py_ssize_t:
        """Add a variable of the environment, after a comma unless it is the first. Gives where its text begins."""
        self.room_for(2 * (len(name) + len(text)) + 8)
        out: cython.p_char = self.buffer + self.size
        if not first:
            out[0] = 44
            out += 1
        out[0] = 40
        out = self.escaped(out + 1, name)
        out[0] = 44
        at: cython.Py_ssize_t = out + 2 - self.buffer
        out = self.escaped(out + 1, text)
        out[0] = 41
        self.size = out + 1 - self.buffer
        return at

    def escaped(self, out: cython.p_char, text: str) -> cython.p_char:
        """Write a text in quotes, with escapes, where there is room for it. Gives where it ends."""
        if kind_of(text) != 1:
            text.encode("latin-1")
        size: cython.Py_ssize_t = len(text)
        data: cython.p_uchar = one_byte_data(text)
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
        return out + 1

    def piece(self, before: cython.p_const_char, size: cython.Py_ssize_t, text: str) -> cython.int:
        """Add some characters and a text, both as they are."""
        length: cython.Py_ssize_t = len(text)
        if kind_of(text) != 1:
            text.encode("latin-1")
        self.room_for(size + length)
        memcpy(self.buffer + self.size, before, size)
        memcpy(self.buffer + self.size + size, one_byte_data(text), length)
        self.size += size + length
        return 0

    def names(self, texts: object) -> cython.int:
        """Add a list of strings that need no escapes (paths, output names)."""
        text: str
        first: cython.bint = True
        for text in texts:
            self.piece(b'["' if first else b'","', 2 if first else 3, text)
            first = False
        if first:
            return self.some(b"[]", 2)
        return self.some(b'"]', 2)

    def inputs(self, used: object) -> cython.int:
        """Add which outputs of an input derivation are used."""
        # By place: `Inputs` is a named tuple, and there are many.
        if not cython.cast(tuple, used)[1]:
            return self.names(cython.cast(tuple, used)[0])
        name: str
        first: cython.bint = True
        self.some(b"(", 1)
        self.names(used.outputs)
        self.some(b",[", 2)
        for name in sorted(used.dynamic):
            self.piece(b'("' if first else b',("', 2 if first else 3, name)
            self.some(b'",', 2)
            self.inputs(used.dynamic[name])
            self.some(b")", 1)
            first = False
        return self.some(b"])", 2)

    def content(self):
        """All that was added."""
        return self.buffer[: self.size]


class Skeleton:
    """A derivation's text with the outputs and the input derivations left open.

    One derivation is written several times with different outputs and inputs (see `hash_modulo`), and
    nearly all the work is in what does not change: the environment, which is written once.
    """

    def __init__(self, drv: object) -> None:
        known: object = drv.variables
        variables: Variables = known if type(known) is Variables else Variables(known)
        names: list = variables.names
        texts: list = variables.texts
        outputs: list = sorted(drv.outputs)
        wanted: object = outputs[0] if outputs else None
        passed: cython.Py_ssize_t = 0
        at: cython.Py_ssize_t
        place: cython.Py_ssize_t
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
        tail.some(b"],", 2)
        tail.names(sorted(drv.input_srcs))
        # The platform is the one text that the reference writes as it is, quotes in it included.
        tail.piece(b',"', 2, drv.platform)
        tail.some(b'",', 2)
        tail.quoted(drv.builder)
        tail.some(b",[", 2)
        for text in drv.args:
            if not first:
                tail.some(b",", 1)
            tail.quoted(text)
            first = False
        tail.some(b"],[", 3)
        for place in range(len(names)):
            name = names[place]
            at = tail.variable(place == 0, name, texts[place])
            # Both are in order.
            while wanted is not None and cython.cast(str, wanted) <= name:
                if cython.cast(str, wanted) == name:
                    self.places.append((name, at))
                passed += 1
                wanted = outputs[passed] if passed < len(outputs) else None
        tail.some(b"])", 2)
        self.tail = tail

    def fill(self, values: object) -> object:
        """Set the environment variables of the outputs, which were empty; values need no escapes."""
        filled: Text = Text.__new__(Text)
        name: str
        at: cython.Py_ssize_t
        done: cython.Py_ssize_t = 0
        for name, at in self.places:
            filled.some(self.tail.buffer + done, at - done)
            filled.piece(b"", 0, values[name])
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
        text.piece(b"", 0, self.head)
        for name in sorted(outputs):
            path, algorithm, digest = outputs[name]
            text.piece(b'("' if first else b',("', 2 if first else 3, name)
            text.piece(b'","', 3, path)
            text.piece(b'","', 3, algorithm)
            text.piece(b'","', 3, digest)
            text.some(b'")', 2)
            first = False
        text.some(b"],[", 3)
        first = True
        for name in sorted(inputs):
            text.piece(b'("' if first else b',("', 2 if first else 3, name)
            text.some(b'",', 2)
            text.inputs(inputs[name])
            text.some(b")", 1)
            first = False
        text.some(self.tail.buffer, self.tail.size)
        return text.content()
