"""Files and archives from URLs: `file://`, `http://` and `https://`.

What is fetched lands in a folder of this process that goes when it ends; the store paths are computed
from the contents.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import zipfile
from functools import cache
from typing import IO
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from evaluator.errors import EvalError, Kind
from evaluator.store import disk

_TIMEOUT = 60.0
"""Seconds without a byte after which a server counts as gone."""


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="nixray-")


def scheme_of(url: str) -> str:
    """The scheme of an URL; raises EvalError if it has none or one that cannot be fetched."""
    scheme, colon, _ = url.partition(":")
    if not colon or "/" in scheme:
        raise EvalError(Kind.VALUE, f"URL '{url}' doesn't have a scheme")
    if scheme not in ("file", "http", "https"):
        raise EvalError(Kind.VALUE, f"unable to download '{url}': Unsupported protocol")
    return scheme


def local_path(url: str) -> str | None:
    """The path that a `file://` URL means, else None."""
    parts = urlsplit(url)
    return unquote(parts.path, "latin-1") if parts.scheme == "file" else None


def fetch(url: str) -> str:
    """The path of a file with the content behind an URL. Raises EvalError (file) if it cannot be had."""
    scheme_of(url)
    path = local_path(url)
    if path is not None:
        if disk.status_or_none(path) is None:
            problem = f"Could not read a file:// file (37) Could not open file {path}"
            raise EvalError(Kind.FILE, f"unable to download '{url}': {problem}")
        return path
    descriptor, target = tempfile.mkstemp(dir=_room().name)
    with open(descriptor, "wb") as file:
        try:
            request = Request(url.encode("latin-1").decode("utf-8"), headers={"User-Agent": "nixray"})
            with urlopen(request, timeout=_TIMEOUT) as answer:
                shutil.copyfileobj(answer, file)
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise EvalError(Kind.FILE, f"unable to download '{url}': {reason}") from None
    return target


def unpack(archive: str) -> str:
    """The path of the tree in an archive: its one folder if there is nothing beside it, else all."""
    target = tempfile.mkdtemp(dir=_room().name)
    try:
        with open(archive.encode("latin-1"), "rb") as file:
            _extract(file, target)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise EvalError(Kind.FILE, f"Failed to open archive ({error})") from None
    names = disk.entries(target)
    if (
        len(names) == 1
        and os.path.isdir(f"{target}/{names[0]}")
        and not os.path.islink(f"{target}/{names[0]}")
    ):
        return f"{target}/{names[0]}"
    return target


def _extract(file: IO[bytes], target: str) -> None:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                _extract_zip_member(archive, member, target)
        return
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, encoding="utf-8", errors="surrogateescape") as tar:
            tar.extractall(target, filter="tar")
    except tarfile.ReadError:
        raise tarfile.ReadError("Unrecognized archive format") from None


def _extract_zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: str) -> None:
    """As `ZipFile.extract`, and with the mode and the symlinks that it leaves out."""
    mode = member.external_attr >> 16
    if mode & 0o170000 == 0o120000:
        link = os.path.normpath(f"{target}/{member.filename}")
        if not link.startswith(target + "/"):
            raise zipfile.BadZipFile(f"member '{member.filename}' is outside of the archive")
        os.makedirs(os.path.dirname(link), exist_ok=True)
        os.symlink(archive.read(member), link.encode())
        return
    made = archive.extract(member, target)
    if mode & 0o111 and not member.is_dir():
        os.chmod(made, 0o755)
