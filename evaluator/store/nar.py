"""NAR archives: a file tree as one canonical stream of bytes, and back.

A NAR holds file contents, executable bits, symlink targets and directory entries in bytewise order,
nothing else. Every token is a 64-bit little-endian length, the bytes, and zeros up to a multiple of
eight. Contents pass through in pieces, so a file may be larger than memory.

Paths are `str` as Nix strings are (latin-1, one character per byte).
"""

from __future__ import annotations

import os
import stat

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.hashes import Hash, hasher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol, TypeAlias
else:
    Protocol = object

Filter: TypeAlias = "Callable[[str, str], bool]"
"""(path, type) -> whether an entry belongs to the tree; types as `disk.file_type` tells."""

Sink: TypeAlias = "Callable[[bytes], object]"
"""Takes the next bytes of the stream."""

_MAX_NAME = 255
_MAX_DEPTH = 400


def _token(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + data + bytes(-len(data) % 8)


def _tokens(*words: str) -> bytes:
    return b"".join(_token(word.encode("ascii")) for word in words)


_MAGIC = _tokens("nix-archive-1")
_CLOSE = _tokens(")")
_REGULAR = _tokens("(", "type", "regular", "contents")
_EXECUTABLE = _tokens("(", "type", "regular", "executable", "", "contents")
_SYMLINK = _tokens("(", "type", "symlink", "target")
_DIRECTORY = _tokens("(", "type", "directory")
_ENTRY = _tokens("entry", "(", "name")
_NODE = _tokens("node")


def dump(path: str, sink: Sink, keep: Filter | None = None) -> None:
    """Write the NAR of the tree at `path` to `sink`, without the entries that `keep` refuses.

    `keep` is asked for every entry below `path`, not for `path` itself. Raises EvalError for what
    is missing, unreadable, or not a file, directory or symlink.
    """
    status = disk.status(path)
    sink(_MAGIC)
    if not stat.S_ISDIR(status.st_mode):
        _dump_leaf(path, status, sink)
        return
    # By an explicit stack: a tree may be deeper than Python's.
    open_directories = [_open_directory(path, sink)]
    while open_directories:
        prefix, names = open_directories[-1]
        for name in names:
            child = prefix + name
            if keep is not None:
                # What is gone since its folder was read may be a stranger's, and not wanted.
                there = disk.status_or_none(child)
                if not keep(child, "unknown" if there is None else disk.file_type(there.st_mode)):
                    continue
            status = disk.status(child)
            sink(_ENTRY + _token(name.encode("latin-1")) + _NODE)
            if stat.S_ISDIR(status.st_mode):
                open_directories.append(_open_directory(child, sink))
                break
            _dump_leaf(child, status, sink)
            sink(_CLOSE)
        else:
            open_directories.pop()
            sink(_CLOSE + _CLOSE if open_directories else _CLOSE)


def _open_directory(path: str, sink: Sink) -> tuple[str, Iterator[str]]:
    """Begin a directory; what its children's paths start with, and its entries still to come."""
    sink(_DIRECTORY)
    return path if path.endswith("/") else path + "/", iter(disk.entries(path))


def hash_tree(path: str, algorithm: str = "sha256", keep: Filter | None = None) -> Hash:
    """The hash of the NAR of the tree at `path`; see `dump`."""
    made = hasher(algorithm)
    dump(path, made.update, keep)
    return Hash(algorithm, made.digest())


def hash_file(path: str, algorithm: str) -> Hash:
    """The hash of the bytes of a file, symlinks followed."""
    made = hasher(algorithm)
    copy_file(path, made.update)
    return Hash(algorithm, made.digest())


def copy_file(path: str, sink: Sink) -> None:
    """Write the bytes of a file to `sink`, in pieces, symlinks followed."""
    descriptor = disk.open_file(path)
    try:
        while piece := disk.read_piece(descriptor, disk.PIECE):
            sink(piece)
    finally:
        os.close(descriptor)


def _dump_leaf(path: str, status: os.stat_result, sink: Sink) -> None:
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFREG:
        _dump_file(path, status, sink)
    elif kind == stat.S_IFLNK:
        sink(_SYMLINK + _token(disk.link_target(path).encode("latin-1")) + _CLOSE)
    else:
        raise EvalError(Kind.FILE, f"file '{path}' has an unsupported type")


def _dump_file(path: str, status: os.stat_result, sink: Sink) -> None:
    size = status.st_size
    head = _EXECUTABLE if status.st_mode & stat.S_IXUSR else _REGULAR
    descriptor = disk.open_file(path)
    try:
        data = disk.read_piece(descriptor, min(size, disk.PIECE)) if size else b""
        if len(data) == size:
            sink(head + _token(data) + _CLOSE)
            return
        sink(head + size.to_bytes(8, "little"))
        left = size
        while data:
            sink(data)
            left -= len(data)
            data = disk.read_piece(descriptor, min(left, disk.PIECE)) if left else b""
        if left:
            raise EvalError(Kind.FILE, f"file '{path}' became shorter while it was read")
        sink(bytes(-size % 8) + _CLOSE)
    finally:
        os.close(descriptor)


class Stream(Protocol):
    """Where a NAR is read from: a binary file, or what can be read like one."""

    def read(self, size: int, /) -> bytes: ...


def of_file(data: bytes) -> bytes:
    """The NAR of a plain file with some content."""
    return _MAGIC + _REGULAR + _token(data) + _CLOSE


def unpack(stream: Stream, destination: str, alone: bool = True) -> None:
    """Make the tree that a NAR describes at `destination`, which must not exist yet. When it is not `alone`,
    more may follow in the stream.

    Raises EvalError when the stream is no NAR, ends early, goes on after the end, or holds names or
    an order that no NAR has. What was made until then stays.
    """
    reader = _Reader(stream)
    reader.expect("nix-archive-1")
    reader.node(destination.encode("latin-1"), 0)
    if alone and stream.read(1):
        raise _bad("there is data after the end")


class _Reader:
    """Reads the tokens of one NAR."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def node(self, path: bytes, depth: int) -> None:
        """Read one file, directory or symlink and make it at `path`."""
        if depth > _MAX_DEPTH:
            raise _bad("directories are nested too deeply")
        self.expect("(")
        self.expect("type")
        kind = self.word()
        try:
            if kind == b"regular":
                self._file(path)
            elif kind == b"symlink":
                self.expect("target")
                os.symlink(self._text(os.pathconf("/", "PC_PATH_MAX")), path)
                self.expect(")")
            elif kind == b"directory":
                os.mkdir(path)
                self._entries(path, depth)
            else:
                raise _bad(f"unknown file type '{kind.decode('latin-1')}'")
        except OSError as error:
            raise EvalError(
                Kind.FILE, f"cannot write '{path.decode('latin-1')}': {os.strerror(error.errno or 0)}"
            ) from None

    def _entries(self, path: bytes, depth: int) -> None:
        last = b""
        while True:
            word = self.word()
            if word == b")":
                return
            if word != b"entry":
                raise _bad(f"unexpected '{word.decode('latin-1')}' in a directory")
            self.expect("(")
            self.expect("name")
            name = self._text(_MAX_NAME)
            if name in (b"", b".", b"..") or b"/" in name or b"\0" in name:
                raise _bad(f"invalid file name '{name.decode('latin-1')}'")
            if name <= last:
                raise _bad(f"entry '{name.decode('latin-1')}' is not in order")
            last = name
            self.expect("node")
            self.node(path + b"/" + name, depth + 1)
            self.expect(")")

    def _file(self, path: bytes) -> None:
        word = self.word()
        mode = 0o666
        if word == b"executable":
            self.expect("")
            mode = 0o777
            word = self.word()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "wb", buffering=0) as file:
            if word == b"contents":
                size = self._length()
                left = size
                while left:
                    piece = self._exactly(min(left, disk.PIECE))
                    file.write(piece)
                    left -= len(piece)
                self._padding(size)
                word = self.word()
        if word != b")":
            raise _bad(f"unexpected '{word.decode('latin-1')}' in a file")

    def expect(self, word: str) -> None:
        """Read one token that must be `word`."""
        found = self.word()
        if found != word.encode("ascii"):
            raise _bad(f"expected '{word}', found '{found.decode('latin-1')}'")

    def word(self) -> bytes:
        """Read one token of the format itself."""
        return self._text(16)

    def _text(self, limit: int) -> bytes:
        size = self._length()
        if size > limit:
            raise _bad(f"a token of {size} bytes where at most {limit} may stand")
        text = self._exactly(size)
        self._padding(size)
        return text

    def _length(self) -> int:
        return int.from_bytes(self._exactly(8), "little")

    def _padding(self, size: int) -> None:
        if any(self._exactly(-size % 8)):
            raise _bad("padding is not zero")

    def _exactly(self, size: int) -> bytes:
        data = self._stream.read(size)
        while len(data) < size:
            more = self._stream.read(size - len(data))
            if not more:
                raise _bad("it ends early")
            data += more
        return data


def _bad(what: str) -> EvalError:
    return EvalError(Kind.STORE, f"bad NAR archive: {what}")
