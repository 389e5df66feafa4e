"""The sample of nixpkgs 20.09: every attribute is what reference Nix said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import nixray
from tests.conftest import ROOT

SAMPLE = ROOT.parent / "shared" / "nixpkgs" / "nixpkgs-20.09.sample.jsonl"


def test_the_sample_agrees(nixpkgs: Path) -> None:
    """500 of 500, failures included."""
    if not SAMPLE.exists():
        pytest.skip("no recorded sample of nixpkgs beside the project")
    file = nixpkgs / "pkgs" / "top-level" / "impure.nix"
    root = f'import {file} {{ system = "x86_64-linux"; overlays = []; config = {{}}; }}'
    ran = nixray("regress", "-E", root, "--reference", str(SAMPLE), "--expect-count", "500")
    assert ran.status == 0, ran.out
