"""Bundles: the same result and events with nothing of the original, and nothing that a hostile one can do."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from evaluator.bundles import archive
from evaluator.bundles.archive import BadBundle
from evaluator.bundles.bundle import open_bundle, record
from tests.cli.command import ROOT, nixray

PROGRAM = """
{ extra ? "none" }: {
  files = builtins.attrNames (builtins.readDir ./data) ++ [ (builtins.readFile ./data/a) (builtins.pathExists ./gone) ];
  there = import ./there.nix;
  drv = derivation { name = "n"; system = "s"; builder = ./data; inherit extra; link = ./link; };
  time = builtins.currentTime; home = builtins.getEnv "HOME"; secret = builtins.getEnv "API_TOKEN";
  here = toString ./.; fetched = builtins.readFile (builtins.fetchurl "file://${toString ./data/a}");
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that reads what can be read."""
    folder = tmp_path / "home" / "program"
    (folder / "data").mkdir(parents=True)
    (folder / "default.nix").write_text(PROGRAM)
    (folder / "there.nix").write_text("let f = n: if n == 0 then 0 else f (n - 1); in f 100")
    (folder / "data" / "a").write_text("content a")
    (folder / "data" / "run").write_text("#!x")
    (folder / "data" / "run").chmod(0o755)
    (folder / "link").symlink_to("data/a")
    return folder


def test_a_replay_is_the_recording_without_the_files(program: Path, tmp_path: Path) -> None:
    """Values, derivations and events are the same when the tree is gone and another time has come."""
    bundle = tmp_path / "b"
    words = ["eval", "--strict", "--json", str(program), "--argstr", "extra", "e"]
    made = nixray("bundle", str(bundle), *words, API_TOKEN="t0p", HOME=str(tmp_path / "home"))
    assert made.status == 0 and json.loads(made.out)["secret"] == "t0p" and "bundle: " in made.err
    os.rename(program, tmp_path / "elsewhere")
    again = nixray("replay", str(bundle), NIX_PATH="", HOME="/nowhere")
    assert (again.status, again.out) == (made.status, made.out)
    checked = nixray("replay", str(bundle), "--check")
    assert checked.status == 0 and checked.out.startswith("as recorded: status 0, ")
    assert int(checked.out.split()[4]) > 500


def test_failures_are_replayed_too(program: Path, tmp_path: Path) -> None:
    """The same message, the same trace, the same status."""
    bundle = tmp_path / "b"
    made = nixray("bundle", str(bundle), "eval", str(program), "-A", "there.missing")
    (program / "default.nix").write_text("1")
    again = nixray("replay", str(bundle))
    assert made.status == again.status == 1 and again.err and made.err.startswith(again.err)


def test_the_debugger_opens_a_bundle(program: Path, tmp_path: Path) -> None:
    """With source, although the files are gone."""
    (program / "there.nix").write_text('let f = n: if n == 0 then throw "deep ${toString n}" else f (n - 1); in f 3')
    bundle = tmp_path / "b"
    nixray("bundle", str(bundle), "eval", str(program), "-A", "there")
    os.rename(program, tmp_path / "elsewhere")
    ran = nixray("debug", str(bundle), "--repl", stdin=b"bt\nback\n")
    assert "deep 0" in ran.out and "there.nix:1" in ran.out, ran.err


def test_redacting_hides_secrets_and_the_home_folder(program: Path, tmp_path: Path) -> None:
    """Neither is anywhere in the bundle, and the replay agrees with what the bundle says."""
    bundle = tmp_path / "b"
    words = ["--redact", "eval", "--strict", "--json", str(program), "--argstr", "extra", "e"]
    nixray("bundle", str(bundle), *words, API_TOKEN="t0p-secret", HOME=str(tmp_path / "home"))
    content = gzip.decompress(bundle.read_bytes())
    assert b"t0p-secret" not in content and str(tmp_path / "home").encode() not in content
    checked = nixray("replay", str(bundle), "--check")
    assert checked.status == 0 and "status 0" in checked.out, nixray("replay", str(bundle)).err
    assert json.loads(nixray("replay", str(bundle)).out)["here"] == "/redacted/program"


def test_the_same_evaluation_makes_the_same_bytes(program: Path, tmp_path: Path) -> None:
    """A bundle can be compared and cached."""
    for name in ("one", "two"):
        made = record("eval", ["--strict", str(program), "-A", "there"])
        made.manifest["currentTime"] = 0
        archive.write(tmp_path / name, made.manifest, made.blobs)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def manifest(**more: Any) -> dict[str, Any]:
    """A manifest that is all right."""
    names = {"store_dir": "/nix/store", "system": "s", "home": "/", "working_dir": "/"}
    settings = {**names, "search_path": [], "environment": {}, "options": {}}
    result = {"status": 0, "out": "", "error": None, "events": 0}
    good = {"format": archive.FORMAT, "version": 1, "command": "eval", "words": ["-E", "1"], "stdin": "0" * 64}
    return {**good, "settings": settings, "currentTime": 0, "answers": {}, "result": result, **more}


def hostile(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A bundle with members of one's own behind a good manifest."""
    text = json.dumps(manifest()).encode()
    with tarfile.open(path, "w:gz") as made:
        first = tarfile.TarInfo("manifest.json")
        first.size = len(text)
        made.addfile(first, io.BytesIO(text))
        for member, content in members:
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


DIGEST = sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "wrong, message",
    [
        (member("/tmp/absolute"), "does not belong"),
        (member("../../up"), "does not belong"),
        (member("blobs/../../up"), "does not belong"),
        (member(f"blobs/{DIGEST}", tarfile.SYMTYPE, "/etc/passwd"), "does not belong"),
        (member(f"blobs/{DIGEST}", tarfile.LNKTYPE, "/etc/passwd"), "does not belong"),
        (member(f"blobs/{DIGEST}", tarfile.CHRTYPE), "does not belong"),
        (member(f"blobs/{DIGEST}", tarfile.FIFOTYPE), "does not belong"),
        (member("run.py"), "does not belong"),
        (member(f"blobs/{'0' * 64}"), "was changed"),
    ],
)
def test_what_does_not_belong_is_refused(tmp_path: Path, wrong: tarfile.TarInfo, message: str) -> None:
    """Names that lead elsewhere, links, devices and changed contents: one message, and nothing written."""
    content = b"y" if wrong.isreg() else b""
    path = hostile(tmp_path / "bundle", (wrong, content))
    ran = nixray("replay", str(path), cwd=tmp_path)
    assert ran.status == 3 and message in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["bundle"]


def test_bombs_are_refused(tmp_path: Path) -> None:
    """A bundle that unpacks to more than it may, and one that says it is larger than it is."""
    content = bytes(1 << 20)
    path = hostile(tmp_path / "b", (member(f"blobs/{sha256(content).hexdigest()}"), content))
    with pytest.raises(BadBundle, match="more than 1000 bytes"):
        archive.read(path, most=1000)
    cut = gzip.decompress(path.read_bytes())[:4000]
    (tmp_path / "cut").write_bytes(gzip.compress(cut))
    with pytest.raises(BadBundle):
        archive.read(tmp_path / "cut")


@pytest.mark.parametrize(
    "change, message",
    [
        ({"version": 2}, "version"),
        ({"command": "build"}, "command"),
        ({"words": "rm -rf"}, "words"),
        ({"answers": []}, "answers"),
    ],
)
def test_manifests_are_checked(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    """What is not of the known form is named."""
    archive.write(tmp_path / "b", manifest(**change), {})
    with pytest.raises(BadBundle, match=message):
        archive.read(tmp_path / "b")


def test_what_was_not_recorded_is_not_read(tmp_path: Path) -> None:
    """A bundle cannot make a replay look at this machine."""
    archive.write(tmp_path / "b", manifest(words=["-E", "builtins.readFile /etc/passwd"]), {})
    result = open_bundle(tmp_path / "b").replay()
    assert result.status == 1 and "the bundle does not hold '/etc" in str(result.error)
    archive.write(tmp_path / "b", manifest(words=["-E", 'builtins.getEnv "HOME"']), {})
    assert open_bundle(tmp_path / "b").replay().out == '""\n'


@pytest.mark.parametrize(
    "words, status",
    [
        (["bundle"], 2),
        (["bundle", "f", "build", "x"], 2),
        (["replay"], 2),
        (["replay", "/nonexistent"], 3),
        (["replay", str(ROOT / "README.md")], 3),
        (["bundle", "/nonexistent/f", "eval", "-E", "1"], 3),
    ],
)
def test_wrong_usage(words: list[str], status: int) -> None:
    """One message and a status."""
    ran = nixray(*words)
    assert ran.status == status and ran.err


def test_firefox(nixpkgs: Path, tmp_path: Path) -> None:
    """A package of nixpkgs, replayed without a search path and without anything of this machine's disk."""
    bundle = tmp_path / "firefox.bundle"
    made = nixray("bundle", str(bundle), "instantiate", "<nixpkgs>", "-A", "firefox", NIX_PATH=f"nixpkgs={nixpkgs}")
    assert made.status == 0 and made.out.endswith("-firefox-78.0.1.drv\n")
    checked = nixray("replay", str(bundle), "--check", NIX_PATH="")
    assert checked.status == 0, checked.out
    assert int(checked.out.split()[4]) > 1_000_000
