"""Every identifier of every text parsed by this process, as an interned `str`, found by its bytes.

An identifier occurs ten times for each time it is new, so the lexer must not build a Python string to
ask whether one exists. `find_name` looks bytes up in an open hash table and makes the string only on
the first sight of a name. Names are never forgotten: they live as long as the process.
"""

from sys import intern

import cython
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free
from cython.cimports.cpython.ref import Py_INCREF
from cython.cimports.cpython.unicode import PyUnicode_DecodeLatin1
from cython.cimports.libc.string import memcmp


def grow(wanted):
    """Make room for `wanted` entries, a power of two."""
    global table, capacity
    fresh: cython.pointer(Name) = cython.cast(cython.pointer(Name), PyMem_Calloc(wanted, cython.sizeof(Name)))
    if fresh == cython.NULL:
        raise MemoryError
    i: cython.uint
    at: cython.uint
    for i in range(capacity):
        if table[i].object != cython.NULL:
            at = table[i].hash & (wanted - 1)
            while fresh[at].object != cython.NULL:
                at = (at + 1) & (wanted - 1)
            fresh[at] = table[i]
    PyMem_Free(table)
    table = fresh
    capacity = wanted
    return 0


def find_name(text, length, hash):
    """The entry of the identifier at `text`; `hash` is what the lexer computed over its bytes.

    The pointer is good until the next call.
    """
    global used
    at: cython.uint = hash & (capacity - 1)
    entry: cython.pointer(Name) = cython.address(table[at])
    while entry.object != cython.NULL:
        if (
            entry.hash == hash
            and PyUnicode_GET_LENGTH(entry.object) == length
            and memcmp(PyUnicode_1BYTE_DATA(entry.object), text, length) == 0
        ):
            return entry
        at = (at + 1) & (capacity - 1)
        entry = cython.address(table[at])
    if used * 2 >= capacity:
        grow(capacity * 2)
        return find_name(text, length, hash)
    name: str = intern(PyUnicode_DecodeLatin1(cython.cast(cython.p_char, text), length, cython.NULL))
    Py_INCREF(name)
    used += 1
    entry.hash = hash
    entry.token = 0
    entry.object = cython.cast(cython.p_void, name)
    return entry


table = cython.NULL
capacity = 0
used = 0
grow(1 << 14)
