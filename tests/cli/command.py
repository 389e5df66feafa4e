"""Running the real command line, as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent


class Ran(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


def words(*arguments: str) -> list[str]:
    """The command line of `nixray ARGUMENTS`."""
    return [sys.executable, str(ROOT / "nixray.py"), *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment for commands: nothing of the user's Nix reaches them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NIX_")}
    ours = {"NIX_CONF_DIR": "/nonexistent", "NIX_USER_CONF_FILES": "", "NIXRAY_LEDGER": "", "NO_COLOR": "1"}
    return kept | ours | more


def nixray(*arguments: str, cwd: Path | None = None, stdin: bytes = b"", **more: str) -> Ran:
    """Run `nixray ARGUMENTS`; nothing may end in a traceback."""
    done = subprocess.run(
        words(*arguments),
        cwd=cwd,
        input=stdin,
        env=environment(**more),
        capture_output=True,
        timeout=300,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    assert "Traceback" not in ran.err, ran.err
    return ran
