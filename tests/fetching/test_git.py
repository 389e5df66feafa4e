"""Git repositories, compared with what the reference makes of them; and hostile ones."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Ran, nixray
from tests.fetching.repositories import commit, git, repository, served

FEATURES = ("--extra-experimental-features", "nix-command flakes")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Repositories: one with two branches, a tag, an ignored file; one with a submodule; an unclean one."""
    room = tmp_path_factory.mktemp("git")
    one = repository(room / "one", {"f": "1\n", "sub/run": "#!/bin/sh\n", ".gitattributes": "gone export-ignore\n"})
    git(one, "branch", "old")
    (one / "link").symlink_to("f")
    (one / "sub" / "run").chmod(0o755)
    commit(one, {"f": "2\n", "gone": "x", "a b/\u00e4": "odd"}, date="2021-02-02T03:04:05Z")
    git(one, "tag", "v1")
    inner = repository(room / "inner", {"inside": "deep"})
    outer = repository(room / "outer", {"g": "g\n"})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "module")
    commit(outer, {}, "with a submodule")
    files = {"f": "clean\n", "dropped": "x", "gone": "x", ".gitattributes": "gone export-ignore\n"}
    dirty = repository(room / "dirty", files)
    (dirty / "f").write_text("changed\n")
    (dirty / "untracked").write_text("x")
    (dirty / "staged").write_text("x")
    git(dirty, "add", "staged")
    (dirty / "dropped").unlink()
    return room


@pytest.fixture(scope="module")
def server(room: Path) -> Iterator[str]:
    """The address of all of them."""
    with served(room) as address:
        yield address


def environment(room: Path) -> dict[str, str]:
    """A store, a cache and settings of its own for both sides."""
    for name in ("store", "state", "log", "conf"):
        (room / "nix" / name).mkdir(parents=True, exist_ok=True)
    (room / "nix" / "conf" / "nix.conf").write_text(
        "experimental-features = nix-command flakes\nbuild-users-group =\nsubstituters =\nflake-registry =\n"
    )
    folders = {f"NIX_{name.upper()}_DIR": str(room / "nix" / name) for name in ("store", "state", "log", "conf")}
    return {
        **folders,
        "NIX_USER_CONF_FILES": "",
        "NIX_REMOTE": "",
        "XDG_CACHE_HOME": str(room / "nix" / "cache"),
        "NIXRAY_CACHE_DIR": str(room / "nix" / "ours"),
        "GIT_CONFIG_GLOBAL": "/dev/null",
    }


def ours(room: Path, expression: str, *words: str) -> Ran:
    """What nixray makes of an expression."""
    return nixray("eval", "--strict", "--json", *words, "-E", expression, **environment(room))


def theirs(reference: str, room: Path, expression: str) -> Any:
    """What the reference makes of it."""
    words = [reference, "--eval", "--strict", "--json", "--read-write-mode", "-E", expression]
    env = {**os.environ, **environment(room)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


CASES = {
    "path": "fetchGit {room}/one",
    "branch": 'fetchGit {{ url = "file://{room}/one"; ref = "old"; }}',
    "commit": 'fetchGit {{ url = {room}/one; rev = "{old}"; }}',
    "tag": 'fetchGit {{ url = "file://{room}/one"; ref = "refs/tags/v1"; }}',
    "tree": 'fetchTree {{ type = "git"; url = "file://{room}/one"; }}',
    "whole-tree": 'fetchTree {{ type = "git"; url = "file://{room}/one"; shallow = false; exportIgnore = true; }}',
    "named": 'fetchGit {{ url = {room}/one; name = "named"; shallow = true; }}',
    "submodules": 'fetchGit {{ url = "file://{room}/outer"; submodules = true; rev = "{outer}"; }}',
    "no-submodules": 'fetchGit "file://{room}/outer"',
    "dirty": "fetchGit {room}/dirty",
    "dirty-tree": 'fetchTree {{ type = "git"; url = "file://{room}/dirty"; }}',
    "remote": 'fetchGit "{server}/one"',
    "remote-branch": 'fetchGit {{ url = "{server}/one"; ref = "old"; }}',
    "remote-commit": 'fetchGit {{ url = "{server}/one"; rev = "{old}"; allRefs = true; }}',
    "remote-shallow": 'fetchTree {{ type = "git"; url = "{server}/one"; ref = "main"; }}',
    "remote-shallow-commit": 'fetchTree {{ type = "git"; url = "{server}/one"; rev = "{old}"; }}',
}


@pytest.mark.parametrize("case", CASES)
def test_as_the_reference(case: str, reference: str, room: Path, server: str) -> None:
    """Trees, hashes, revisions, counts and dates are the same."""
    old, outer = git(room / "one", "rev-parse", "old"), git(room / "outer", "rev-parse", "HEAD")
    called = CASES[case].format(room=room, server=server, old=old, outer=outer)
    expression = f'let x = builtins.{called}; in [ "${{x}}" (builtins.removeAttrs x [ "outPath" ]) ]'
    ran = ours(room, expression)
    assert ran.status == 0, ran.err
    assert json.loads(ran.out) == theirs(reference, room, expression)
    assert json.loads(ours(room, expression).out) == json.loads(ran.out)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('fetchGit {{ url = {room}/one; ref = "nope"; }}', "resolving Git reference 'nope': revspec 'nope' not found"),
        ('fetchGit {{ url = {room}/one; rev = "{zeros}1"; }}', "getting Git object '{zeros}1': object not found"),
        ('fetchGit "{server}/none"', "Failed to fetch git repository '{server}/none'"),
        ('fetchGit {{ url = "{server}/one"; ref = "nope"; }}', "Failed to fetch git repository '{server}/one'"),
        ('fetchGit "file://{room}/none"', 'Git repository "{room}/none" does not exist.'),
        (
            'fetchTree {{ type = "git"; url = "file://{room}/one"; rev = "{old}"; narHash = "sha256-{as}="; }}',
            "NAR hash mismatch in input",
        ),
        (
            'fetchTree {{ type = "git"; url = "file://{room}/one"; rev = "{old}"; revCount = 7; shallow = false; }}',
            "expected 7, got 1",
        ),
        ('fetchGit {{ url = "file://{room}/one"; ref = "--output=/tmp/x"; }}', "'--output=/tmp/x'"),
    ],
)
def test_failures(call: str, message: str, room: Path, server: str) -> None:
    """Each is one clear error."""
    old = git(room / "one", "rev-parse", "old")
    words = {"room": room, "server": server, "zeros": "0" * 39, "old": old, "as": "A" * 43}
    ran = ours(room, "builtins." + call.format(**words))
    assert ran.status == 1 and message.format(**words) in ran.err, ran.err


def test_dirty_trees_can_be_forbidden(room: Path) -> None:
    """`--no-allow-dirty` refuses what is not committed."""
    ran = ours(room, f"(builtins.fetchGit {room}/dirty).rev", "--no-allow-dirty")
    assert ran.status == 1 and "is dirty and 'allow-dirty' is disabled" in ran.err


def test_hostile_repositories(tmp_path: Path) -> None:
    """Nothing that a repository says makes git run a program: hooks, monitors, filters, odd transports."""
    mark = tmp_path / "mark"
    evil = repository(tmp_path / "evil", {"f": "x\n", ".gitattributes": "* filter=evil\n"})
    touch = f"touch {mark}"
    for name in ("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "core.sshCommand", "diff.external"):
        git(evil, "config", name, touch)
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (evil / ".git" / "hooks" / hook).write_text(f"#!/bin/sh\n{touch}\n")
        (evil / ".git" / "hooks" / hook).chmod(0o755)
    mark.unlink(missing_ok=True)
    assert ours(tmp_path, f"(builtins.fetchGit {evil}).rev").status == 0
    (evil / "f").write_text("changed\n")
    assert ours(tmp_path, f"(builtins.fetchGit {evil}).dirtyRev").status == 0
    assert not mark.exists()

    outer = repository(tmp_path / "outer", {".gitmodules": f'[submodule "m"]\npath = m\nurl = "ext::{touch}"\n'})
    head = git(outer, "rev-parse", "HEAD")
    git(outer, "update-index", "--add", "--cacheinfo", f"160000,{head},m")
    git(outer, "commit", "--quiet", "--message", "module")
    rev = git(outer, "rev-parse", "HEAD")
    ran = ours(tmp_path, f'(builtins.fetchGit {{ url = {outer}; rev = "{rev}"; submodules = true; }}).rev')
    assert ran.status == 1 and not mark.exists()
    assert "transport 'ext' not allowed" in ran.err or "Failed to fetch" in ran.err


def test_without_git(room: Path, tmp_path: Path) -> None:
    """Where git is not installed, that is what is said."""
    env = {**environment(tmp_path), "PATH": str(tmp_path)}
    ran = nixray("eval", "-E", f"(builtins.fetchGit {room}/one).rev", **env)
    assert ran.status == 1 and "needs the program 'git'; install it" in ran.err
