"""The file of a bundle: a tar archive, compressed by gzip, with `manifest.json` and `blobs/SHA256`.

Reading one writes nothing: members are taken into memory if their name, type and size are as they must
be, and each blob must have the hash it is named by. Nothing in a bundle is a name to write to or code
of Python's.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from evaluator.bundles.recognition import BadBundle

FORMAT = "nixray bundle"
VERSION = 1
MOST_BYTES = 2 << 30
"""How much a bundle may hold, unpacked."""
_MOST_MEMBERS = 1_000_000
_BLOB = re.compile(r"blobs/([0-9a-f]{64})")

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_MAP = {"type": "object", "additionalProperties": _TEXT}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["format", "version", "command", "words", "stdin", "settings", "currentTime", "answers", "result"],
    "properties": {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "command": {"enum": ["eval", "instantiate"]},
        "words": _TEXTS,
        "stdin": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "currentTime": {"type": "integer"},
        "settings": {
            "type": "object",
            "required": ["store_dir", "search_path", "system", "home", "working_dir", "environment", "options"],
            "properties": {
                "store_dir": _TEXT,
                "search_path": _TEXTS,
                "system": _TEXT,
                "home": _TEXT,
                "working_dir": _TEXT,
                "environment": _MAP,
                "options": _MAP,
            },
        },
        "answers": {"type": "object", "additionalProperties": {"type": "object"}},
        "result": {
            "type": "object",
            "required": ["status", "out", "error", "events"],
            "properties": {
                "status": {"type": "integer"},
                "out": _TEXT,
                "error": {"type": ["string", "null"]},
                "events": {"type": "integer"},
            },
        },
    },
}


def write(path: Path, manifest: Mapping[str, Any], blobs: Mapping[str, bytes]) -> None:
    """Write a bundle in one step; the same content gives the same bytes."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                text = json.dumps(manifest, indent=0, sort_keys=True, separators=(",", ":")).encode()
                _add(archive, "manifest.json", text)
                for digest in sorted(blobs):
                    _add(archive, f"blobs/{digest}", blobs[digest])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def read(path: Path, most: int = MOST_BYTES) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and blobs of a bundle, all checked. Raises BadBundle."""
    try:
        with open(path, "rb") as file, tarfile.open(fileobj=file, mode="r|gz") as archive:
            return _members(archive, str(path), most)
    except OSError as error:
        raise BadBundle(f"cannot read the bundle '{path}': {error.strerror or error}") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        raise BadBundle(f"'{path}' is no bundle: {error}") from error


def _members(archive: tarfile.TarFile, what: str, most: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    manifest: dict[str, Any] | None = None
    blobs: dict[str, bytes] = {}
    left = most
    for count, member in enumerate(archive):
        found = _BLOB.fullmatch(member.name)
        if not member.isreg() or (member.name != "manifest.json" and found is None):
            raise BadBundle(f"'{what}' holds '{member.name[:200]}', which does not belong into a bundle")
        left -= member.size
        if left < 0 or count > _MOST_MEMBERS:
            raise BadBundle(f"'{what}' holds more than {most} bytes")
        content = _content(archive.extractfile(member), member.size, what)
        if found is None:
            manifest = _checked(content, what)
        elif sha256(content).hexdigest() != found[1]:
            raise BadBundle(f"'{what}' was changed: '{member.name}' has another content than its name says")
        else:
            blobs[found[1]] = content
    if manifest is None:
        raise BadBundle(f"'{what}' is no bundle: it has no manifest")
    return manifest, blobs


def _content(stream: IO[bytes] | None, size: int, what: str) -> bytes:
    content = stream.read(size) if stream is not None else b""
    if len(content) != size:
        raise BadBundle(f"'{what}' ends too early")
    return content


def _checked(content: bytes, what: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(content)
    # It takes longer to load than everything else here.
    from jsonschema import Draft202012Validator

    problem = next(iter(Draft202012Validator(SCHEMA).iter_errors(manifest)), None)
    if problem is not None:
        where = "/".join(map(str, problem.path)) or "its manifest"
        raise BadBundle(f"'{what}' is no bundle of a kind that is known: {where}: {problem.message[:200]}")
    return manifest
