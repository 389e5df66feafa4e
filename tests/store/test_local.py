"""A store on this machine read without a daemon: what the reference says of it, and databases that cannot be read."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from evaluator.errors import StoreFailure
from evaluator.store import local
from evaluator.store.local import LocalStore

PROGRAM = """derivation {
  name = "made"; system = builtins.currentSystem; builder = "/bin/sh"; outputs = [ "out" "more" ];
  args = [ "-c" "echo ${builtins.toFile "text" "words"} $out > $out; echo > $more" ];
}"""


@pytest.fixture
def made(reference: str, tmp_path: Path) -> tuple[str, LocalStore, Path]:
    """A path that the reference built, its store as we see it, and the database."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "nix.conf").write_text("build-users-group =\nsandbox = false\nsubstituters =\nbuild-hook =\n")
    program = Path(reference).with_name("nix-build")
    built = subprocess.run(
        [str(program), "--no-out-link", "-E", PROGRAM], env=around(tmp_path), capture_output=True, text=True, check=True
    )
    store = LocalStore(str(tmp_path / "store"), str(tmp_path / "store"), str(tmp_path / "var"))
    return built.stdout.strip(), store, tmp_path / "var" / "db" / "db.sqlite"


def around(room: Path) -> dict[str, str]:
    """The environment of the reference."""
    names = {"NIX_STORE_DIR": "store", "NIX_STATE_DIR": "var", "NIX_LOG_DIR": "log", "NIX_CONF_DIR": "etc"}
    return {**os.environ, **{name: str(room / folder) for name, folder in names.items()}, "HOME": str(room)}


def test_what_is_known_of_a_path(made: tuple[str, LocalStore, Path], reference: str, tmp_path: Path) -> None:
    """All that `nix path-info` tells, of everything in the closure and of the derivation."""
    path, store, _ = made
    info = store.path_info(path)
    assert info is not None
    command = [str(Path(reference).with_name("nix")), "--extra-experimental-features", "nix-command"]
    words = [*command, "path-info", "--json", "--json-format", "1", "--recursive", path, info.deriver]
    told = json.loads(subprocess.run(words, env=around(tmp_path), capture_output=True, check=True).stdout)
    assert len(told) >= 3
    for name, theirs in told.items():
        ours = store.path_info(name)
        assert ours is not None
        assert ours.nar_hash.sri() == theirs["narHash"] and ours.nar_size == theirs["narSize"]
        assert sorted(ours.references) == sorted(theirs["references"])
        assert (ours.deriver or None, ours.content_address or None) == (theirs["deriver"], theirs["ca"])
        assert ours.registered == theirs["registrationTime"] and ours.ultimate == theirs["ultimate"]
        assert list(ours.signatures) == theirs["signatures"]
    assert store.valid_paths([path, f"{path}-not"]) == {path}
    assert store.path_info(f"{path}-not") is None
    assert store.output_map(info.deriver)["out"] == path and set(store.output_map(info.deriver)) == {"out", "more"}


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "it is not there"), (b"garbage" * 99, "not a database"), (b"", "no such table")]
)
def test_a_database_that_is_none(content: bytes | None, problem: str, made: tuple[str, LocalStore, Path]) -> None:
    """One error, which names the file and what is wrong with it."""
    path, store, database = made
    for file in database.parent.glob("db.sqlite*"):
        file.unlink()
    if content is not None:
        database.write_bytes(content)
    with pytest.raises(StoreFailure, match=problem) as failure:
        store.path_info(path)
    assert str(database) in str(failure.value)
    assert database.exists() == (content is not None)


def test_a_locked_database(made: tuple[str, LocalStore, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who writes does no harm; one who lets nobody read is told of, after a while."""
    path, store, database = made
    monkeypatch.setattr(local, "_PATIENCE", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert store.path_info(path) is not None
        other.execute("rollback")
        other.execute("pragma journal_mode = delete")
        other.execute("begin exclusive")
        with pytest.raises(StoreFailure, match="database is locked"):
            store.path_info(path)
    assert store.path_info(path) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user for a while")
def test_a_store_of_somebody_else(made: tuple[str, LocalStore, Path]) -> None:
    """Who may read a database, but make nothing beside it, reads it all the same."""
    path, store, database = made
    with closing(sqlite3.connect(database)) as whole, tempfile.TemporaryDirectory() as room:
        whole.execute("pragma wal_checkpoint(truncate)")
        (Path(room) / "db").mkdir()
        shutil.copy(database, Path(room) / "db" / "db.sqlite")
        Path(room).chmod(0o755)
        other = LocalStore(path.rpartition("/")[0], path.rpartition("/")[0], room)
        os.seteuid(65534)
        try:
            info = other.path_info(path)
        finally:
            os.seteuid(0)
    assert info == store.path_info(path)
