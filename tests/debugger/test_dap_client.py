"""The adapter, asked by the protocol's own test client: tests/debugger/client, run by node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).parent / "client"


def test_the_official_client_on_nixpkgs(nixpkgs: Path) -> None:
    """Each declared capability is tried on a failing attribute of nixpkgs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    if not (CLIENT / "node_modules").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=CLIENT, check=True, capture_output=True)
    environment = {
        **os.environ,
        "NIXRAY_PYTHON": sys.executable,
        "NIXRAY_PROGRAM": str(CLIENT.parents[2] / "nixray.py"),
        "NIXPKGS": str(nixpkgs.resolve()),
    }
    run = subprocess.run(
        ["node", "--test", "adapter.test.mjs"],
        cwd=CLIENT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
