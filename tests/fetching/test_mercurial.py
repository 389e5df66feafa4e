"""Mercurial repositories, compared with what the reference makes of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import nixray
from tests.fetching.test_git import environment, ours, theirs


def hg(folder: Path, *words: str) -> str:
    """What an hg command prints."""
    if shutil.which("hg") is None:
        pytest.skip("hg is not installed")
    env = {**os.environ, "HGRCPATH": "", "HGPLAIN": "", "HGUSER": "a"}
    return subprocess.run(["hg", *words], cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits and a tag."""
    folder = tmp_path / "r"
    (folder / "sub").mkdir(parents=True)
    hg(folder, "init")
    (folder / "f").write_text("1\n")
    (folder / "sub" / "run").write_text("x")
    (folder / "sub" / "run").chmod(0o755)
    hg(folder, "commit", "--addremove", "-m", "one", "-d", "0 0")
    (folder / "f").write_text("2\n")
    hg(folder, "commit", "-m", "two", "-d", "1 0")
    return folder


def test_as_the_reference(reference: str, repository: Path, tmp_path: Path) -> None:
    """Commits, and a working tree with changes."""
    first = hg(repository, "log", "-r", "0", "--template", "{node}")
    shown = 'let x = builtins.fetchMercurial {0}; in [ "${{x}}" (builtins.removeAttrs x [ "outPath" ]) ]'
    for call in (str(repository), f'"file://{repository}"', f'{{ url = {repository}; rev = "{first}"; name = "n"; }}'):
        ran = ours(tmp_path, shown.format(call))
        assert ran.status == 0, ran.err
        assert json.loads(ran.out) == theirs(reference, tmp_path, shown.format(call))
    (repository / "f").write_text("changed\n")
    ran = ours(tmp_path, shown.format(repository))
    assert json.loads(ran.out) == theirs(reference, tmp_path, shown.format(repository))


def test_without_hg(tmp_path: Path) -> None:
    """Where hg is not installed, that is what is said."""
    env = {**environment(tmp_path), "PATH": str(tmp_path)}
    ran = nixray("eval", "-E", f"(builtins.fetchMercurial {tmp_path}).rev", **env)
    assert ran.status == 1 and "needs the program 'hg'; install it" in ran.err
