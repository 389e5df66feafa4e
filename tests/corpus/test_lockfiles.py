"""Lock files turned into Nix by a derivation and imported, with sources from a server on the loopback."""

from __future__ import annotations

import json
import os
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluator.store.opening import Surroundings, open_store
from tests.cli.command import nixray
from tests.conftest import ROOT
from tests.fetching.servers import Server, content, serving
from tests.store import daemons
from tests.store.daemons import Daemon

EXAMPLE = ROOT / "corpus" / "lockfiles"
EXPECTED = {
    "cargo": {"itoa-1.0.9": "the crate itoa\n", "ryu-1.0.17": "the crate ryu\n"},
    "npm": {"left-pad-1.3.0": "the module left-pad\n", "@scope+util-2.0.1": "the module @scope/util\n"},
    "composer": {"vendor+log-3.0.2": "the library vendor/log\n"},
}


@pytest.fixture
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon with an empty store."""
    made = daemons.start("2.34", tmp_path_factory.mktemp("locks"))
    yield made
    made.stop()


@pytest.fixture
def registry() -> Iterator[Server]:
    """A server with the packages, and nothing else."""
    folder = EXAMPLE / "registry"
    files = [file for file in folder.rglob("*") if file.is_file()]
    with serving({f"/{file.relative_to(folder)}": content(file.read_bytes()) for file in files}) as server:
        yield server


def test_lock_files(daemon: Daemon, registry: Server) -> None:
    """Each lock file becomes a derivation with all its sources; the reference makes the same of it."""
    python = os.path.realpath(sys.executable)
    arguments = ["--argstr", "registry", registry.url, "--argstr", "python", python]
    words = ["jobs", str(EXAMPLE), *arguments, "--no-ledger", "--max-jobs", "3"]
    ran = nixray(*words, **daemon.environment(), NIX_REMOTE=daemon.uri)
    rows = {row["attr"]: row for row in map(json.loads, ran.out.splitlines())}
    assert set(rows) == set(EXPECTED), ran.err
    drvs = {name: row.get("drvPath", row.get("error")) for name, row in rows.items()}
    assert not registry.asked
    for name, drv in drvs.items():
        theirs = daemon.nix("nix-instantiate", str(EXAMPLE), *arguments, "-A", name)
        assert theirs.splitlines()[-1] == drv
    store = open_store(daemon.uri, Surroundings(daemon.store_dir, daemon.environment()))
    results = store.build([f"{drv}!out" for drv in drvs.values()])
    assert all(result.good for result in results), results
    for name, packages in EXPECTED.items():
        folder = Path(store.output_map(drvs[name])["out"])
        assert {file.name: readme(file) for file in folder.iterdir()} == packages
    assert len(registry.asked) == 5
    store.close()


def readme(archive: Path) -> str:
    """The only file of an archive."""
    with tarfile.open(archive) as tar:
        (member,) = tar.getmembers()
        file = tar.extractfile(member)
        assert file is not None
        return file.read().decode()
