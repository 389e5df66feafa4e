"""Daemons that answer wrongly, late, or not at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evaluator.errors import EvalError, StoreFailure, Trouble
from evaluator.store.daemon import wire
from evaluator.store.daemon.channel import Channel
from evaluator.store.daemon.connection import Connection
from evaluator.store.daemon.wire import number, text, texts
from evaluator.store.opening import BadStore, Surroundings, open_store

Serve = Callable[..., str]

GREETING = number(0x6478696F) + number(0x126) + texts([]) + text("fake") + number(1) + number(0x616C7473)
OPTIONS = number(0x616C7473)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start a server that sends some bytes to whoever comes, and then hangs up or stays silent."""
    servers = []

    def start(answer: bytes, stay: bool = False) -> str:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "socket"))
        server.listen()
        servers.append(server)
        kept = []

        def run() -> None:
            client, _ = server.accept()
            client.sendall(answer)
            kept.append(client)
            if not stay:
                client.shutdown(socket.SHUT_WR)
                while client.recv(1 << 16):
                    pass
                client.close()

        threading.Thread(target=run, daemon=True).start()
        return f"unix://{tmp_path}/socket"

    yield start
    for server in servers:
        server.close()


def valid(address: str) -> set[str]:
    """Ask the store at an address something simple."""
    return open_store(address, Surroundings("/nix/store", {})).valid_paths(["/nix/store/x"])


@pytest.mark.parametrize(
    ("answer", "trouble", "message"),
    [
        (b"HTTP/1.0 400 no\r\n", Trouble.MALFORMED, "is no nix-daemon"),
        (number(0x6478696F) + number(0x115), Trouble.REFUSED, r"speaks version 1\.21 .* at least 1\.34"),
        (GREETING[:30], Trouble.DIED, "the connection to .* was lost: it ended in the middle of an answer"),
        (b"", Trouble.DIED, "the connection to .* was lost: it closed the connection"),
        (GREETING + OPTIONS + number(5), Trouble.MALFORMED, "malformed answer: a message of kind 0x5"),
        (GREETING + OPTIONS + OPTIONS + number(1 << 60), Trouble.MALFORMED, "a list of length 1152921504606846976"),
        (
            GREETING + OPTIONS + OPTIONS + number(1) + number(1) + b"a1234567",
            Trouble.MALFORMED,
            "padding that is not zero",
        ),
        (
            GREETING
            + OPTIONS
            + number(0x63787470)
            + text("Error")
            + number(0)
            + text("Error")
            + text("\x1b[31merror:\x1b[0m writing to file: No space left on device")
            + number(0) * 2,
            Trouble.FULL,
            "^the store is full: writing to file: No space left on device",
        ),
    ],
)
def test_wrong_answers(serve: Serve, answer: bytes, trouble: Trouble, message: str) -> None:
    """Each is one clear error of its kind."""
    with pytest.raises(StoreFailure, match=message) as caught:
        valid(serve(answer))
    assert caught.value.trouble is trouble


def test_reported_errors(serve: Serve) -> None:
    """What a daemon reports is an error of the program, with the reference's text."""
    error = number(0x63787470) + text("Error") + number(0) + text("Error") + text("path 'x' is bad")
    trace = number(0) + number(1) + number(0) + text("while asking")
    with pytest.raises(EvalError, match=r"^path 'x' is bad$"):
        valid(serve(GREETING + OPTIONS + error + trace))


def test_silence(tmp_path: Path) -> None:
    """A daemon that says nothing counts as gone after a while."""
    ours, theirs = socket.socketpair()
    descriptor = ours.detach()
    with pytest.raises(StoreFailure, match=r"^the daemon has not answered for 0\.3 seconds$") as caught:
        Connection(Channel(descriptor, descriptor, "the daemon", 0.3))
    assert caught.value.trouble is Trouble.TIMEOUT
    theirs.close()


def test_talk_while_listening() -> None:
    """A daemon that writes more than the pipe holds before it reads does not block the client."""
    ours, theirs = socket.socketpair()
    descriptor = ours.detach()
    channel = Channel(descriptor, descriptor, "the daemon", 20)

    def talk() -> None:
        theirs.sendall(b"x" * 3_000_000)
        left = 3_000_000
        while left:
            left -= len(theirs.recv(1 << 16))

    thread = threading.Thread(target=talk)
    thread.start()
    channel.send(b"y" * 3_000_000)
    assert channel.receive(3_000_000) == b"x" * 3_000_000
    thread.join()
    channel.close()
    theirs.close()


def test_texts() -> None:
    """Byte strings are padded to eight."""
    assert wire.text("abc") == b"\x03\0\0\0\0\0\0\0abc\0\0\0\0\0"
    assert wire.mapping({"b": "", "a": "12345678"})[8:32] == wire.text("a") + number(8)


def test_addresses() -> None:
    """Without a daemon there is the store that only computes; what is no store is refused."""
    nowhere = Surroundings("/nix/store", {"NIX_STATE_DIR": "/nonexistent"})
    assert open_store("auto", nowhere).uri == "dummy://"
    assert open_store("auto", nowhere._replace(environment={"NIX_REMOTE": "unix:///x"})).uri == "unix:///x"
    with pytest.raises(StoreFailure, match="cannot connect to the nix-daemon at '/x': No such file or directory"):
        valid("unix:///x")
    with pytest.raises(StoreFailure, match="writing to it is not supported by store 'dummy://'"):
        open_store("dummy://", nowhere).add([])
    with pytest.raises(BadStore, match="don't know how to open Nix store 's3://bucket'"):
        open_store("s3://bucket", nowhere)
    with pytest.raises(StoreFailure, match=r"cannot read the database of store 'local.real=/gone/nix/store'"):
        open_store("/gone", nowhere).path_info("/nix/store/x")
