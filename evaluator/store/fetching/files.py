"""Files and archives by their addresses, through the cache: `file://`, `http://` and `https://`."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.fetching import archives
from evaluator.store.fetching.transport import download
from evaluator.store.fetching.world import World


class Tree(NamedTuple):
    """An unpacked archive: where it is, the latest time in it, and the address under which it stays the same (or
    empty)."""

    path: str
    modified: int
    immutable: str


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


def fetch_file(url: str, world: World) -> str:
    """The path of a file with the content behind an URL. Raises EvalError (file)."""
    return str(disk.answered("fetch_file", url, lambda url: _fetched_file(url, world)))


def _fetched_file(url: str, world: World) -> str:
    scheme_of(url)
    path = local_path(url)
    if path is not None:
        return _existing(url, path)
    question = ("file", url)
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        if known is not None and world.fresh(known.time):
            return known.path
        with world.cache.room() as room:
            part = f"{room}/file"
            with open(part.encode("latin-1"), "wb") as file:
                etag = str(known.facts.get("etag", "")) if known is not None else ""
                answer = download(unicode_url(url), file, world.rules, etag)
            place = known.path if known is not None and not answer.changed else world.cache.keep(part, "flat")[0]
        world.cache.remember(place, {"etag": answer.etag, "immutable": answer.immutable}, *question)
        return place


def fetch_archive(url: str, world: World) -> Tree:
    """The tree in the archive behind an URL. Raises EvalError (file)."""
    return Tree(*disk.answered("fetch_archive", url, lambda url: _fetched_archive(url, world)))


def _fetched_archive(url: str, world: World) -> Tree:
    scheme_of(url)
    path = local_path(url)
    status = disk.status(_existing(url, path)) if path is not None else None
    # A local archive is known by what it is, a remote one by its address.
    mark = f"{status.st_ino} {status.st_size} {status.st_mtime_ns}" if status is not None else ""
    question = ("tarball", url, mark)
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        if known is not None and (mark or world.fresh(known.time)):
            return _tree(known.path, known.facts)
        with world.cache.room() as room:
            facts: dict[str, object] = {}
            archive = path
            if archive is None:
                archive = f"{room}/archive"
                with open(archive.encode("latin-1"), "wb") as file:
                    etag = str(known.facts.get("etag", "")) if known is not None else ""
                    answer = download(unicode_url(url), file, world.rules, etag)
                facts = {"etag": answer.etag, "immutable": answer.immutable}
                if known is not None and not answer.changed:
                    facts = {**known.facts, **{name: value for name, value in facts.items() if value}}
                    world.cache.remember(known.path, facts, *question)
                    return _tree(known.path, facts)
            target = f"{room}/tree"
            disk.make_directory(target)
            unpacked = archives.unpack(archive, target)
            facts["modified"] = unpacked.newest
            place, _ = world.cache.keep(unpacked.path, "nar")
        world.cache.remember(place, facts, *question)
        return _tree(place, facts)


def unicode_url(url: str) -> str:
    """An URL as programs for the network take it."""
    return url.encode("latin-1").decode("utf-8", "replace")


def _existing(url: str, path: str) -> str:
    if disk.status_or_none(path) is None:
        problem = f"Could not read a file:// file (37) Could not open file {path}"
        raise EvalError(Kind.FILE, f"unable to download '{url}': {problem}")
    return path


def _tree(path: str, facts: dict[str, object]) -> Tree:
    modified = facts.get("modified", 0)
    return Tree(path, modified if isinstance(modified, int) else 0, str(facts.get("immutable", "") or ""))
