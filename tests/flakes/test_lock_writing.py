"""When evaluating writes a lock file: as the reference does, with its words, its refusals and the same file."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.fetching.repositories import git
from tests.flakes.test_flakes import TOPS, ours, reference_nix, room, write

__all__ = ["room"]

NOISE = ("nixbld", "Git tree", "deprecated", "unpacking")


def told(text: str) -> list[str]:
    """What was said, without what one side says of other things."""
    return [line for line in text.splitlines() if line.strip() and not any(word in line for word in NOISE)]


FLAGS: list[tuple[str, ...]] = [
    (),
    ("--no-write-lock-file",),
    ("--no-update-lock-file",),
    ("--output-lock-file", "other.lock"),
    ("--override-input", "lib", "git+file://ROOM/lib2"),
    ("--override-input", "lib", "git+file://ROOM/lib2", "--output-lock-file", "other.lock"),
    ("--reference-lock-file", "ROOM/old.lock"),
    ("--update-input", "lib"),
]
CASES = [
    *(("git", "nothing", flags) for flags in FLAGS[:4]),
    *(("git", "old", flags) for flags in FLAGS),
    *(("git", "new", flags) for flags in (FLAGS[0], FLAGS[3], FLAGS[5])),
    *(("path", "nothing", flags) for flags in FLAGS[:3:2]),
]


@pytest.mark.parametrize(
    ("kind", "before", "flags"), CASES, ids=lambda part: part if isinstance(part, str) else " ".join(part)
)
def test_what_becomes_of_the_lock_file(
    kind: str, before: str, flags: tuple[str, ...], reference: str, room: Path
) -> None:
    """Status, output, messages and files are the reference's, whatever was there before."""
    both = f'{{ inputs.lib.url = "git+file://{room}/lib"; inputs.mid.url = "git+file://{room}/mid"; '
    text = both + "outputs = { self, lib, mid }: { it = lib.name + mid.name; }; }"
    write(room / "locked", TOPS["plain"].format(room=room))
    assert ours(room, "flake", "lock", str(room / "locked")).status == 0
    shutil.copy(room / "locked" / "flake.lock", room / "old.lock")
    (room / "locked" / "flake.nix").write_text(text)
    assert ours(room, "flake", "lock", str(room / "locked")).status == 0
    locks = {"old": (room / "old.lock").read_text(), "new": (room / "locked" / "flake.lock").read_text()}
    files = {} if before == "nothing" else {"flake.lock": locks[before]}
    words = [word.replace("ROOM", str(room)) for word in flags]
    top = room / "top"
    found = []
    for side in ("ours", "theirs"):
        shutil.rmtree(top, ignore_errors=True)
        (room / "other.lock").unlink(missing_ok=True)
        write(top, text, **files)
        if kind == "path":
            shutil.rmtree(top / ".git")
            for path in (top / "flake.nix", top):
                os.utime(path, (1_600_000_000, 1_600_000_000))
        flake = f"git+file://{top}#it" if kind == "git" else f"path:{top}#it"
        if side == "ours":
            ran = ours(room, "eval", "--flake", flake, *words)
        else:
            ran = reference_nix(reference, room, "eval", flake, *words, check=False)
        made = [(file.read_text() if file.exists() else None) for file in (top / "flake.lock", room / "other.lock")]
        known = git(top, "status", "--short") if kind == "git" else ""
        found.append((ran.status, ran.out, told(ran.err), made, known))
    assert found[0] == found[1]


def test_inputs_of_every_kind_are_told(reference: str, room: Path) -> None:
    """Trees, archives and files are told with their hashes, as the reference tells them."""
    with tarfile.open(room / "lib.tar", "w") as archive:
        archive.add(room / "lib" / "flake.nix", "lib/flake.nix")
    top = room / "kinds"
    top.mkdir()
    (top / "flake.nix").write_text(
        f"""{{
          inputs.tree = {{ url = "path:{room}/tree"; flake = false; }};
          inputs.archive.url = "tarball+file://{room}/lib.tar";
          inputs.file = {{ url = "file+file://{room}/lib.tar"; flake = false; }};
          outputs = _: {{ it = 1; }};
        }}"""
    )
    ran = ours(room, "eval", "--flake", f"path:{top}#it", "--no-write-lock-file")
    theirs = reference_nix(reference, room, "eval", f"path:{top}#it", "--no-write-lock-file")
    assert told(ran.err) == told(theirs.err) and len(told(ran.err)) == 7


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(room: Path) -> None:
    """One error, and nothing is left behind."""
    top = room / "fixed"
    top.mkdir()
    (top / "flake.nix").write_text(TOPS["plain"].format(room=room))
    top.chmod(0o555)
    ran = ours(room, "eval", "--flake", f"path:{top}#it")
    assert ran.status == 1 and "cannot write lock file" in ran.err and os.listdir(top) == ["flake.nix"]
