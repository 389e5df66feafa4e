"""Runs on a dask cluster: a real scheduler and real worker processes on this machine, one of them killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.recording import PACKAGES
from eval_jobs.distributed.bundle import pack, unpack
from eval_jobs.distributed.engine import EngineUnusable, dask_address
from tests.cli.command import ROOT, environment, nixray, words
from tests.cli.test_jobs import lines
from tests.cli.test_runs import told

distributed = pytest.importorskip("distributed", reason="the optional part nixray[distributed] is not installed")


class Cluster:
    """A scheduler on a free port of the loopback address, and as many workers as are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = environment(PYTHONPATH=str(ROOT), NIXRAY_CACHE_DIR=str(folder / "cache"))
        line = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"]
        self._scheduler = self._start(line)
        self.workers: list[subprocess.Popen[bytes]] = []
        assert self._scheduler.stderr is not None
        found = None
        while found is None:
            text = self._scheduler.stderr.readline()
            assert text, "the scheduler ended"
            found = re.search(rb"Scheduler at:\s+tcp://(127\.0\.0\.1:\d+)", text)
        self.address = found[1].decode()
        threading.Thread(target=self._scheduler.stderr.read, daemon=True).start()

    @property
    def engine(self) -> str:
        return f"dask://{self.address}"

    def grow(self, workers: int) -> None:
        """Start workers until there are that many, and wait for them."""
        while len(self.workers) < workers:
            line = ["worker", f"tcp://{self.address}", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            started = self._start([*line, "--host", "127.0.0.1", "--local-directory", str(self._folder)])
            threading.Thread(target=started.stderr.read, daemon=True).start()  # type: ignore[union-attr]
            self.workers.append(started)
        with distributed.Client(f"tcp://{self.address}", set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)

    def close(self) -> None:
        for process in [*self.workers, self._scheduler]:
            process.kill()
            process.wait()

    def _start(self, line: list[str]) -> subprocess.Popen[bytes]:
        module = f"distributed.cli.dask_{line[0]}"
        return subprocess.Popen(
            [sys.executable, "-m", module, *line[1:]],
            env=self._settings,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all tests here: starting workers is what takes time."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def test_every_topology_gives_the_same_set(cluster: Cluster) -> None:
    """One, two and four workers, and this machine's own: identical records."""
    expected = sorted(map(told, lines(nixray("jobs", str(PACKAGES)).out)))
    assert len(expected) == 79
    for workers in (1, 2, 4):
        cluster.grow(workers)
        ran = nixray("jobs", str(PACKAGES), "--engine", cluster.engine)
        assert ran.status == 0, ran.err
        assert sorted(map(told, lines(ran.out))) == expected


def test_a_lost_worker_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """A worker is killed in the middle of the run; the others evaluate what it had."""
    cluster.grow(2)
    (tmp_path / "default.nix").write_text("""
      let many = builtins.genList (n: n) 100000;
          slow = n: builtins.foldl' (a: b: a + b) n (builtins.concatLists (builtins.genList (i: many) 10));
      in builtins.listToAttrs (builtins.genList (n: {
        name = "a${toString n}"; value = throw "v${toString (builtins.seq (slow n) n)}";
      }) 40)""")
    process = subprocess.Popen(
        words("jobs", str(tmp_path), "--engine", cluster.engine),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    lost = cluster.workers.pop()
    lost.kill()
    rest, err = process.communicate(timeout=240)
    lost.wait()
    assert process.returncode == 0, err
    rows = lines((first + rest).decode())
    assert sorted(map(told, rows)) == sorted((f"a{n}", f"v{n}") for n in range(40))


def test_paths_in_messages_are_those_of_the_sender(cluster: Cluster, tmp_path: Path) -> None:
    """What is evaluated elsewhere is told as if it were here; a root that fails is one message."""
    cluster.grow(1)
    (tmp_path / "default.nix").write_text("{ a = import ./missing.nix; b = throw (toString ./.); }")
    rows = {row["attr"]: row for row in lines(nixray("jobs", str(tmp_path), "--engine", cluster.engine).out)}
    assert str(tmp_path / "missing.nix") in rows["a"]["error"] and "sources" not in rows["a"]["error"]
    assert rows["b"]["nixray"]["message"] == str(tmp_path)
    ran = nixray("jobs", "-E", "1", "--engine", cluster.engine)
    message = "the root evaluates to a value of type 'int', not to a set of attributes"
    assert ran.status == 1 and ran.err == f"error: {message}\n"


def test_engines_that_are_none() -> None:
    """One message for what cannot be reached, and for what is no engine."""
    ran = nixray("jobs", "-E", "{ }", "--engine", "dask://127.0.0.1:9")
    assert ran.status == 1 and ran.err == "error: there is no dask scheduler at tcp://127.0.0.1:9\n"
    ran = nixray("jobs", "--flake", ".#a", "--engine", "dask://127.0.0.1:9")
    assert ran.status == 1 and "a flake cannot be evaluated on a cluster" in ran.err
    for text in ("slurm://x:1", "dask://x", "dask://:1", "dask://x:y"):
        with pytest.raises(EngineUnusable, match="write dask://HOST:PORT"):
            dask_address(text)
    assert dask_address("dask://[::1]:8786") == "tcp://[::1]:8786"


def test_bundles_are_addressed_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same content has the same name, links stay links, and a second unpacking finds the first."""
    monkeypatch.setenv("NIXRAY_CACHE_DIR", str(tmp_path / "cache"))
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a").write_text("x")
    (tree / "link").symlink_to("a")
    bundle = pack([tree])
    os.utime(tree / "a", (time.time(), 1))
    assert pack([tree]).digest == bundle.digest
    folder = unpack(bundle)
    moved = folder / tree.relative_to("/")
    assert (moved / "link").is_symlink() and (moved / "a").read_text() == "x"
    (moved / "mark").write_text("")
    assert unpack(bundle) == folder and (moved / "mark").exists()
    (tree / "a").write_text("y")
    assert pack([tree]).digest != bundle.digest
