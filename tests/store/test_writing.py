"""What the command line writes to a store and builds in one, against real daemons."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import Ran, environment, nixray, words
from tests.store import daemons
from tests.store.daemons import Daemon

HELLO = '{ system = "x86_64-linux"; overlays = []; config = {}; }'
SHELL = 'system = builtins.currentSystem; builder = "/bin/sh";'


def derivation(name: str, script: str) -> str:
    """A derivation that runs a shell script."""
    return f'(derivation {{ name = "{name}"; {SHELL} args = [ "-c" "{script}" ]; }})'


def run(daemon: Daemon, *arguments: str, cwd: Path | None = None) -> Ran:
    """A nixray command on a daemon's store."""
    return nixray(*arguments, cwd=cwd, **daemon.environment(), NIX_REMOTE=daemon.uri)


def written(store: Path) -> dict[str, bytes]:
    """The `.drv` files of a store."""
    return {file.name: file.read_bytes() for file in store.glob("*.drv")}


@pytest.mark.parametrize("version", ["2.8", "2.34"])
def test_closure_of_hello(version: str, reference: str, nixpkgs: Path, tmp_path: Path) -> None:
    """The closure of nixpkgs' hello: the same files, byte for byte, that the reference writes."""
    expression = f"import {nixpkgs}/pkgs/top-level/impure.nix {HELLO}"
    room = tmp_path / "room"
    daemon = daemons.start(version, room)
    try:
        ours = run(daemon, "instantiate", "--write", "-E", expression, "-A", "hello")
        assert ours.status == 0, ours.err
        again = run(daemon, "instantiate", "--write", "-E", expression, "-A", "hello")
        assert again.out == ours.out
        assert daemon.nix("nix-store", "--verify", "--check-contents") == ""
    finally:
        daemon.stop()
    room.rename(tmp_path / "ours")
    room.mkdir()
    env = {**os.environ, **daemons.surroundings(room)}
    theirs = subprocess.run(
        [reference, "-E", expression, "-A", "hello"], env=env, capture_output=True, text=True, check=True
    )
    assert ours.out == theirs.stdout
    found = written(tmp_path / "ours" / "store")
    assert len(found) > 150
    assert found == written(room / "store")


def test_import_from_derivation(daemon: Daemon, tmp_path: Path) -> None:
    """Everything that reads a file builds it first, from derivations, sources and texts."""
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "dropped").write_text("dropped")
    (tmp_path / "case.nix").write_text(
        f"""
        let
          made = {derivation("made", "echo '{ value = 6; }' > $out")};
          source = builtins.path {{ path = ./.; name = "s"; filter = path: _: baseNameOf path == "kept"; }};
          text = builtins.toFile "t.nix" "x: x.value * 7";
          copied = derivation {{
            name = "copied"; {SHELL}
            args = [ "-c" "read -r a < ${{source}}/kept; echo $a$(test -e ${{source}}/dropped && echo bad) > $out" ];
          }};
          folder = {derivation("folder", "/bin/mkdir -p $out/sub; echo x > $out/sub/file")};
        in {{
          answer = import text (import made);
          copied = builtins.readFile copied;
          kept = builtins.attrNames (builtins.readDir source);
          entries = builtins.readDir folder;
          there = map builtins.pathExists [ "${{folder}}/sub/file" "${{folder}}/none" ];
          type = builtins.readFileType "${{folder}}/sub";
          hash = builtins.hashFile "sha256" "${{folder}}/sub/file" == builtins.hashString "sha256" "x\\n";
          again = builtins.path {{ path = "${{folder}}/sub"; name = "again"; }};
          found = import (builtins.findFile [ {{ prefix = "p"; path = made; }} ] "p");
          scoped = builtins.scopedImport {{ }} made;
        }}"""
    )
    ours = run(daemon, "eval", "--read-write-mode", "--strict", "--json", str(tmp_path / "case.nix"))
    assert ours.status == 0, ours.err
    theirs = (
        daemon.nix("nix-instantiate", "--eval", "--read-write-mode", "--strict", "--json", str(tmp_path / "case.nix"))
        if daemon.version != "2.8"
        else ours.out
    )  # which has no readFileType
    assert ours.out.rstrip("\n") == theirs.rstrip("\n")
    assert '"answer":42' in ours.out and '"kept":["kept"]' in ours.out


def test_live_logs(daemon: Daemon) -> None:
    """What is built, and its log, is told as it comes, on standard error."""
    ours = run(
        daemon, "eval", "--read-write-mode", "-E", f"import {derivation('told', 'echo so it goes; echo 1 > $out')}"
    )
    assert ours.out == "1\n"
    lines = ours.err.splitlines()
    assert "building '" in lines[0] and lines[0].endswith("-told.drv'...")
    assert lines[1] == "so it goes"


def test_failed_build(daemon: Daemon) -> None:
    """A failed build is the error of whoever reads it, with the tail of the log."""
    ours = run(daemon, "eval", "--read-write-mode", "-E", f"import {derivation('sad', 'echo because; exit 7')}")
    assert ours.status == 1
    assert "while realising the context of path" in ours.err
    assert "failed with exit code 7" in ours.err
    assert "> because" in ours.err


def test_no_import_from_derivation(daemon: Daemon) -> None:
    """It can be forbidden, in the reference's words; and without writing there is nothing to build."""
    expression = f"import {derivation('forbidden', 'echo 1 > $out')}"
    ours = run(daemon, "eval", "--read-write-mode", "--no-import-from-derivation", "-E", expression)
    assert ours.status == 1
    assert (
        "-forbidden.drv^out' during evaluation because the option 'allow-import-from-derivation' is disabled"
        in ours.err
    )
    ours = run(daemon, "eval", "-E", expression)
    assert ours.status == 1 and "-forbidden.drv' is not valid" in ours.err


def test_roots(daemon: Daemon, tmp_path: Path) -> None:
    """`--add-root` makes symlinks that keep what they lead to."""
    one, two = derivation("one", "echo"), derivation("two", "echo")
    ours = run(daemon, "instantiate", "--write", "--add-root", "keep", "-E", one, two, cwd=tmp_path)
    assert ours.out.split() == [str(tmp_path / "keep"), str(tmp_path / "keep-2")], ours.err
    assert daemon.nix("nix-store", "-q", "--roots", str((tmp_path / "keep-2").readlink())).startswith(
        str(tmp_path / "keep-2")
    )
    (tmp_path / "file").write_text("mine")
    ours = run(daemon, "instantiate", "--write", "--add-root", "file", "-E", one, cwd=tmp_path)
    assert ours.status == 1 and "would replace something else" in ours.err
    assert (tmp_path / "file").read_text() == "mine"


def test_daemon_dies_half_way(own_daemon: Daemon) -> None:
    """One clear message when the daemon goes in the middle of a build."""
    expression = f"import {derivation('endless', 'echo started; /bin/sleep 100')}"
    process = subprocess.Popen(
        words("eval", "--read-write-mode", "-E", expression),
        env=environment(**own_daemon.environment(), NIX_REMOTE=own_daemon.uri),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "building" in process.stderr.readline()
    assert process.stderr.readline() == "started\n"
    own_daemon.stop()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("error: the connection to the nix-daemon at ") and "was lost" in err


def test_no_daemon() -> None:
    """Without a store everything is still computed, and what needs one says how to get it."""
    expression = derivation("x", "echo 1 > $out")
    alone = {"NIX_STATE_DIR": "/nonexistent", "NIX_REMOTE": ""}
    assert nixray("instantiate", "-E", expression, **alone).status == 0
    ours = nixray("instantiate", "--write", "-E", expression, **alone)
    assert ours.status == 1
    assert "writing to it is not supported by store 'dummy://'" in ours.err
    ours = nixray("eval", "--read-write-mode", "-E", f"import {expression}", **alone)
    assert ours.status == 1 and "building is not supported by store 'dummy://'" in ours.err
    ours = nixray("instantiate", "--write", "-E", expression, NIX_REMOTE="unix:///nowhere")
    assert ours.status == 1 and "cannot connect to the nix-daemon at '/nowhere'" in ours.err


def test_local_store_is_read(reference: str, tmp_path: Path) -> None:
    """The store below a folder is read without a daemon: validity from its database, contents from its files."""
    (tmp_path / "note").write_text("kept\n")
    root = tmp_path / "root"
    env = {name: value for name, value in os.environ.items() if not name.startswith("NIX_")}
    words = [str(Path(reference).with_name("nix-store")), "--store", str(root), "--add", str(tmp_path / "note")]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    path = done.stdout.strip()
    assert path.startswith("/nix/store/") and not Path(path).exists()
    expression = f'builtins.readFile (builtins.storePath "{path}")'
    for address in (str(root), f"local?root={root}"):
        assert nixray("eval", "--store", address, "-E", expression).out == '"kept\\n"\n'
    ran = nixray("eval", "--store", "dummy://", "-E", expression)
    assert ran.status == 1 and "is not valid" in ran.err
    ran = nixray("instantiate", "--write", "--store", str(root), "-E", derivation("x", "echo"))
    assert ran.status == 1 and "writing to it is not supported by store 'local?real=" in ran.err
