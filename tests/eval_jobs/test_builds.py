"""Attributes that read what has to be built first, with a real daemon: they wait, others go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.builds import Builds
from eval_jobs.looking import Task
from eval_jobs.schedule import Schedule
from evaluator.store.objects import Built
from tests.cli.command import Ran, nixray
from tests.store import daemons
from tests.store.daemons import Daemon

HEAD = """
let
  sh = name: script: derivation {
    inherit name; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" script ];
  };
in
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon for the tests of this file."""
    made = daemons.start("2.34", tmp_path_factory.mktemp("jobs"))
    yield made
    made.stop()


def jobs(daemon: Daemon, expression: str, *words: str) -> tuple[dict[str, dict[str, Any]], Ran]:
    """The lines of `nixray jobs` by attribute, in the order they came."""
    ran = nixray(
        "jobs", "-E", HEAD + expression, "--no-ledger", *words, **daemon.environment(), NIX_REMOTE=daemon.uri
    )
    assert ran.status == 0, ran.err
    rows = [json.loads(line) for line in ran.out.splitlines()]
    return {row["attr"]: row for row in rows}, ran


def test_builds_at_the_same_time(daemon: Daemon, tmp_path: Path) -> None:
    """As many builds run as are allowed, while attributes that need none are evaluated; each of these builds
    ends only when all four have begun."""
    meet = "&& ".join(f"test -e {tmp_path}/w{n} " for n in "1234")
    rows, ran = jobs(
        daemon,
        f"""
        builtins.listToAttrs (map (n: {{
          name = "a${{n}}";
          value = sh (builtins.readFile (
            sh "w${{n}}" "echo > {tmp_path}/w${{n}}; until {meet}; do :; done; printf w${{n}} > $out"
          )) "";
        }}) [ "1" "2" "3" "4" ]) // {{ plain = sh "plain" ""; }}""",
        "--max-jobs",
        "4",
        "--workers",
        "1",
    )
    assert {name: row.get("name") for name, row in rows.items()} == {
        "plain": "plain",
        **{f"a{n}": f"w{n}" for n in "1234"},
    }, ran.err
    assert next(iter(rows)) == "plain"


def test_thunks_stand_while_waiting(daemon: Daemon) -> None:
    """What was computed before the build is not computed again, and what was written is there."""
    rows, ran = jobs(
        daemon,
        """{
          job = let before = builtins.trace "computed" "early"; made = sh "made" "echo ${before} > $out"; in
            sh "late" (builtins.seq before (builtins.readFile made));
        }""",
    )
    assert ran.err.count("computed") == 1
    drv = rows["job"]["drvPath"]
    assert '"early\\n"' in Path(drv).read_text()
    assert daemon.nix("nix-store", "-q", "--references", drv) == ""


def test_root_that_is_built(daemon: Daemon) -> None:
    """The root may come from a build; the workers that go on from there have connections of their own."""
    rows, ran = jobs(
        daemon,
        """let
          names = import (sh "names" "echo '[ \\"a\\" \\"b\\" \\"c\\" ]' > $out");
        in builtins.listToAttrs (map (n: {
          name = n; value = sh "job-${n}" (builtins.readFile (sh "text-${n}" "echo ${n} > $out"));
        }) names)""",
        "--workers",
        "2",
        "--max-jobs",
        "2",
    )
    assert {name: row.get("name") for name, row in rows.items()} == {n: f"job-{n}" for n in "abc"}, ran.err


def test_failed_builds_are_records(daemon: Daemon) -> None:
    """A failed build fails the attributes that need it, with the tail of the log, and nothing else."""
    rows, _ = jobs(
        daemon,
        """let bad = sh "bad" "echo the reason; exit 3"; in {
          one = import bad; two = sh "two" (builtins.readFile bad); fine = sh "fine" "";
        }""",
    )
    assert "drvPath" in rows["fine"]
    for name in ("one", "two"):
        assert "> the reason" in rows[name]["error"]
        assert rows[name]["nixray"]["kind"] == "build"


def test_no_import_from_derivation(daemon: Daemon, tmp_path: Path) -> None:
    """It can be forbidden; without instantiation nothing is written, and so nothing can be built."""
    expression = '{ x = import (sh "forbidden" "echo 1 > $out"); y = sh "unwritten" ""; }'
    rows, _ = jobs(daemon, expression, "--no-import-from-derivation")
    assert "'allow-import-from-derivation' is disabled" in rows["x"]["error"]
    rows, _ = jobs(daemon, expression.replace("unwritten", "never"), "--no-instantiate")
    assert "is not valid" in rows["x"]["error"]
    assert not Path(rows["y"]["drvPath"]).exists()
    rows, _ = jobs(daemon, expression, "--gc-roots-dir", str(tmp_path / "roots"))
    drv = Path(rows["y"]["drvPath"])
    assert (tmp_path / "roots" / drv.name).resolve() == drv


class OneStore:
    """A store that builds what it is told to."""

    writable = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def build(self, targets: list[str]) -> list[Built]:
        self.asked += targets
        return [Built(target, "built", "", {}, 0) for target in targets]


def test_shared_targets_are_built_once() -> None:
    """Two who wait for the same build get the same answer, and a third one gets it at once."""
    store = OneStore()
    builds = Builds(lambda: store, 1)  # type: ignore[arg-type,return-value]  # all that a builder needs
    builds.want("a", ("x!out", "y!out"))
    builds.want("b", ("x!out",))
    got: dict[object, tuple[Built, ...]] = {}
    while len(got) < 2:
        got.update(builds.finished())
    builds.want("c", ("x!out",))
    got.update(builds.finished())
    assert sorted(store.asked) == ["x!out", "y!out"]
    assert got["b"] == got["c"] == (Built("x!out", "built", "", {}, 0),)
    assert len(got["a"]) == 2
    assert builds.queued == builds.running == 0


def test_parked_tasks_go_back_to_their_worker() -> None:
    """A parked task goes on where it was; when that worker has gone, anybody takes it."""
    schedule = Schedule(2, 1 << 30, 1 << 30)
    one, two = Task(("one",), False), Task(("two",), False)
    schedule.add([one, two])
    schedule.hired(1, 10)
    schedule.hired(2, 10)
    assert dict(schedule.assignments(0.0)) == {1: one, 2: two}
    assert schedule.parked(1, 10, 0.0) == one
    assert schedule.parked(2, 10, 0.0) == two
    assert schedule.unfinished == 2
    again = one._replace(builds=(Built("x!out", "built", "", {}, 0),))
    schedule.resumed(one, again)
    assert list(schedule.assignments(0.0)) == [(1, again)]
    assert schedule.answered(1, 10, 0.0) == again
    schedule.died(2)
    schedule.resumed(two, two)
    assert list(schedule.assignments(0.0)) == [(1, two)]
    assert schedule.answered(1, 10, 0.0) == two
    assert schedule.unfinished == 0
