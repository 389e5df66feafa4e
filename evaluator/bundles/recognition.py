"""Telling a bundle from any other file, without loading what reads bundles."""

from __future__ import annotations

from evaluator.errors import NixrayError

MAGIC = b"\x1f\x8b"
"""How a file that gzip packed begins."""


class BadBundle(NixrayError):
    """A file is no bundle, or was changed; the message says where."""


def is_bundle(path: str) -> bool:
    """Whether a file looks like a bundle."""
    try:
        with open(path, "rb") as file:
            if file.read(2) != MAGIC:
                return False
    except OSError:
        return False
    import tarfile
    import zlib

    try:
        with tarfile.open(path, "r|gz") as archive:
            first = archive.next()
            return first is not None and first.name == "manifest.json"
    except (OSError, tarfile.TarError, EOFError, zlib.error):
        return False
