"""Store objects from a binary cache: what it says of a path, its NAR unpacked, and whether both can be believed.

A path is believed if it is content-addressed and its content has that address, or if a trusted key signed what the
cache says of it.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import lzma
from collections.abc import Iterable
from hashlib import sha256
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store import hashes, nar, paths
from evaluator.store.fetching.files import local_path, unicode_url
from evaluator.store.fetching.transport import download
from evaluator.store.fetching.world import World
from evaluator.store.objects import PathInfo

_MOST_TEXT = 1 << 20
_PIECE = 1 << 18


class Described(NamedTuple):
    """What a cache says of a path; `url` is where its NAR is, below the cache's own address."""

    info: PathInfo
    url: str
    compression: str


class Trust(NamedTuple):
    """Who may sign: keys by name. With `anybody`, signatures are not asked for."""

    keys: dict[str, bytes]
    anybody: bool = False


class BinaryCache:
    """A cache at an `http(s)://` or `file://` address. Raises EvalError for what it does not have, for what is not as
    it says, and Interrupted."""

    def __init__(self, url: str, store_dir: str, world: World) -> None:
        self.url = url.rstrip("/")
        self._store_dir = store_dir
        self._world = world
        about = self._text("nix-cache-info")
        if about is None:
            raise EvalError(Kind.FILE, f"'{self.url}' does not appear to be a binary cache")
        prefix = _fields(about, self.url).get("StoreDir", store_dir)
        if prefix != store_dir:
            raise EvalError(
                Kind.STORE, f"binary cache '{self.url}' is for Nix stores with prefix '{prefix}', not '{store_dir}'"
            )

    def describe(self, path: str) -> Described:
        """What the cache says of a path."""
        text = self._text(f"{paths.digits_of(path)}.narinfo")
        if text is None:
            raise EvalError(Kind.STORE, f"path '{path}' is not valid")
        return _described(text, path, f"{self.url}/{paths.digits_of(path)}.narinfo")

    def closure(self, path: str) -> list[Described]:
        """A path and all that it refers to, each behind what it refers to itself."""
        found: dict[str, Described] = {}
        order: list[Described] = []
        pending = [(path, False)]
        while pending:
            path, done = pending.pop()
            if done:
                order.append(found[path])
            elif path not in found:
                found[path] = self.describe(path)
                pending.append((path, True))
                pending += [(other, False) for other in found[path].info.references if other != path]
        return order

    def fetch(self, described: Described) -> str:
        """The NAR of a path, unpacked: its place in the cache of what was fetched."""
        question = ("store object", described.info.nar_hash.sri())
        cache = self._world.cache
        with cache.lock(*question):
            known = cache.answer(*question)
            if known is not None:
                return known.path
            with cache.room() as room:
                part = f"{room}/nar"
                with open(part.encode("latin-1"), "w+b") as file:
                    self._write_nar(described, file)
                    file.seek(0)
                    nar.unpack(file, f"{room}/tree")
                place = cache.keep(f"{room}/tree", "nar")[0]
            cache.remember(place, {}, *question)
            return place

    def nar_of(self, described: Described) -> bytes:
        """The NAR of a path."""
        file = io.BytesIO()
        self._write_nar(described, file)
        return file.getvalue()

    def _write_nar(self, described: Described, file: IO[bytes]) -> None:
        """Write a NAR, which must have the size and the hash that were said."""
        info = described.info
        made, left = sha256(), info.nar_size
        with self._world.cache.room() as room:
            packed = self._file(described.url, room)
            try:
                with _unpacked(packed, described.compression) as source:
                    while piece := source.read(min(_PIECE, left + 1)):
                        left -= len(piece)
                        if left < 0:
                            break
                        made.update(piece)
                        file.write(piece)
            except (lzma.LZMAError, EOFError, OSError, ValueError, _zstd_error()) as error:
                raise EvalError(Kind.FILE, f"cannot unpack '{self.url}/{described.url}': {error}") from None
        found = hashes.Hash("sha256", made.digest())
        if left or found != info.nar_hash:
            raise EvalError(
                Kind.STORE,
                f"hash mismatch importing path '{info.path}';\n"
                f"  specified: {info.nar_hash.sri()}\n  got:       {'another size' if left else found.sri()}",
            )

    def _file(self, name: str, room: str) -> str:
        """The path of a file of the cache, as it is there."""
        url = f"{self.url}/{name}"
        local = local_path(url)
        if local is not None:
            return local
        part = f"{room}/packed"
        with open(part.encode("latin-1"), "wb") as file:
            download(unicode_url(url), file, self._world.rules)
        return part

    def _text(self, name: str) -> str | None:
        """A small file of the cache; None if it is not there."""
        with self._world.cache.room() as room:
            try:
                place = self._file(name, room)
            except EvalError as error:
                if "HTTP error 404" in error.message or "HTTP error 403" in error.message:
                    return None
                raise
            try:
                with open(place.encode("latin-1"), "rb") as file:
                    return file.read(_MOST_TEXT).decode("latin-1")
            except FileNotFoundError:
                return None
            except OSError as error:
                raise EvalError(Kind.FILE, f"reading '{place}': {error.strerror}") from None


def check(described: Described, tree: str, store_dir: str, trust: Trust) -> None:
    """Raise EvalError unless a path can be believed; `tree` is its content."""
    info = described.info
    if info.content_address:
        if address_of(info, tree) == info.content_address and addressed_path(info, store_dir) == info.path:
            return
        raise EvalError(Kind.STORE, f"path '{info.path}' does not have the content that its address says")
    if not trust.anybody and not any(_signed(info, signature, trust.keys) for signature in info.signatures):
        problem = f"cannot add path '{info.path}' because it lacks a signature by a trusted key"
        raise EvalError(Kind.STORE, problem)


def address_of(info: PathInfo, tree: str) -> str:
    """The content address of a tree, in the notation that a path's own has."""
    method = info.content_address.rpartition("sha256:")[0]
    if method == "fixed:r:":
        if info.path not in info.references:
            return f"{method}sha256:{info.nar_hash.base32()}"
        pieces: list[bytes] = []
        nar.dump(tree, pieces.append)
        return f"{method}sha256:{hash_without(b''.join(pieces), info.path).base32()}"
    return f"{method}sha256:{nar.hash_file(tree, 'sha256').base32()}"


def hash_without(content: bytes, path: str) -> hashes.Hash:
    """The hash of a NAR in which a path's own digits do not count: they are zeros."""
    digits = paths.digits_of(path).encode("ascii")
    return hashes.hash_bytes("sha256", content.replace(digits, bytes(len(digits))))


def addressed_path(info: PathInfo, store_dir: str) -> str:
    """The path that a content address means."""
    content = hashes.parse("sha256:" + info.content_address.rpartition("sha256:")[2])
    others = sorted(path for path in info.references if path != info.path)
    name = paths.name_of(info.path)
    if info.content_address.startswith("fixed:r:"):
        itself = ["self"] if info.path in info.references else []
        return paths.make_path(store_dir, ":".join(["source", *others, *itself]), f"sha256:{content.base16()}", name)
    method = paths.TEXT if info.content_address.startswith("text:") else paths.FLAT
    return paths.fixed_output_path(store_dir, method, content, name, others)


def readdressed(
    described: Described, content: bytes, replaced: dict[str, str], store_dir: str
) -> tuple[Described, bytes]:
    """A path made content-addressed: where it is then, and its NAR. `replaced` says what became of the other paths
    that it refers to."""
    info = described.info
    for old, new in replaced.items():
        content = content.replace(paths.digits_of(old).encode("ascii"), paths.digits_of(new).encode("ascii"))
    others = tuple(replaced.get(path, path) for path in info.references)
    address = f"fixed:r:sha256:{hash_without(content, info.path).base32()}"
    made = info._replace(references=others, content_address=address, signatures=())
    path = addressed_path(made, store_dir)
    content = content.replace(paths.digits_of(info.path).encode("ascii"), paths.digits_of(path).encode("ascii"))
    made = made._replace(
        path=path,
        references=tuple(path if other == info.path else other for other in others),
        nar_hash=hashes.hash_bytes("sha256", content),
    )
    return described._replace(info=made), content


def trusted(keys: str, anybody: bool) -> Trust:
    """Whom a setting trusts: `NAME:KEY` words."""
    found: dict[str, bytes] = {}
    for word in keys.split():
        name, _, text = word.partition(":")
        try:
            found[name] = base64.b64decode(text, validate=True)
        except binascii.Error:
            raise EvalError(Kind.VALUE, f"public key '{word}' is no base-64 text") from None
    return Trust(found, anybody)


def _signed(info: PathInfo, signature: str, keys: dict[str, bytes]) -> bool:
    """Whether a signature is one by a trusted key of what is said."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, _, text = signature.partition(":")
    if name not in keys:
        return False
    said = f"1;{info.path};sha256:{info.nar_hash.base32()};{info.nar_size};{','.join(sorted(info.references))}"
    try:
        key = Ed25519PublicKey.from_public_bytes(keys[name])
        key.verify(base64.b64decode(text, validate=True), said.encode("latin-1"))
    except (InvalidSignature, ValueError):
        return False
    return True


def _fields(text: str, place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            raise EvalError(Kind.STORE, f"'{place}' is corrupt: '{line[:80]}' is no field")
        found[name] = f"{found[name]} {value.strip()}" if name == "Sig" and name in found else value.strip()
    return found


def _described(text: str, path: str, place: str) -> Described:
    fields = _fields(text, place)
    store_dir = path.rpartition("/")[0]
    try:
        content = hashes.parse(fields["NarHash"], "sha256")
        size = int(fields["NarSize"])
        references = tuple(_path(store_dir, name) for name in fields["References"].split())
        url, said = fields["URL"], fields["StorePath"]
    except (KeyError, ValueError) as error:
        raise EvalError(Kind.STORE, f"'{place}' is corrupt: {error}") from None
    if said != path:
        raise EvalError(Kind.STORE, f"'{place}' is about '{said}', not about '{path}'")
    if size < 0 or urlsplit(url).scheme or url.startswith("/") or ".." in url.split("/"):
        raise EvalError(Kind.STORE, f"'{place}' is corrupt: its NAR would be at '{url}'")
    signatures = tuple(fields.get("Sig", "").split())
    info = PathInfo(path, content, size, references, signatures=signatures, content_address=fields.get("CA", ""))
    return Described(info, url, fields.get("Compression") or "bzip2")


def _path(store_dir: str, name: str) -> str:
    paths.check_base_name(name)
    return f"{store_dir}/{name}"


def _unpacked(path: str, compression: str) -> IO[bytes]:
    """A file to read the content of a compressed one from."""
    opened: Any
    name = path.encode("latin-1")
    if compression == "none":
        opened = open(name, "rb")  # noqa: SIM115  # the caller closes it
    elif compression == "xz":
        opened = lzma.open(name)
    elif compression == "bzip2":
        opened = bz2.open(name)
    elif compression == "gzip":
        opened = gzip.open(name)
    elif compression == "zstd":
        import zstandard

        opened = zstandard.open(name, "rb")
    else:
        raise Unsupported(f"cannot unpack what is compressed by '{compression}'")
    result: IO[bytes] = opened
    return result


def _zstd_error() -> type[Exception]:
    import zstandard

    found: type[Exception] = zstandard.ZstdError
    return found


def believed(cache: BinaryCache, wanted: Iterable[Described], store_dir: str, trust: Trust) -> dict[str, str]:
    """Fetch paths, and check each. Gives the place of each."""
    found: dict[str, str] = {}
    for described in wanted:
        if not described.info.content_address:
            check(described, "", store_dir, trust)
        found[described.info.path] = cache.fetch(described)
        check(described, found[described.info.path], store_dir, trust)
    return found


def unpack_bytes(world: World, content: bytes) -> str:
    """A NAR in memory, unpacked: its place in the cache of what was fetched."""
    with world.cache.room() as room:
        nar.unpack(io.BytesIO(content), f"{room}/tree")
        return world.cache.keep(f"{room}/tree", "nar")[0]
