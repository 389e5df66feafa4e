"""Real nix-daemons, each with a store of its own in a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import reference_program

_CONFIGURATION = """\
sandbox = false
build-users-group =
substituters =
experimental-features = nix-command flakes ca-derivations
"""


class Daemon(NamedTuple):
    """A running daemon. `programs` is the folder of the Nix commands of its version."""

    version: str
    programs: Path
    room: Path
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> str:
        """Where it listens."""
        return str(self.room / "socket")

    @property
    def uri(self) -> str:
        """The address of its store."""
        return f"unix://{self.socket}"

    @property
    def store_dir(self) -> str:
        """Where its store is."""
        return str(self.room / "store")

    def environment(self) -> dict[str, str]:
        """What makes Nix, and nixray, use this store and nothing of the user's."""
        return surroundings(self.room)

    def nix(self, program: str, *words: str, remote: bool = True) -> str:
        """What a command of the reference prints, speaking to this daemon (or past it)."""
        env = {**os.environ, **self.environment(), **({"NIX_REMOTE": self.uri} if remote else {})}
        done = subprocess.run(
            [str(self.programs / program), *words], env=env, capture_output=True, check=True, timeout=300
        )
        return done.stdout.decode().rstrip("\n")

    def stop(self) -> None:
        """End it and what it started: handlers of connections and builders are in sessions of their own."""
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those started by them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def surroundings(room: Path) -> dict[str, str]:
    """The environment for a store below a folder."""
    folders = {"STORE_DIR": "store", "STATE_DIR": "state", "LOG_DIR": "log", "CONF_DIR": "conf"}
    return {
        **{f"NIX_{name}": str(room / folder) for name, folder in folders.items()},
        "NIX_USER_CONF_FILES": "",
        "NIX_DAEMON_SOCKET_PATH": str(room / "socket"),
    }


def programs(version: str) -> Path:
    """The folder with the Nix commands of a version; the test is skipped where it is not installed."""
    if version == "2.8":
        folder = Path("/usr/bin")
    else:
        given = reference_program()
        folder = Path(given).parent if given else Path("/nonexistent")
    daemon = folder / "nix-daemon"
    installed = subprocess.check_output([daemon, "--version"], text=True) if daemon.exists() else ""
    if f" {version}." not in installed:
        pytest.skip(f"the nix-daemon of Nix {version} is not installed")
    return folder


def start(version: str, room: Path) -> Daemon:
    """Start a daemon, wait until it listens, and have it make its store: two first visitors at the same time would
    both have it do so, and one of them is hung up on."""
    folder = programs(version)
    for name in ("store", "state", "log", "conf"):
        (room / name).mkdir(parents=True)
    # Nix 2.8 takes an empty build-hook for a program to run.
    hook = "" if version == "2.8" else "build-hook =\n"
    (room / "conf" / "nix.conf").write_text(_CONFIGURATION + hook + "builders =\n")
    with open(room / "daemon.log", "wb") as log:
        process = subprocess.Popen(
            [str(folder / "nix-daemon")],
            env={**os.environ, **surroundings(room)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    daemon = Daemon(version, folder, room, process)
    for _ in range(600):
        if (room / "socket").exists():
            daemon.nix("nix-store", "--verify")
            return daemon
        if process.poll() is not None:
            break
        time.sleep(0.05)
    daemon.stop()
    raise AssertionError("the daemon does not start: " + (room / "daemon.log").read_text())
