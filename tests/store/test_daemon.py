"""The worker protocol against real daemons of the oldest and the newest version."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from evaluator.errors import EvalError, Kind, StoreFailure, Trouble
from evaluator.store import nar, paths
from evaluator.store.daemon.client import DaemonStore
from evaluator.store.hashes import hash_bytes
from evaluator.store.local import LocalStore
from evaluator.store.objects import Event
from evaluator.store.opening import Surroundings, open_store
from tests.store.daemons import Daemon

BUILDER = 'builder = "/bin/sh"; system = builtins.currentSystem;'


def opened(daemon: Daemon, address: str | None = None, **environment: str) -> DaemonStore:
    """The store of a daemon."""
    around = Surroundings(daemon.store_dir, {**os.environ, **daemon.environment(), **environment})
    store = open_store(address or daemon.uri, around)
    assert isinstance(store, DaemonStore)
    return store


def instantiated(daemon: Daemon, expression: str) -> str:
    """The `.drv` path of a derivation that the reference writes."""
    return daemon.nix("nix-instantiate", "-E", expression)


def test_text_and_trees(daemon: Daemon, tmp_path: Path) -> None:
    """What is added is where it was computed to be, and is what the reference then knows of it."""
    store = opened(daemon)
    added = store.add_text("note", b"hello")
    assert added.path == paths.text_path(daemon.store_dir, b"hello", (), "note")
    assert Path(added.path).read_bytes() == b"hello"
    referring = store.add_text("other", added.path.encode(), [added.path])
    assert referring.references == (added.path,)
    assert daemon.nix("nix-store", "-q", "--references", referring.path) == added.path

    tree = tmp_path / "tree"
    (tree / "below").mkdir(parents=True)
    (tree / "below" / "file").write_bytes(b"x" * 300_000)
    (tree / "run").write_text("#!/bin/sh\n")
    (tree / "run").chmod(0o755)
    (tree / "link").symlink_to("run")
    copied = store.add_tree("tree", lambda sink: nar.dump(str(tree), sink))
    assert copied.nar_hash == nar.hash_tree(str(tree)) == nar.hash_tree(copied.path)
    flat = store.add_flat("flat", lambda sink: sink(b"flat"))
    assert flat.path == paths.fixed_output_path(daemon.store_dir, paths.FLAT, hash_bytes("sha256", b"flat"), "flat")
    known = store.path_info(copied.path)
    assert known is not None and known.content_address.startswith("fixed:r:sha256:")
    assert store.path_info(added.path[:-1] + "x") is None
    assert store.valid_paths([added.path, added.path + "x"]) == {added.path}
    assert store.substitutable([added.path + "x"]) == set()
    store.fetch(copied.path, str(tmp_path / "copy"))
    assert nar.hash_tree(str(tmp_path / "copy")) == copied.nar_hash
    assert store.verify(contents=True)
    store.close()


def test_local_database_says_the_same(daemon: Daemon) -> None:
    """The read-only reader of a local store knows what the daemon knows."""
    store = opened(daemon)
    one = store.add_text("one", b"1")
    two = store.add_text("two", one.path.encode(), [one.path])
    around = Surroundings(daemon.store_dir, daemon.environment())
    local = open_store(f"local?real={daemon.store_dir}&state={daemon.room / 'state'}", around)
    assert isinstance(local, LocalStore)
    assert local.path_info(two.path) == store.path_info(two.path)
    assert local.valid_paths([one.path, two.path, one.path + "x"]) == {one.path, two.path}
    assert local.real_path(one.path) == one.path
    with pytest.raises(StoreFailure, match="is not supported by store 'local'"):
        local.add([])
    store.close()


def test_building(daemon: Daemon) -> None:
    """A build gives its outputs, and its log as it comes; what was built is known afterwards."""
    store = opened(daemon)
    drv = instantiated(
        daemon,
        f'derivation {{ name = "two"; outputs = [ "out" "dev" ]; {BUILDER}'
        ' args = [ "-c" "echo first; echo second; echo o > $out; echo d > $dev" ]; }',
    )
    assert store.missing([f"{drv}!out"]).to_build == (drv,)
    events: list[Event] = []
    (built,) = store.build([f"{drv}!*"], events.append)
    assert built.good and built.status == "built"
    assert [event.text for event in events if event.what == "log"] == ["first", "second"]
    assert all(event.subject == drv for event in events if event.what in ("log", "build", "end"))
    outputs = store.output_map(drv)
    assert sorted(outputs) == ["dev", "out"]
    assert {name: Path(path).read_text() for name, path in outputs.items()} == {"out": "o\n", "dev": "d\n"}
    assert store.build([f"{drv}!out"])[0].status == "already-valid"
    store.close()


def test_content_addressed_outputs(daemon: Daemon) -> None:
    """Only the build of a content-addressed derivation tells its path."""
    store = opened(daemon)
    drv = instantiated(
        daemon,
        f'derivation {{ name = "ca"; {BUILDER} __contentAddressed = true; args = [ "-c" "echo ca > $out" ]; }}',
    )
    assert store.output_map(drv) == {}
    (built,) = store.build([f"{drv}!out"])
    assert Path(built.outputs["out"]).read_text() == "ca\n"
    assert store.output_map(drv) == built.outputs
    store.close()


def test_failed_builds(daemon: Daemon) -> None:
    """A failure is a result with the reason; a refusal is an error, and the store stays usable."""
    store = opened(daemon)
    bad = instantiated(daemon, f'derivation {{ name = "bad"; {BUILDER} args = [ "-c" "echo why; exit 3" ]; }}')
    above = instantiated(
        daemon,
        f'derivation {{ name = "above"; {BUILDER} bad = derivation {{ name = "bad"; {BUILDER}'
        ' args = [ "-c" "echo why; exit 3" ]; }; }',
    )
    results = {result.target: result for result in store.build([f"{bad}!out", f"{above}!out"])}
    assert not results[f"{bad}!out"].good
    assert "failed with exit code 3" in results[f"{bad}!out"].message
    assert results[f"{above}!out"].status == "dependency-failed"
    with pytest.raises(EvalError) as caught:
        store.path_info("/elsewhere/x")
    assert caught.value.kind is Kind.STORE
    assert store.add_text("after", b"")
    store.close()


def test_roots(daemon: Daemon, tmp_path: Path) -> None:
    """Temporary roots are held, and a symlink outside of the store is one for good."""
    store = opened(daemon)
    path = store.add_text("rooted", b"r").path
    store.add_temporary_root(path)
    link = tmp_path / "result"
    link.symlink_to(path)
    store.add_indirect_root(str(link))
    assert store.roots()[str(link)] == path
    store.ensure(path)
    store.close()


def test_through_a_pipe(daemon: Daemon, tmp_path: Path) -> None:
    """`ssh-ng://` is the same protocol through a program's pipes, and its files are copied to be read."""
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift\nexec "$@"\n')
    ssh.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    before = os.environ.copy()
    os.environ.update(daemon.environment(), PATH=path)
    try:
        store = opened(daemon, f"ssh-ng://machine?remote-program={daemon.programs / 'nix-daemon'}")
        added = store.add_text("far", b"away").path
        copy = store.real_path(added)
        assert copy != added and Path(copy).read_bytes() == b"away"
        assert store.connection().daemon.startswith(daemon.version)
        store.close()
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert not Path(copy).exists()


def test_daemon_death(own_daemon: Daemon) -> None:
    """A daemon that dies during a build ends the wait with a clear error."""
    store = opened(own_daemon)
    drv = instantiated(
        own_daemon,
        f'derivation {{ name = "slow"; {BUILDER} args = [ "-c" "echo up; /bin/sleep 60" ]; }}',
    )
    up = threading.Event()

    def stop() -> None:
        up.wait(60)
        own_daemon.stop()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(StoreFailure) as caught:
        store.build([f"{drv}!out"], lambda event: up.set() if event.what == "log" else None)
    thread.join()
    assert caught.value.trouble is Trouble.DIED
    assert "was lost" in str(caught.value)
    with pytest.raises(StoreFailure, match=r"cannot connect to the nix-daemon at .*: Connection refused"):
        store.add_text("after", b"")
    store.close()
