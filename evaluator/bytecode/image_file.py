"""The content of an image on disk.

A large one is mapped: all that happens to most of it is that its checksum is taken, and what is mapped is neither
copied nor given memory of its own. Entries of the cache are written whole under another name and renamed, so none is
ever cut short while it is mapped.
"""

import cython
from cython.cimports.cpython.exc import PyErr_SetFromErrnoWithFilename

LARGE = cython.declare(cython.size_t, 1 << 16)


@cython.final
@cython.no_gc
@cython.cclass
class ImageFile:
    """What the file at `path` holds. Raises OSError."""

    def __cinit__(self, path: bytes):
        self.data = nixray_content(path, LARGE, cython.address(self.size), cython.address(self.mapped))
        if self.data == cython.NULL:
            PyErr_SetFromErrnoWithFilename(OSError, path)

    def __dealloc__(self):
        if self.data != cython.NULL:
            nixray_drop_content(self.data, self.size, self.mapped)
