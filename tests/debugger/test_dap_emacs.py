"""The adapter in an editor: Emacs with dap-mode."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "client" / "dap-mode-test.el"
EMACS = ["emacs", "--batch", "--no-splash"]


def test_emacs_debugs_nixpkgs(nixpkgs: Path, tmp_path: Path) -> None:
    """A breakpoint at the cursor, frames, variables, an expression, steps in, out and back, the end."""
    if shutil.which("emacs") is None:
        pytest.skip("emacs is not installed")
    if subprocess.run([*EMACS, "--eval", "(require 'dap-mode)"], capture_output=True, check=False).returncode:
        pytest.skip("dap-mode is not installed (elpa-dap-mode)")
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "NIXRAY_PYTHON": sys.executable,
        "NIXRAY_PROGRAM": str(Path(__file__).parents[2] / "nixray.py"),
        "NIXPKGS": str(nixpkgs.resolve()),
    }
    run = subprocess.run(
        [*EMACS, "-l", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert run.returncode == 0 and "all is well" in run.stderr, run.stderr[-4000:]
