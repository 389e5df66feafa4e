"""Reading the disk, with the reference's words for everything that can go wrong.

Paths are `str` as Nix strings are: latin-1, one character per byte.

A store path whose content is somewhere else (a source that was not written to the store, a tree that was
fetched) is *mounted*: everything here then looks there. Store paths name contents, so what is mounted
is true for every evaluation of the process.
"""

from __future__ import annotations

import os
import stat

from evaluator.errors import EvalError, Kind
from evaluator.store.file_content import mode_of, plain_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeVar

    T = TypeVar("T")
else:
    Protocol = object

FILE_TYPES = {stat.S_IFREG: "regular", stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink"}

PIECE = 1 << 20
"""How many bytes are read at a time."""

_mounts: dict[str, str] = {}
_store_dir = "\0"


def mount(store_path: str, origin: str) -> None:
    """Look for the content of a store path at `origin` from now on."""
    global _store_dir
    folder = store_path.rpartition("/")[0] + "/"
    if folder != _store_dir:
        if _mounts:
            _mounts.clear()  # another store directory, as only tests have it
        _store_dir = folder
    _mounts[store_path] = origin


def place(path: str) -> str:
    """Where a path really is."""
    if not path.startswith(_store_dir):
        return path
    name, slash, rest = path[len(_store_dir) :].partition("/")
    origin = _mounts.get(_store_dir + name)
    return path if origin is None else origin + slash + rest


def _followed(path: str) -> str:
    """A path with all symlinks followed; one that stays inside of what is mounted keeps the store's name."""
    real = os.path.realpath(place(path).encode("latin-1")).decode("latin-1")
    if path.startswith(_store_dir):
        name = _store_dir + path[len(_store_dir) :].partition("/")[0]
        origin = _mounts.get(name)
        if origin is not None:
            base = os.path.realpath(origin.encode("latin-1")).decode("latin-1")
            if real == base or real.startswith(base + "/"):
                return name + real[len(base) :]
    return real


def file_type(mode: int) -> str:
    """The name that Nix gives to the type in a `st_mode`."""
    return FILE_TYPES.get(stat.S_IFMT(mode), "unknown")


class Journal(Protocol):
    """Who is told of all that is asked of the disk."""

    only_notes: bool
    """Whether it wants to know what is asked, but not what is answered."""

    def ask(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The answer to a question (the name of a function below) about a path; `look(path)` asks the disk."""


journal: Journal | None = None
"""Stands between the evaluation and the disk, if it is set."""


class Recorded(Protocol):
    """Who answers in place of the disk (bundles/recording.py); `closed` if nothing else may be asked."""

    closed: bool

    def answer(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """The answer to a question; `look(path)` asks the disk."""


recorded: Recorded | None = None
"""Stands for the disk, if it is set."""


versions: Callable[[str, str], Any] | None = None
"""Tells, for who stands for the disk, what is different when the answer to a question about a path is."""


def status_of(mode: int, size: int) -> os.stat_result:
    """A status as who stands for the disk has it."""
    return os.stat_result((mode, 0, 0, 1, 0, 0, size, 0, 0, 0))


def descriptor_of(content: bytes) -> int:
    """A descriptor for reading a content, with no name on disk."""
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return os.dup(file.fileno())


def signature(path: str) -> Any:
    """What changes when the content of a file or folder does; None if it is gone. The time of the inode's last change
    cannot be set back, so an editor that keeps size and time of modification is noticed, too."""
    if versions is not None:
        return versions("read_file", path)
    try:
        found = os.stat(place(path).encode("latin-1"))
    except OSError:
        return None
    return (found.st_mode, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


_YOUNG = 2_000_000_000
"""Nanoseconds after a change in which another one may leave a file's times as they are."""


def identity(path: str) -> bytes:
    """What tells the content of a plain file from any other that it may have; empty for what is no such file or has
    just been changed, and while anybody must be given each answer of the disk."""
    if versions is not None or not _only_noted():
        return b""
    known: bytes = plain_identity(place(path).encode("latin-1"), _YOUNG)
    return known


def _only_noted() -> bool:
    """Whether the disk itself is asked, and nobody must be given its answers."""
    return recorded is None and (journal is None or journal.only_notes)


def size_of(identity: bytes) -> int:
    """The size of a file by its identity."""
    return int(identity.split()[3])


def unread(path: str, *questions: str) -> None:
    """Have the journal note questions whose answers were known (`identity`)."""
    if journal is not None:
        for question in questions:
            journal.ask(question, path, _unread)


def _unread(path: str) -> None:
    return None


def answered(question: str, about: str, look: Callable[[str], Any]) -> Any:
    """The answer to a question that is no look at the disk (a download): from what stands for the disk, if
    something does."""
    return look(about) if recorded is None else recorded.answer(question, about, look)


def check_outside(what: str) -> None:
    """Raise an error if nothing but what is recorded may be used."""
    if recorded is not None and recorded.closed:
        raise EvalError(Kind.RESTRICTED, f"{what} is not possible here: the bundle does not hold what it gave")


def journaled(look: Callable[[str], T]) -> Callable[[str], T]:
    """Have a question about a path go through the journal, and to what stands for the disk."""

    def asked(path: str) -> T:
        answered = look if recorded is None else lambda path: _recorded_answer(look, path)
        if journal is None:
            return answered(path)
        answer: T = journal.ask(look.__name__, path, answered)
        return answer

    asked.__name__, asked.__doc__ = look.__name__, look.__doc__
    return asked


def _recorded_answer(look: Callable[[str], T], path: str) -> T:
    assert recorded is not None
    answer: T = recorded.answer(look.__name__, path, look)
    return answer


@journaled
def status(path: str) -> os.stat_result:
    """`lstat` of a path that must be there."""
    try:
        return os.lstat(place(path).encode("latin-1"))
    except OSError as error:
        raise _failure(path, error, f'getting status of "{path}"') from None


@journaled
def status_or_none(path: str) -> os.stat_result | None:
    """`lstat` of a path, or None if it is not there."""
    try:
        return os.lstat(place(path).encode("latin-1"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _failure(path, error, f'getting status of "{path}"') from None


def mode_or_zero(path: str) -> int:
    """The `st_mode` of `status_or_none`, and 0 for None."""
    if not _only_noted():
        found = status_or_none(path)
        return 0 if found is None else found.st_mode
    unread(path, "status_or_none")
    try:
        mode: int = mode_of(place(path).encode("latin-1"))
    except OSError as error:
        raise _failure(path, error, f'getting status of "{path}"') from None
    return mode


@journaled
def entries(path: str) -> list[str]:
    """The names in a directory, in bytewise order."""
    try:
        names = os.listdir(place(path).encode("latin-1"))
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        raise _failed(f'cannot read directory "{path}"', error) from None
    names.sort()
    return [name.decode("latin-1") for name in names]


@journaled
def typed_entries(path: str) -> dict[str, str]:
    """Name -> type of each entry of a directory, unsorted."""
    try:
        with os.scandir(place(path).encode("latin-1")) as found:
            return {entry.name.decode("latin-1"): _entry_type(entry) for entry in found}
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        if not os.path.lexists(place(path).encode("latin-1")):  # something above it is no directory
            raise missing(path) from None
        raise _failed(f'cannot read directory "{path}"', error) from None


@journaled
def link_target(path: str) -> str:
    """Where a symlink points."""
    try:
        return os.readlink(place(path).encode("latin-1")).decode("latin-1")
    except OSError as error:
        raise _failure(path, error, f"reading symbolic link '{path}'") from None


@journaled
def open_file(path: str) -> int:
    """A descriptor for reading a file; the caller closes it."""
    try:
        return os.open(place(path).encode("latin-1"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise _failure(path, error, f"opening file '{path}'") from None


def read_piece(descriptor: int, size: int) -> bytes:
    """At most `size` further bytes of an open file; empty at its end."""
    try:
        return os.read(descriptor, size)
    except OSError as error:
        # The reference names the size of its own buffer here, not the file.
        raise _failed("read of 4096 bytes", error) from None


@journaled
def read_file(path: str) -> bytes:
    """The bytes of a file, as many as its status tells: files of `/proc` count as empty, as they do
    for the reference."""
    return content(path)


def content(path: str) -> bytes:
    """The same of a file that the journal knows to have been read."""
    descriptor = open_file(path)
    try:
        about = os.fstat(descriptor)
        # A directory has a size too, and the attempt to read it gives the error.
        left = about.st_size
        pieces = []
        while left and (piece := read_piece(descriptor, min(left, PIECE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


@journaled
def real_path(path: str) -> str:
    """A path with all symlinks followed, if it is a symlink itself; whoever opens it tells what is wrong."""
    try:
        if stat.S_ISLNK(mode_of(place(path).encode("latin-1"))):
            return _followed(path)
    except OSError:
        pass
    return path


def make_directory(path: str) -> None:
    """A new directory."""
    os.mkdir(path.encode("latin-1"))


def missing(path: str) -> EvalError:
    """The error for a path that is not there."""
    return EvalError(Kind.FILE, f"path '{path}' does not exist")


def _entry_type(entry: os.DirEntry[bytes]) -> str:
    if entry.is_symlink():
        return "symlink"
    if entry.is_dir(follow_symlinks=False):
        return "directory"
    return "regular" if entry.is_file(follow_symlinks=False) else "unknown"


def _failure(path: str, error: OSError, doing: str) -> EvalError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return missing(path)
    return _failed(doing, error)


def _failed(doing: str, error: OSError) -> EvalError:
    return EvalError(Kind.FILE, f"{doing}: {os.strerror(error.errno or 0)}")
