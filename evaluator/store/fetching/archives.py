"""Unpacking archives: tar in every compression, and zip. Nothing lands outside of the folder, no device is
made, and an archive that swells without end is stopped."""

from __future__ import annotations

import lzma
import os
import stat
import time
import zipfile
import zlib
from typing import IO, NamedTuple

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.tar_files import tarfile

LARGEST = 32 << 30
"""Bytes that an archive may hold."""

_PIECE = 1 << 20


class Unpacked(NamedTuple):
    """The tree of an archive: its one folder if there is nothing beside it, else all. `newest` is the latest time
    that an entry has, in seconds since the epoch."""

    path: str
    newest: int


class _TooLarge(Exception):
    pass


def unpack(archive: str, target: str, limit: int = LARGEST) -> Unpacked:
    """Unpack the archive in a file into an empty folder. Raises EvalError (file)."""
    try:
        with open(archive.encode("latin-1"), "rb") as file:
            newest = _extract(file, target, limit)
    except _TooLarge:
        raise EvalError(Kind.FILE, f"Failed to open archive (it holds more than {limit} bytes)") from None
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise EvalError(Kind.FILE, f"Failed to open archive ({error})") from None
    names = disk.entries(target)
    only = f"{target}/{names[0]}" if len(names) == 1 else ""
    if only and stat.S_ISDIR(disk.status(only).st_mode):
        return Unpacked(only, newest)
    return Unpacked(target, newest)


def _extract(file: IO[bytes], target: str, limit: int) -> int:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            left = limit
            for item in archive.infolist():
                left -= _extract_zip_member(archive, item, target, left)
            # Times in a zip archive have no zone; they are the machine's.
            times = [time.mktime((*item.date_time, 0, 0, -1)) for item in archive.infolist()]
        return int(max(times, default=0))
    file.seek(0)
    newest = 0
    left = limit
    try:
        with tarfile.open(fileobj=file, encoding="utf-8", errors="surrogateescape") as tar:
            for member in tar:
                left -= member.size if member.isreg() else 0
                if left < 0:
                    raise _TooLarge
                if member.isdev():
                    continue
                newest = max(newest, int(member.mtime))
                if member.name.strip("./"):
                    tar.extract(member, target, filter="tar")
    except tarfile.ReadError as error:
        whole = "unexpected end of data" in str(error)
        raise tarfile.ReadError(str(error) if whole else "Unrecognized archive format") from None
    return newest


def _extract_zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: str, limit: int) -> int:
    """As `ZipFile.extract`, and with the mode and the symlinks that it leaves out. Gives the bytes written."""
    mode = member.external_attr >> 16
    place = os.path.normpath(f"{target}/{member.filename}")
    if place != target and not place.startswith(target + "/"):
        raise zipfile.BadZipFile(f"member '{member.filename}' is outside of the archive")
    # A folder on the way that is a symlink would lead elsewhere.
    if os.path.realpath(os.path.dirname(place)) != os.path.dirname(place):
        raise zipfile.BadZipFile(f"member '{member.filename}' is outside of the archive")
    if member.is_dir():
        os.makedirs(place, exist_ok=True)
        return 0
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if stat.S_IFMT(mode) == stat.S_IFLNK:
        os.symlink(archive.read(member), place.encode())
        return 0
    written = 0
    with archive.open(member) as source, open(place, "xb") as made:
        while data := source.read(_PIECE):
            written += len(data)
            if written > limit:
                raise _TooLarge
            made.write(data)
    if mode & 0o111:
        os.chmod(place, 0o755)
    return written
