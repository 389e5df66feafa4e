"""Where tests find what is not in the repository: reference Nix, and a nixpkgs tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_FOLDERS = ("NIXRAY_CACHE_DIR", "NIXRAY_STATE_DIR")


def pytest_configure(config: pytest.Config) -> None:
    """Compiled files and failure records go to folders of this run's own: neither slowed by the user's nor
    filling them. Worker processes inherit them."""
    for name in _FOLDERS:
        if name not in os.environ:
            folder = tempfile.mkdtemp(prefix="nixray-tests-")
            os.environ[name] = folder
            config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


def reference_program() -> str | None:
    """A nix-instantiate of the oracle's version, or None where there is none."""
    installed = Path.home() / ".cache/reference-nix/2.34/bin/nix-instantiate"
    program = os.environ.get("NIXRAY_REFERENCE", str(installed))
    return program if Path(program).exists() else None


@pytest.fixture(scope="session")
def reference() -> str:
    """The oracle's nix-instantiate; the test is skipped where it is not installed."""
    program = reference_program()
    if program is None:
        pytest.skip("reference Nix 2.34 is not installed (NIXRAY_REFERENCE)")
    return program


@pytest.fixture(scope="session")
def nixpkgs() -> Path:
    """An unpacked nixpkgs 20.09; the test is skipped where none can be found."""
    given = os.environ.get("NIXRAY_NIXPKGS")
    if given:
        return Path(given)
    archive = ROOT.parent / "shared" / "nixpkgs" / "nixpkgs-20.09.tar.xz"
    if not archive.exists():
        pytest.skip("no nixpkgs tree (NIXRAY_NIXPKGS)")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nixray" / "trees"
    tree = cache / "nixpkgs-20.09"
    if not (tree / "default.nix").exists():
        unpack(archive, cache, tree.name)
    return tree


def unpack(archive: Path, cache: Path, name: str) -> None:
    """Unpack beside the final place and move there, so that parallel tests never see half a tree."""
    part = cache / f".{name}.{os.getpid()}"
    part.mkdir(parents=True)
    subprocess.run(["tar", "-xf", archive, "-C", part], check=True)
    try:
        (part / name).rename(cache / name)
    except OSError:  # another test process was first
        subprocess.run(["rm", "-rf", part], check=True)
    else:
        part.rmdir()
