"""Inputs of every type, fetched: from the attributes of a reference to a tree and what is known about it."""

from __future__ import annotations

import stat
from typing import NamedTuple

from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store import disk, nar
from evaluator.store.fetching import forges, git, mercurial, registries
from evaluator.store.fetching.files import Tree, fetch_archive, fetch_file
from evaluator.store.fetching.world import World
from evaluator.store.flake_references import Attributes, show_input
from evaluator.store.hashes import Hash, parse

FORGES = ("github", "gitlab", "sourcehut")


class Fetched(NamedTuple):
    """Where the content is, its NAR hash, and the attributes that name exactly this content (those of a lock
    file); a working tree with changes has `dirtyRev` in place of `rev`."""

    path: str
    nar_hash: Hash
    locked: Attributes


CHECKED_EARLY = frozenset(("tarball", "file", *FORGES))
"""Types whose content is compared with what was expected as part of fetching."""


def fetch(attributes: Attributes, world: World, check_too: bool = True) -> Fetched:
    """The content of an input. Raises EvalError, and Unsupported for what is not done."""
    kind = str(attributes["type"])
    if kind == "indirect":
        attributes = registries.resolve(attributes, world)
        kind = str(attributes["type"])
    if attributes.get("lfs") or attributes.get("verifyCommit"):
        raise Unsupported("cannot fetch with 'lfs' or 'verifyCommit'")
    found = _fetch_kind(kind, attributes, world)
    if check_too:
        check(attributes, found)
    return found


def _fetch_kind(kind: str, attributes: Attributes, world: World) -> Fetched:
    if kind == "path":
        return _fetch_path(attributes)
    known = _locked_in_cache(kind, attributes, world)
    if known is not None:
        return known
    if kind == "file":
        return _result(fetch_file(str(attributes["url"]), world), {**_kept(attributes), "type": kind})
    if kind == "tarball":
        return _fetch_tarball(attributes, world)
    if kind == "git":
        return _fetch_git(attributes, world)
    if kind == "hg":
        return _fetch_mercurial(attributes, world)
    if kind in FORGES:
        return _fetch_forge(attributes, world)
    raise EvalError(Kind.VALUE, f"input type '{kind}' cannot be fetched")


def _result(path: str, locked: Attributes) -> Fetched:
    """An answer whose hash is taken now, or read off the name in the cache."""
    name = path.rpartition("/")[2]
    if name.startswith("nar-"):
        content = Hash("sha256", bytes.fromhex(name.removeprefix("nar-")))
    else:
        content = nar.hash_tree(path)
    return Fetched(path, content, {**locked, "narHash": content.sri()})


def _locked_in_cache(kind: str, attributes: Attributes, world: World) -> Fetched | None:
    """Content that is known by its hash needs no fetching, if all else that is told of it is known too."""
    wanted = attributes.get("narHash")
    if not isinstance(wanted, str) or ("lastModified" not in attributes and kind != "file"):
        return None
    if (kind in FORGES or kind in ("git", "hg")) and "rev" not in attributes:
        return None
    path = world.cache.find("nar", parse(wanted, "sha256"))
    return _result(path, dict(attributes)) if path is not None else None


def _kept(attributes: Attributes) -> Attributes:
    return {name: value for name, value in attributes.items() if name not in ("dir", "name", "narHash")}


def _fetch_path(attributes: Attributes) -> Fetched:
    path = str(attributes["path"])
    if not path.startswith("/"):
        shown = show_input(attributes).text()
        raise EvalError(Kind.VALUE, f"cannot fetch input '{shown}' because it uses a relative path")
    if disk.status_or_none(path) is None:
        raise EvalError(Kind.FILE, f"path '/{path}' does not exist")
    locked = _kept(attributes)
    locked.setdefault("lastModified", newest(path))
    return _result(path, locked)


def newest(path: str) -> int:
    """When something in a tree was changed last, folders included, in seconds since the epoch."""
    status = disk.status(path)
    own = int(status.st_mtime)
    if not stat.S_ISDIR(status.st_mode):
        return own
    return max(own, *(newest(f"{path}/{name}") for name in disk.typed_entries(path)), own)


def _fetch_tarball(attributes: Attributes, world: World) -> Fetched:
    tree = fetch_archive(str(attributes["url"]), world)
    locked: Attributes = {**_kept(attributes), "type": "tarball"}
    if tree.immutable:
        locked["url"] = tree.immutable
    locked.setdefault("lastModified", tree.modified)
    return _result(tree.path, locked)


def _fetch_forge(attributes: Attributes, world: World) -> Fetched:
    rev = forges.commit(attributes, world)
    tree: Tree = fetch_archive(forges.archive_url(attributes, rev), world._replace(lifetime=1 << 40))
    locked: Attributes = {**_kept(attributes), "rev": rev, "lastModified": tree.modified}
    locked.pop("ref", None)
    return _result(tree.path, locked)


def _fetch_git(attributes: Attributes, world: World) -> Fetched:
    wish = git.Wish(
        str(attributes["url"]),
        str(attributes.get("ref", "")),
        str(attributes.get("rev", "")),
        shallow=attributes.get("shallow") is True,
        submodules=attributes.get("submodules") is True,
        export_ignore=attributes.get("exportIgnore") is True,
        all_refs=attributes.get("allRefs") is True,
    )
    found = git.checkout(wish, world)
    locked = _kept(attributes)
    locked["lastModified"] = found.modified
    if found.rev:
        locked["rev"] = found.rev
        if found.ref:
            locked["ref"] = found.ref
        if found.rev_count is not None:
            locked["revCount"] = found.rev_count
    elif found.dirty_rev:
        locked["dirtyRev"] = f"{found.dirty_rev}-dirty"
        locked["dirtyShortRev"] = f"{found.dirty_rev[:7]}-dirty"
    return _result(found.path, locked)


def _fetch_mercurial(attributes: Attributes, world: World) -> Fetched:
    given = [str(attributes.get(name, "")) for name in ("url", "ref", "rev")]
    found = mercurial.checkout(given[0], given[1], given[2], world)
    locked: Attributes = {**_kept(attributes), "ref": found.branch}
    if found.rev:
        locked |= {"rev": found.rev, "revCount": found.rev_count}
    return _result(found.path, locked)


def check(attributes: Attributes, found: Fetched) -> None:
    """What was asked for must be what came."""
    wanted = attributes.get("narHash")
    if isinstance(wanted, str) and parse(wanted, "sha256") != found.nar_hash:
        shown = show_input({name: value for name, value in attributes.items() if name != "dir"}).text()
        given, got = (wanted, found.nar_hash.sri())
        if attributes["type"] in ("path", "git", "hg"):
            given, got = got, given  # the reference has the two the wrong way round there
        raise EvalError(Kind.STORE, f"NAR hash mismatch in input '{shown}', expected '{given}' but got '{got}'")
    for name in ("lastModified", "revCount"):
        if name in attributes and name in found.locked and attributes[name] != found.locked[name]:
            shown = show_input(attributes).text()
            raise EvalError(
                Kind.STORE,
                f"'{name}' attribute mismatch in input '{shown}', "
                f"expected {attributes[name]}, got {found.locked[name]}",
            )
