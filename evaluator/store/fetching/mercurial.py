"""Commits and working trees of Mercurial repositories, by the program `hg`."""

from __future__ import annotations

import os
from typing import NamedTuple
from urllib.parse import unquote

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.fetching import programs
from evaluator.store.fetching.world import World
from evaluator.store.flake_references import split_url

# HGPLAIN keeps aliases and defaults out, an empty HGRCPATH the user's hooks and extensions; a repository's own
# configuration is only believed when it belongs to the user.
_ENVIRONMENT = {"HGPLAIN": "", "HGRCPATH": ""}


class Checkout(NamedTuple):
    """Where the files are, and what is known of them; an empty `rev` is a working tree with changes."""

    path: str
    rev: str
    branch: str
    rev_count: int


def hg(world: World, *words: str) -> bytes:
    """What `hg WORDS` prints."""
    safe = ["--noninteractive", "--config", "extensions.hgk=!"]
    return programs.run(["hg", *safe, *words], programs.environment(_ENVIRONMENT), world.rules.cancelled)


def checkout(url: str, ref: str, rev: str, world: World) -> Checkout:
    """The files of a commit (or a branch, or what is on disk) in the cache. Raises EvalError (file)."""
    local = _local(url)
    for word in (url, ref, rev):
        if word.startswith("-"):
            raise EvalError(Kind.FILE, f"invalid Mercurial address or revision '{word}'")
    if local is not None and not ref and not rev and os.path.isdir(f"{local}/.hg".encode("latin-1")):
        status = hg(world, "status", "-R", local, "--modified", "--added", "--removed").strip()
        if status:
            return _working_tree(local, world)
    repository = _mirror(url, local, rev, world)
    wanted = rev or ref or "default"
    template = "{node}\\n{branch}\\n{rev}"
    said = hg(world, "log", "-R", repository, "-r", wanted, "--template", template).decode("latin-1").split("\n")
    node, branch, count = said[0], said[1], int(said[2])
    question = ("hg", url, node)
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        if known is not None:
            return Checkout(known.path, node, branch, count)
        with world.cache.room() as room:
            hg(world, "archive", "-R", repository, "-r", node, f"{room}/tree")
            note = f"{room}/tree/.hg_archival.txt".encode("latin-1")
            if os.path.exists(note):
                os.unlink(note)
            path, _ = world.cache.keep(f"{room}/tree", "nar")
        world.cache.remember(path, {}, *question)
    return Checkout(path, node, branch, count)


def _local(url: str) -> str | None:
    if url.startswith("/"):
        return url
    parts = split_url(url)
    return unquote(parts.path, "latin-1") if parts is not None and parts.scheme == "file" else None


def _mirror(url: str, local: str | None, rev: str, world: World) -> str:
    """A repository on this machine that has the commits."""
    if local is not None and os.path.isdir(f"{local}/.hg".encode("latin-1")):
        return local
    repository = world.cache.repository("hg+" + url)
    question = ("hg-pull", url)
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        there = os.path.isdir(f"{repository}/.hg".encode("latin-1"))
        if there and known is not None and world.fresh(known.time) and not rev:
            return repository
        if there:
            hg(world, "pull", "-R", repository, "--", local or url)
        else:
            hg(world, "clone", "--noupdate", "--", local or url, repository)
        world.cache.remember("", {}, *question)
    return repository


def _working_tree(path: str, world: World) -> Checkout:
    if not world.allow_dirty:
        raise EvalError(Kind.FILE, f"Mercurial tree '{path}' is unclean")
    if world.warn_dirty:
        world.rules.say(f"warning: Mercurial tree '{path}' is unclean")
    said = hg(world, "status", "-R", path, "--clean", "--modified", "--added", "--no-status", "--print0")
    branch = hg(world, "branch", "-R", path).decode("latin-1").strip()
    with world.cache.room() as room:
        for name in filter(None, said.decode("latin-1").split("\0")):
            source, place = f"{path}/{name}", f"{room}/tree/{name}".encode("latin-1")
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if os.path.islink(source.encode("latin-1")):
                os.symlink(os.readlink(source.encode("latin-1")), place)
                continue
            with open(place, "xb") as file:
                file.write(disk.read_file(source))
            if os.access(source.encode("latin-1"), os.X_OK):
                os.chmod(place, 0o755)
        os.makedirs(f"{room}/tree".encode("latin-1"), exist_ok=True)
        made, _ = world.cache.keep(f"{room}/tree", "nar")
    return Checkout(made, "", branch, 0)
