"""Commits and working trees of Git repositories, by the program `git`.

A commit's files are read out of the object database one by one, so neither filters nor hooks nor export
substitutions take place. A remote repository is mirrored in a bare one in the cache. A local one is
never written to; its working tree counts as the reference counts it: what is tracked, as it is on disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from typing import NamedTuple

from evaluator.errors import EvalError, Kind
from evaluator.store import disk
from evaluator.store.fetching import programs
from evaluator.store.fetching.world import World
from evaluator.store.flake_references import split_url

_NOTHING = "0" * 40
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
}
# A repository's own configuration must not name programs that git then runs.
_SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.sshCommand=ssh -o BatchMode=yes",
    "core.alternateRefsCommand=true",
    "core.gitProxy=",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "fetch.writeCommitGraph=false",
    "uploadpack.allowAnySHA1InWant=true",
)
_DEPTH = 20
"""Submodules inside of submodules."""


class Wish(NamedTuple):
    """What is wanted of a repository. `url` has no `git+`; a local path is one, too."""

    url: str
    ref: str = ""
    rev: str = ""
    shallow: bool = False
    submodules: bool = False
    export_ignore: bool = False
    all_refs: bool = False


class Checkout(NamedTuple):
    """Where the files are, and what is known of them. Without `rev` the working tree differs from `dirty_rev`
    (empty when there is no commit yet); `rev_count` is None where history was cut off."""

    path: str
    rev: str
    ref: str
    modified: int
    rev_count: int | None
    dirty_rev: str = ""


class _Entry(NamedTuple):
    """A file of a commit: mode in octal (`160000` for a submodule), object, path."""

    mode: str
    digest: str
    path: str


def checkout(wish: Wish, world: World, depth: int = 0) -> Checkout:
    """The files that are wanted, in the cache. Raises EvalError (file)."""
    if depth > _DEPTH:
        raise EvalError(Kind.FILE, f"submodules of '{wish.url}' are nested too deeply")
    local = local_repository(wish.url)
    if local is not None and disk.status_or_none(local) is None:
        raise EvalError(Kind.FILE, f'Git repository "{local}" does not exist.')
    if local is not None and not _is_repository(local):
        local = None
    if local is not None and not wish.rev and not wish.ref:
        if disk.status_or_none(f"{local}/.git") is not None:
            found = _working_tree(wish, local, world, depth)
            # In a working tree, the folder of a submodule that is not wanted does not count.
            return found if found is not None else _commit(wish, local, world, depth, empty_modules=False)
    return _commit(wish, local, world, depth)


def local_repository(url: str) -> str | None:
    """The path of a repository on this machine."""
    if url.startswith("/"):
        return url
    parts = split_url(url)
    if parts is not None and parts.scheme == "file":
        from urllib.parse import unquote

        return unquote(parts.path, "latin-1").rstrip("/") or "/"
    return None


def _is_repository(path: str) -> bool:
    return disk.status_or_none(f"{path}/.git") is not None or disk.status_or_none(f"{path}/objects") is not None


def git(world: World, repository: str, *words: str, given: bytes = b"", failure: str | None = None) -> bytes:
    """What `git WORDS` prints about a repository (or about none)."""
    return _run(world, repository, {}, *words, given=given, failure=failure)


def _run(
    world: World,
    repository: str,
    more: dict[str, str],
    *words: str,
    given: bytes = b"",
    failure: str | None = None,
) -> bytes:
    """`git` with `more` in its environment."""
    configuration = [word for setting in _SAFE for word in ("-c", setting)]
    place = ["-C", repository] if repository else []
    certificates = {"GIT_SSL_CAINFO": world.rules.certificates} if world.rules.certificates else {}
    env = programs.environment({**_ENVIRONMENT, **certificates, **more})
    return programs.run(["git", *configuration, *place, *words], env, world.rules.cancelled, given, failure)


# ---------------------------------------------------------------- commits


def _commit(wish: Wish, local: str | None, world: World, depth: int, empty_modules: bool = True) -> Checkout:
    if local is not None:
        repository, ref = local, wish.ref or _current_branch(world, local)
        rev = wish.rev or _resolved(world, local, wish.ref or "HEAD")
        _check_object(world, local, rev)
    else:
        repository, ref, rev = _mirrored(wish, world)
    question = ("git", wish.url, rev, str(wish.submodules), str(wish.export_ignore), str(empty_modules))
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        if known is None:
            with world.cache.room() as room:
                target = f"{room}/tree"
                modules = _write_commit(world, repository, rev, target, wish)
                if wish.submodules and modules:
                    _write_submodules(world, repository, rev, target, wish, modules, depth)
                elif empty_modules:
                    for entry in modules:
                        os.makedirs(f"{target}/{entry.path}".encode("latin-1"), exist_ok=True)
                path, _ = world.cache.keep(target, "nar")
            world.cache.remember(path, {}, *question)
        else:
            path = known.path
    modified = int(git(world, repository, "log", "-1", "--format=%ct", "--no-show-signature", rev, "--"))
    return Checkout(path, rev, ref, modified, _rev_count(wish, world, repository, rev))


def _rev_count(wish: Wish, world: World, repository: str, rev: str) -> int | None:
    if wish.shallow:
        return None
    if git(world, repository, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise EvalError(
            Kind.FILE,
            f"'{wish.url}' is a shallow Git repository, but shallow repositories are only allowed "
            "when `shallow = true;` is specified",
        )
    return int(git(world, repository, "rev-list", "--count", rev, "--"))


def _resolved(world: World, repository: str, ref: str) -> str:
    if ref.startswith("-"):
        raise EvalError(Kind.FILE, f"invalid Git branch/tag name '{ref}'")
    for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}"):
        try:
            found = git(world, repository, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        except EvalError:
            continue
        return found.decode("ascii").strip().split("\n")[-1]
    raise EvalError(Kind.FILE, f"resolving Git reference '{ref}': revspec '{ref}' not found")


def _check_object(world: World, repository: str, rev: str) -> None:
    git(world, repository, "cat-file", "-e", rev + "^{commit}", failure=f"getting Git object '{rev}': object not found")


def _mirrored(wish: Wish, world: World) -> tuple[str, str, str]:
    """The bare repository in the cache that has what is wanted, the reference, and the commit."""
    url = wish.url
    if url.startswith("-"):
        raise EvalError(Kind.FILE, f"invalid Git repository '{url}'")
    repository = world.cache.repository(url + ("?shallow" if wish.shallow else ""))
    shown = f"file://{url}" if url.startswith("/") else url
    failure = f"Failed to fetch git repository '{shown}'"
    with world.cache.lock("git", repository):
        if not os.path.isdir(f"{repository}/objects".encode("latin-1")):
            git(world, "", "init", "--quiet", "--bare", repository)
        if wish.rev and _has(world, repository, wish.rev):
            return repository, wish.ref or _known_branch(url, world), wish.rev
        ref = wish.ref or ("" if wish.rev else _default_branch(url, world, failure))
        question = ("git-ref", url, ref)
        known = world.cache.answer(*question) if not wish.rev else None
        if known is not None and world.fresh(known.time) and _has(world, repository, str(known.facts.get("rev"))):
            return repository, ref, str(known.facts["rev"])
        _fetch(wish, world, repository, ref, failure)
        if wish.rev:
            if not _has(world, repository, wish.rev):
                where = f"in ref '{ref}' " if ref else ""
                raise EvalError(
                    Kind.FILE,
                    f"Cannot find Git revision '{wish.rev}' {where}of repository '{url}'! "
                    "Please make sure that the rev exists on the ref you've specified or add allRefs = true;.",
                )
            return repository, wish.ref or _known_branch(url, world), wish.rev
        rev = git(world, repository, "rev-parse", "--verify", f"{_full(ref)}^{{commit}}").decode("ascii").strip()
        world.cache.remember("", {"rev": rev}, *question)
        return repository, ref, rev


def _full(ref: str) -> str:
    return ref if ref.startswith("refs/") or ref == "HEAD" else f"refs/heads/{ref}"


def _default_branch(url: str, world: World, failure: str) -> str:
    question = ("git-head", url)
    known = world.cache.answer(*question)
    if known is not None and world.fresh(known.time):
        return str(known.facts["ref"])
    said = git(world, "", "ls-remote", "--symref", "--", url, "HEAD", failure=failure).decode("latin-1")
    found = re.search(r"^ref: (\S+)\tHEAD$", said, re.MULTILINE)
    ref = found[1] if found else "refs/heads/master"
    world.cache.remember("", {"ref": ref}, *question)
    return ref


def _known_branch(url: str, world: World) -> str:
    """The default branch where it only completes what is known of a commit; empty if nobody can tell."""
    try:
        return _default_branch(url, world, "")
    except EvalError:
        return ""


def _current_branch(world: World, repository: str) -> str:
    """The branch that a repository on this machine is at; empty if at none."""
    try:
        return git(world, repository, "symbolic-ref", "--quiet", "HEAD").decode("latin-1").strip()
    except EvalError:
        return ""


def _fetch(wish: Wish, world: World, repository: str, ref: str, failure: str) -> None:
    if wish.all_refs:
        wanted = ["+refs/*:refs/*"]
    elif ref:
        full = _full(ref)
        wanted = [f"+{full}:{full}"]
    else:
        wanted = [wish.rev]
    if world.rules.progress:
        world.rules.say(f"fetching Git repository '{wish.url}'...")
    options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--force"]
    depth = ["--depth", "1"] if wish.shallow else []
    try:
        git(world, repository, "fetch", *options, *depth, "--", wish.url, *wanted, failure=failure)
    except EvalError:
        if not wish.rev or wish.all_refs or ref:
            raise
        # Not every server gives out a commit by its name alone.
        git(world, repository, "fetch", *options, "--", wish.url, "+refs/heads/*:refs/heads/*", failure=failure)
    if wish.rev and ref and wish.shallow and not _has(world, repository, wish.rev):
        git(world, repository, "fetch", *options, *depth, "--", wish.url, wish.rev, failure=failure)


def _has(world: World, repository: str, rev: str) -> bool:
    try:
        _check_object(world, repository, rev)
    except EvalError:
        return False
    return True


def _write_commit(world: World, repository: str, rev: str, target: str, wish: Wish) -> list[_Entry]:
    """Make the files of a commit in a new folder. Gives its submodules."""
    entries = list(_entries(git(world, repository, "ls-tree", "-r", "-z", "--full-tree", rev)))
    if wish.export_ignore:
        entries = _exported(world, repository, rev, entries)
    os.mkdir(target.encode("latin-1"))
    blobs = [entry for entry in entries if entry.mode != "160000"]
    contents = _blobs(world, repository, [entry.digest for entry in blobs])
    for entry, data in zip(blobs, contents, strict=True):
        place = f"{target}/{entry.path}".encode("latin-1")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if entry.mode == "120000":
            os.symlink(data, place)
        else:
            with open(place, "xb") as file:
                file.write(data)
            if entry.mode == "100755":
                os.chmod(place, 0o755)
    return [entry for entry in entries if entry.mode == "160000"]


def _entries(listing: bytes) -> Iterator[_Entry]:
    for line in listing.split(b"\0"):
        if line:
            about, _, path = line.decode("latin-1").partition("\t")
            mode, _, digest = about.split(" ")[:3]
            if any(part in ("", ".", "..", ".git") for part in path.split("/")):
                raise EvalError(Kind.FILE, f"Git tree has an invalid entry '{path}'")
            yield _Entry(mode, digest, path)


def _blobs(world: World, repository: str, digests: list[str]) -> Iterator[bytes]:
    """The contents of objects, in order; a few at a time, since all of them need not fit into memory."""
    for start in range(0, len(digests), 2000):
        part = digests[start : start + 2000]
        said = git(world, repository, "cat-file", "--batch", given="\n".join([*part, ""]).encode("ascii"))
        at = 0
        for digest in part:
            end = said.index(b"\n", at)
            words = said[at:end].split(b" ")
            if len(words) != 3:
                raise EvalError(Kind.FILE, f"getting Git object '{digest}': object not found")
            size = int(words[2])
            yield said[end + 1 : end + 1 + size]
            at = end + 2 + size


def _exported(world: World, repository: str, rev: str, entries: list[_Entry]) -> list[_Entry]:
    """Without the entries that the attribute `export-ignore` is set for, folders included."""
    if not any(entry.path.rpartition("/")[2] == ".gitattributes" for entry in entries):
        return entries
    names: dict[str, None] = {}
    for entry in entries:
        parts = entry.path.split("/")
        for count in range(1, len(parts)):
            names["/".join(parts[:count]) + "/"] = None
        names[entry.path] = None
    with world.cache.room() as room:
        # The attributes of a commit can only be asked for through an index.
        index = {"GIT_INDEX_FILE": f"{room}/index"}
        _run(world, repository, index, "read-tree", rev)
        given = "\0".join([*names, ""]).encode("latin-1")
        words = ("check-attr", "--cached", "-z", "--stdin", "export-ignore")
        said = _run(world, repository, index, *words, given=given).decode("latin-1").split("\0")
    dropped = {said[at] for at in range(0, len(said) - 2, 3) if said[at + 2] == "set"}

    def stays(path: str) -> bool:
        parts = path.split("/")
        above = ("/".join(parts[:count]) + "/" for count in range(1, len(parts)))
        return path not in dropped and not any(folder in dropped for folder in above)

    return [entry for entry in entries if stays(entry.path)]


# ---------------------------------------------------------------- submodules


def _write_submodules(
    world: World, repository: str, rev: str, target: str, wish: Wish, modules: list[_Entry], depth: int
) -> None:
    said = git(world, repository, "config", "--blob", f"{rev}:.gitmodules", "--null", "--list").decode("latin-1")
    settings = dict(item.partition("\n")[::2] for item in said.split("\0") if item)
    paths = {value: name.removesuffix(".path") for name, value in settings.items() if name.endswith(".path")}
    for entry in modules:
        section = paths.get(entry.path)
        url = settings.get(f"{section}.url") if section is not None else None
        if url is None:
            raise EvalError(Kind.FILE, f"submodule '{entry.path}' of '{wish.url}' has no URL in .gitmodules")
        inner = Wish(_relative(wish.url, url), "", entry.digest, wish.shallow, True, wish.export_ignore)
        place_copy(checkout(inner, world, depth + 1).path, f"{target}/{entry.path}")


def place_copy(source: str, target: str) -> None:
    """A copy of a tree at a new place."""
    import shutil

    place = os.fsdecode(target.encode("latin-1"))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    shutil.copytree(os.fsdecode(source.encode("latin-1")), place, symlinks=True, dirs_exist_ok=True)


def _relative(base: str, url: str) -> str:
    """The address of a submodule, which may be relative to that of its repository."""
    if not url.startswith(("./", "../")):
        return url
    base = base.rstrip("/")
    while url.startswith(("./", "../")):
        first, _, url = url.partition("/")
        if first == "..":
            base = base.rpartition("/")[0]
    return f"{base}/{url}"


# ---------------------------------------------------------------- working trees


def _working_tree(wish: Wish, path: str, world: World, depth: int) -> Checkout | None:
    """The working tree when it differs from its commit; None when it does not, and the commit will do."""
    try:
        head = git(world, path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode("ascii").strip()
    except EvalError:
        head = ""
    tracked = list(_staged(git(world, path, "ls-files", "--stage", "-z")))
    committed = {}
    if head:
        for entry in _entries(git(world, path, "ls-tree", "-r", "-z", "--full-tree", head)):
            committed[entry.path] = entry
    if head and committed == {entry.path: entry for entry in tracked} and _unchanged(path, tracked):
        return None
    if not world.allow_dirty:
        raise EvalError(Kind.FILE, f"repository '{wish.url}' is dirty and 'allow-dirty' is disabled")
    if world.warn_dirty:
        world.rules.say(f"warning: Git tree '{path}' is dirty")
    if wish.export_ignore:
        tracked = _exported_files(world, path, tracked)
    with world.cache.room() as room:
        target = f"{room}/tree"
        os.mkdir(target.encode("latin-1"))
        for entry in tracked:
            _copy_file(f"{path}/{entry.path}", f"{target}/{entry.path}", entry, wish, world, depth)
        made, _ = world.cache.keep(target, "nar")
    modified = 0
    if head:
        modified = int(git(world, path, "log", "-1", "--format=%ct", "--no-show-signature", head, "--"))
    return Checkout(made, "", "", modified, None, head)


def _staged(listing: bytes) -> Iterator[_Entry]:
    for line in listing.split(b"\0"):
        if line:
            about, _, path = line.decode("latin-1").partition("\t")
            mode, digest, _ = about.split(" ")
            if any(part in ("", ".", "..", ".git") for part in path.split("/")):
                raise EvalError(Kind.FILE, f"Git index has an invalid entry '{path}'")
            yield _Entry(mode, digest, path)


def _unchanged(path: str, tracked: list[_Entry]) -> bool:
    """Whether the files on disk are those of the index. Compared by content: asking git for the status could run
    filters that the repository names."""
    for entry in tracked:
        place = f"{path}/{entry.path}"
        status = disk.status_or_none(place)
        if entry.mode == "160000":
            continue
        if status is None:
            return False
        if stat.S_ISLNK(status.st_mode):
            mode, data = "120000", disk.link_target(place).encode("latin-1")
        elif stat.S_ISREG(status.st_mode):
            mode = "100755" if status.st_mode & stat.S_IXUSR else "100644"
            data = disk.read_file(place)
        else:
            return False
        made = hashlib.sha1 if len(entry.digest) == 40 else hashlib.sha256
        digest = made(b"blob %d\0" % len(data) + data).hexdigest()
        if (mode, digest) != (entry.mode, entry.digest):
            return False
    return True


def _exported_files(world: World, path: str, tracked: list[_Entry]) -> list[_Entry]:
    given = "\0".join([*(entry.path for entry in tracked), ""]).encode("latin-1")
    said = git(world, path, "check-attr", "-z", "--stdin", "export-ignore", given=given)
    words = said.decode("latin-1").split("\0")
    dropped = {words[at] for at in range(0, len(words) - 2, 3) if words[at + 2] == "set"}
    return [entry for entry in tracked if entry.path not in dropped]


def _copy_file(source: str, target: str, entry: _Entry, wish: Wish, world: World, depth: int) -> None:
    status = disk.status_or_none(source)
    place = target.encode("latin-1")
    if status is None:
        return  # deleted, and nobody told git
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if entry.mode == "160000":
        if wish.submodules and _is_repository(source):
            inner = checkout(Wish(source, submodules=True), world, depth + 1)
            place_copy(inner.path, target)
    elif stat.S_ISLNK(status.st_mode):
        os.symlink(os.readlink(source.encode("latin-1")), place)
    elif stat.S_ISREG(status.st_mode):
        with open(place, "xb") as file:
            file.write(disk.read_file(source))
        if status.st_mode & stat.S_IXUSR:
            os.chmod(place, 0o755)
