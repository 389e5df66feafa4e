"""The bytecode cache: compiled files on disk, so that nixpkgs is parsed once.

An entry is an image (bytecode/image.py) named by a hash of everything it depends on: the text, its path
(path literals are absolute), the home folder, the language features, whether it is compiled for a
listener, and the build of nixray that wrote it. Entries are written to a temporary file and renamed, so
a reader sees a whole one or none; one that turns out bad is removed and made anew. Whatever goes wrong
with the disk costs speed, never an answer.
"""

from __future__ import annotations

import os

from evaluator.bytecode import image
from evaluator.bytecode.image import BadImage, open_image
from evaluator.store.digests import sha256
from evaluator.store.file_memory import key_of, memory_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEFAULT_LIMIT = 512 << 20
"""Bytes that the cache may take. When it grows beyond, the entries used longest ago go."""

_SUFFIX = ".image"
_KNOWN = "files"
"""The file that notes which entry a file has that is as it was."""
_SIZE = "size"
"""The file that notes how many bytes the entries take."""


def default_folder() -> str:
    """Where the cache is kept: `NIXRAY_CACHE_DIR`, else `nixray/bytecode` below the user's cache folder."""
    named = os.environ.get("NIXRAY_CACHE_DIR")
    if named:
        return os.path.join(named, "bytecode")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "nixray", "bytecode")


def build_identity() -> str:
    """What tells this build of the compiler from any other: size and time of what holds its modules."""
    status = os.stat(str(image.__file__))
    return f"{status.st_size}:{status.st_mtime_ns}"


class FileCache:
    """The cache in one folder, for one set of compile options (`variant`: home folder and features)."""

    def __init__(self, folder: str, variant: str, limit: int = DEFAULT_LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self.hits = 0
        self.misses = 0
        self._prefix = f"{build_identity()}\0{variant}\0".encode("utf-8", "surrogateescape")
        self._pending: list[tuple[str, Any]] = []
        self.memory = memory_in(os.path.join(folder, _KNOWN))
        """What was learned of files: here, which entries theirs are."""

    def load_unread(self, source: Any, globals: dict[str, Any], listener: Any = None) -> Any:
        """The code of a file that is as it was when it was last read, or None; see `load`."""
        digest = self.memory.get(self._known_key(source, listener is not None))
        if not digest:
            return None
        try:
            code = open_image(os.fsencode(self._path(digest)), source, globals, listener)
        except (BadImage, OSError, UnicodeDecodeError):
            return None  # who reads it will find out
        source.is_right = lambda text: self._digest_of(source, listener is not None, text) == digest
        self.hits += 1
        return code

    def load(self, source: Any, globals: dict[str, Any], listener: Any = None) -> Any:
        """The code of a file from the cache, or None; `listener` as in `Program`."""
        digest = self._digest(source, listener is not None)
        name = self._path(digest)
        try:
            code = open_image(os.fsencode(name), source, globals, listener)
        except FileNotFoundError:
            self.misses += 1
            return None
        except (BadImage, OSError, UnicodeDecodeError):
            self.misses += 1
            _remove(name)
            return None
        self.hits += 1
        self._learn(source, digest, listener is not None)
        return code

    def remember(self, source: Any, code: Any) -> None:
        """Have freshly compiled code written by the next `flush`."""
        observed = code.program.listener is not None
        digest = self._digest(source, observed)
        self._pending.append((self._path(digest), code))
        self._learn(source, digest, observed)

    @property
    def pending(self) -> bool:
        """Whether there is anything to be written."""
        return bool(self._pending) or self.memory.new

    def flush(self) -> None:
        """Write what is remembered. Problems with the disk are ignored: they will be met again."""
        pending, self._pending = self._pending, []
        if not pending and not self.memory.new:
            return
        written = 0
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            for name, code in pending:
                data = _image(code)
                os.makedirs(os.path.dirname(name), mode=0o700, exist_ok=True)
                _write(name, data)
                written += len(data)
            self.memory.flush()
            if written and self._grown(written) > self.limit:
                self.trim()
        except OSError:
            return

    def _grown(self, more: int) -> int:
        """The size of the cache with `more` bytes in it, as far as is noted: to look at every entry each time
        would take longer than most evaluations. Concurrent writers may lose each other's notes, so a
        cache may outgrow its limit by what they wrote until the next one that counts."""
        try:
            with open(os.path.join(self.folder, _SIZE), "rb") as file:
                total = int(file.read()) + more
        except (OSError, ValueError):
            total = sum(size for _, size, _ in self.entries())
        _write(os.path.join(self.folder, _SIZE), b"%d" % total)
        return total

    def trim(self) -> None:
        """Remove the entries used longest ago until the rest is within the limit."""
        entries = self.entries()
        total = sum(size for _, size, _ in entries)
        for path, size, _ in sorted(entries, key=lambda entry: entry[2]):
            if total <= self.limit:
                break
            _remove(path)
            total -= size
        _write(os.path.join(self.folder, _SIZE), b"%d" % total)

    def entries(self) -> list[tuple[str, int, float]]:
        """(path, bytes, time of last use) of every entry."""
        return list_entries(self.folder)

    def _learn(self, source: Any, digest: bytes, observed: bool) -> None:
        """Note which entry a file has, if it can be told from what it may become."""
        if source.identity:
            self.memory.note(self._known_key(source, observed), digest)

    def _known_key(self, source: Any, observed: bool) -> bytes:
        key: bytes = key_of(self._start(source, observed), source.identity)
        return key

    def _start(self, source: Any, observed: bool) -> bytes:
        """What an entry depends on beside the text."""
        kind = b"observed\0" if observed else b""
        path: str = source.path
        return self._prefix + kind + path.encode("latin-1") + (b"\0@" if source.below_link else b"\0")

    def _path(self, digest: bytes) -> str:
        text = digest.hex()[:40]
        return f"{self.folder}/{text[:2]}/{text[2:]}{_SUFFIX}"

    def _digest(self, source: Any, observed: bool) -> bytes:
        return self._digest_of(source, observed, source.text)

    def _digest_of(self, source: Any, observed: bool, text: bytes) -> bytes:
        digest = sha256(self._start(source, observed))
        digest.update(text)
        made: bytes = digest.digest()
        return made


def _image(code: Any) -> bytes:
    from evaluator.bytecode.image_writer import write_image  # few evaluations write any

    made: bytes = write_image(code)
    return made


def list_entries(folder: str) -> list[tuple[str, int, float]]:
    """(path, bytes, time of last use) of every entry in a cache folder."""
    found = []
    for top, _, names in os.walk(folder):
        for name in names:
            if name.endswith((_SUFFIX, ".tmp")):
                path = os.path.join(top, name)
                try:
                    status = os.stat(path)
                except OSError:
                    continue
                found.append((path, status.st_size, max(status.st_atime, status.st_mtime)))
    return found


def _write(path: str, data: bytes) -> None:
    """Write a file so that a reader sees all of it or none."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def command(words: list[str]) -> int:
    """Run `nixray cache stats` or `nixray cache clear`."""
    import sys

    folder = default_folder()
    if words in ([], ["--help"], ["-h"]):
        sys.stdout.write(
            "Usage: nixray cache stats | clear\n\n"
            "The bytecode cache keeps compiled files, so that each is parsed once.\n\n"
            f"It is in {folder} (NIXRAY_CACHE_DIR moves it).\n\n"
            "Examples:\n  nixray cache stats\n  nixray cache clear\n"
        )
        return 0 if words else 2
    entries = list_entries(folder)
    size = sum(entry[1] for entry in entries)
    if words == ["stats"]:
        sys.stdout.write(f"folder:  {folder}\nentries: {len(entries)}\nbytes:   {size}\nlimit:   {DEFAULT_LIMIT}\n")
        return 0
    if words == ["clear"]:
        for path, _, _ in entries:
            _remove(path)
        for name in (_SIZE, _KNOWN):
            _remove(os.path.join(folder, name))
        sys.stdout.write(f"removed {len(entries)} entries, {size} bytes\n")
        return 0
    sys.stderr.write(f"error: 'nixray cache' takes 'stats' or 'clear', not '{' '.join(words)}'\n")
    return 2
