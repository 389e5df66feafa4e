"""Stores by their addresses: `daemon`, `unix://…`, `ssh-ng://…`, `local`, `dummy://`, or a folder.

`auto` is what the environment has: NIX_REMOTE, else a daemon whose socket is there, else no store
at all, which is enough for everything that is only computed.
"""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from evaluator.errors import NixrayError, StoreFailure, Trouble
from evaluator.store.daemon.channel import Channel
from evaluator.store.daemon.client import DaemonStore, Options
from evaluator.store.daemon.connection import Connection
from evaluator.store.dummy import DummyStore
from evaluator.store.local import LocalStore
from evaluator.store.objects import Store
from evaluator.store.remote import RemoteStore

_GREETING_SECONDS = 30.0
_STATE_DIR = "/nix/var/nix"


class BadStore(NixrayError):
    """An address that names no store nixray knows."""


class Surroundings(NamedTuple):
    """What opening a store depends on: the store directory, the environment, what a daemon is told about
    building, and whether the user wants to stop."""

    store_dir: str
    environment: Mapping[str, str]
    options: Options | None = None
    cancelled: Callable[[], bool] = lambda: False


def open_store(address: str, around: Surroundings) -> Store:
    """The store at an address; a daemon is only called when something is asked of it. Raises BadStore."""
    address = resolved(address, around.environment)
    base, _, query = address.partition("?")
    parameters = {name: values[-1] for name, values in parse_qs(query).items()}
    if base in ("dummy", "dummy://"):
        return DummyStore()
    if base == "daemon":
        return _daemon(socket_path(around.environment), around)
    if base.startswith("unix://"):
        return _daemon(unquote(base.removeprefix("unix://")) or socket_path(around.environment), around)
    if base.startswith("ssh-ng://"):
        return _remote(base.removeprefix("ssh-ng://"), parameters, around)
    if base == "local" or base.startswith("local://") or base.startswith("/"):
        return _local(base, parameters, around)
    raise BadStore(
        f"don't know how to open Nix store '{address}'; "
        "known are daemon, unix://PATH, ssh-ng://HOST, local?root=FOLDER, a FOLDER, and dummy://"
    )


def resolved(address: str, environment: Mapping[str, str]) -> str:
    """The address itself, or for `auto` (or none) that of the store that the environment has."""
    if address not in ("", "auto"):
        return address
    remote = environment.get("NIX_REMOTE", "")
    if remote and remote != "auto":
        return remote
    return "daemon" if os.path.exists(socket_path(environment).encode("latin-1")) else "dummy://"


def socket_path(environment: Mapping[str, str]) -> str:
    """Where the machine's daemon listens."""
    given = environment.get("NIX_DAEMON_SOCKET_PATH")
    return given or environment.get("NIX_STATE_DIR", _STATE_DIR) + "/daemon-socket/socket"


def _daemon(path: str, around: Surroundings) -> DaemonStore:
    name = f"the nix-daemon at '{path}'"

    def connect() -> Connection:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            made.settimeout(_GREETING_SECONDS)
            made.connect(path.encode("latin-1"))
        except OSError as error:
            made.close()
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise StoreFailure(Trouble.UNREACHABLE, f"cannot connect to {name}: {reason}") from None
        descriptor = made.detach()
        return _greeted(Channel(descriptor, descriptor, name, _GREETING_SECONDS, around.cancelled))

    return DaemonStore(f"unix://{path}", connect, around.options)


def _greeted(channel: Channel) -> Connection:
    try:
        return Connection(channel)
    except BaseException:
        channel.close()
        raise


def _remote(host: str, parameters: Mapping[str, str], around: Surroundings) -> Store:
    """A store on another machine: the same protocol through `ssh HOST nix-daemon --stdio`."""
    name = f"the nix-daemon on '{host}'"
    if not host or host.startswith("-"):
        raise BadStore(f"'{host}' is no name of a machine")
    program = shlex.split(parameters.get("remote-program", "nix-daemon"))
    words = ["ssh", "-x", "-o", "BatchMode=yes", *shlex.split(around.environment.get("NIX_SSHOPTS", ""))]
    if "ssh-key" in parameters:
        words += ["-i", parameters["ssh-key"]]
    if parameters.get("compress") == "true":
        words.append("-C")
    words += [host, "--", *program, "--stdio"]
    processes: list[subprocess.Popen[bytes]] = []

    def connect() -> Connection:
        try:
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise StoreFailure(
                Trouble.UNREACHABLE, f"cannot connect to {name}: cannot run ssh: {error.strerror}"
            ) from None
        processes.append(process)
        assert process.stdin is not None and process.stdout is not None
        writer, reader = os.dup(process.stdin.fileno()), os.dup(process.stdout.fileno())
        process.stdin.close()
        process.stdout.close()
        return _greeted(Channel(reader, writer, name, _GREETING_SECONDS, around.cancelled))

    def end() -> None:
        for process in processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        processes.clear()

    return RemoteStore(f"ssh-ng://{host}", connect, end, around.options)


def _local(base: str, parameters: Mapping[str, str], around: Surroundings) -> LocalStore:
    root = parameters.get("root", "")
    if base.startswith("/"):
        root = base
    elif base.startswith("local://"):
        root = unquote(base.removeprefix("local://")) or root
    state = parameters.get("state") or (
        f"{root}{_STATE_DIR}" if root else around.environment.get("NIX_STATE_DIR", _STATE_DIR)
    )
    real = parameters.get("real") or f"{root.rstrip('/')}{around.store_dir}"
    return LocalStore(around.store_dir, real, state)
