"""Files as bytes in memory and as what tells one from another, without objects of Python for each call of the system.

A large file is mapped: it is neither copied nor given memory of its own. To be used for files only that are written
whole under another name and renamed, so that none is cut short while it is mapped.
"""

import cython
from cython.cimports.cpython.exc import PyErr_SetFromErrnoWithFilename
from cython.cimports.libc.string import strlen

LARGE = cython.declare(cython.size_t, 1 << 16)


@cython.final
@cython.no_gc
@cython.cclass
class FileContent:
    """What the file at `path` holds. Raises OSError."""

    def __cinit__(self, path: bytes):
        self.data = nixray_content(path, LARGE, cython.address(self.size), cython.address(self.mapped))
        if self.data == cython.NULL:
            PyErr_SetFromErrnoWithFilename(OSError, path)

    def __dealloc__(self):
        if self.data != cython.NULL:
            nixray_drop_content(self.data, self.size, self.mapped)


def mode_of(path: bytes) -> cython.int:
    """The `st_mode` of what is at a path, a symlink itself; 0 if nothing is there. Raises OSError."""
    if cython.cast(cython.size_t, len(path)) != strlen(path):
        raise ValueError("embedded null byte")
    mode: cython.int = nixray_mode(path)
    if mode < 0:
        PyErr_SetFromErrnoWithFilename(OSError, path)
    return mode


def plain_identity(path: bytes, age: cython.longlong) -> bytes:
    """What tells the content of a plain file from any other that it may have; empty for what is no such file, or was
    changed less than `age` nanoseconds ago."""
    text: cython.char[160]
    return text[: nixray_identity(path, age, text, 160)]
