"""Path literals made absolute: `./a/../b` under a base directory."""

import cython
from cython.cimports.cpython.bytes import PyBytes_AS_STRING, PyBytes_GET_SIZE
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.unicode import PyUnicode_DecodeLatin1
from cython.cimports.libc.string import memcpy


def absolute_path(base, text, length):
    """`text` (of `length` bytes), put under `base` unless it is absolute, without `.`, `..` and double
    slashes; `base` must be normalised so, as is the result. Symbolic links are not looked at."""
    room: cython.Py_ssize_t = PyBytes_GET_SIZE(base)
    out: cython.p_char = cython.cast(cython.p_char, PyMem_Malloc(room + length + 2))
    if out == cython.NULL:
        raise MemoryError
    used: cython.Py_ssize_t = 0
    at: cython.int = 0
    end: cython.int
    if (length == 0 or text[0] != ord("/")) and room > 1:
        memcpy(out, PyBytes_AS_STRING(base), room)
        used = room
    while at < length:
        if text[at] == ord("/"):
            at += 1
            continue
        end = at
        while end < length and text[end] != ord("/"):
            end += 1
        if end - at == 1 and text[at] == ord("."):
            pass
        elif end - at == 2 and text[at] == ord(".") and text[at + 1] == ord("."):
            while used > 0:
                used -= 1
                if out[used] == ord("/"):
                    break
        else:
            out[used] = ord("/")
            memcpy(out + used + 1, text + at, end - at)
            used += 1 + end - at
        at = end
    if used == 0:
        out[0] = ord("/")
        used = 1
    path: str = PyUnicode_DecodeLatin1(out, used, cython.NULL)
    PyMem_Free(out)
    return path
