"""What was learned of files that are as they were, so that they need not be read and hashed again.

One file holds records of a fixed size, sorted by key, after a mark and before a digest of it all. A key is the digest
of what was asked and of everything that tells the file's content from any other (`disk.identity`); a value is a digest,
too: the name of an entry in the bytecode cache, or the hash of a NAR. A memory that is cut off or was changed is
ignored. It is written whole, to a temporary file that is renamed; of two writers at a time one is forgotten. Both cost
speed, never an answer.
"""

import os

import cython
from cython.cimports.evaluator.store.digests import digest_of, digest_of_some
from cython.cimports.evaluator.store.file_content import FileContent
from cython.cimports.libc.string import memcmp

_MARK: bytes = b"nixray files 1\n\0"
_SIZE = 64
"""Bytes of a record: key and value."""

LIMIT = 1 << 16
"""Records that are kept. When there are more, those that the last writer did not use go."""


_shared: dict = {}


def memory_in(path: str) -> "FileMemory":
    """The memory in a file: one for all evaluations of a process, since it is some megabytes, and heaps of evaluations
    may outlive them. What somebody else has written since is seen."""
    found: FileMemory = _shared.get(path)
    if found is None:
        found = _shared[path] = FileMemory(path)
    elif _version(path) != found.version:
        found.records = None
    return found


class FileMemory:
    """The memory in one file, which is read when something is first asked."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.records = None
        self.version = b""
        self.fresh = {}
        self.used = set()

    @property
    def new(self) -> bool:
        """Whether there is anything to be written."""
        return len(self.fresh) > 0

    def get(self, key: bytes) -> bytes:
        """The value noted for a key; empty if there is none."""
        records: bytes = self.records
        if records is None:
            self.version = _version(self.path)
            records = self.records = _read(self.path)
        data: cython.p_const_char = records
        wanted: cython.p_const_char = key
        low: cython.Py_ssize_t = 0
        middle: cython.Py_ssize_t
        size: cython.Py_ssize_t = _SIZE
        high: cython.Py_ssize_t = len(records) // size
        order: cython.int
        while low < high:
            middle = (low + high) // 2
            order = memcmp(data + middle * size, wanted, 32)
            if order == 0:
                self.used.add(key)
                return records[middle * size + 32 : middle * size + size]
            if order < 0:
                low = middle + 1
            else:
                high = middle
        return self.fresh.get(key, b"")

    def note(self, key: bytes, value: bytes) -> object:
        """Have a value written for a key, both 32 bytes, by the next `flush`."""
        self.fresh[key] = value

    def flush(self) -> None:
        """Write what is new, beside what others have written since. Raises OSError."""
        if not self.fresh:
            return
        records = _read(self.path)
        known: dict = {records[at : at + 32]: records[at + 32 : at + 64] for at in range(0, len(records), _SIZE)}
        if len(known) + len(self.fresh) > LIMIT:
            known = {key: value for key, value in known.items() if key in self.used}
        known.update(self.fresh)
        content: bytes = _MARK + b"".join([key + known[key] for key in sorted(known)])
        temporary = f"{self.path}.{os.getpid()}.tmp"
        try:
            with open(temporary, "wb") as file:
                file.write(content + digest_of(content))
            os.replace(temporary, self.path)
        except BaseException:  # an interruption, too, leaves nothing half-written
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
        self.version = _version(self.path)
        self.records = content[len(_MARK) :]
        self.fresh = {}


def key_of(question: bytes, identity: bytes) -> bytes:
    """The key for what is asked of a file."""
    return digest_of(question + b"\0" + identity)


def _version(path: str) -> bytes:
    """What tells a file from those that were there before it; empty if there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return b""
    return b"%d %d %d" % (found.st_ino, found.st_size, found.st_mtime_ns)


def _read(path: str) -> bytes:
    """The records in a file; none if it is not there, or not as it was written."""
    try:
        file: FileContent = FileContent(os.fsencode(path))
    except OSError:
        return b""
    start: cython.Py_ssize_t = len(_MARK)
    end: cython.Py_ssize_t = cython.cast(cython.Py_ssize_t, file.size) - 32
    if end < start or (end - start) % _SIZE or file.data[:start] != _MARK:
        return b""
    # A memory is some megabytes, so it is copied once only.
    if digest_of_some(file.data, end) != file.data[end : end + 32]:
        return b""
    return file.data[start:end]
