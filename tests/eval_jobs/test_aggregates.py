"""Aggregate jobs that name other jobs, with a real daemon and real Nix as the judge of what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.eval_jobs.test_builds import HEAD, jobs
from tests.store import daemons
from tests.store.daemons import Daemon

SET = """
let
  part = name: sh name "echo ${name} > $out";
  aggregate = constituents: more: derivation ({
    name = "all"; system = "s"; builder = "/b"; _hydraAggregate = true; inherit constituents;
  } // more);
  uses = name: drv:
    builtins.appendContext name { ${builtins.unsafeDiscardStringContext drv.drvPath}.outputs = [ "out" ]; };
in
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon for the tests of this file."""
    made = daemons.start("2.34", tmp_path_factory.mktemp("aggregates"))
    yield made
    made.stop()


def rows_of(daemon: Daemon, expression: str, *words: str) -> dict[str, dict[str, Any]]:
    """The lines by attribute."""
    return jobs(daemon, SET + expression, "--constituents", *words)[0]


def test_named_constituents_become_inputs(daemon: Daemon) -> None:
    """The derivation is what the reference makes of one that depends on the jobs, under the same names."""
    rows = rows_of(
        daemon,
        """{
          all = aggregate [ "a" "sub.b" ] { }; a = part "a"; sub = { recurseForDerivations = true; b = part "b"; };
        }""",
    )
    direct = HEAD + SET + 'let a = part "a"; b = part "b"; in aggregate [ (uses "a" a) (uses "sub.b" b) ] { }'
    assert rows["all"]["drvPath"] == daemon.nix("nix-instantiate", "-E", direct)
    assert rows["all"]["constituents"] == [rows["a"]["drvPath"], rows["sub.b"]["drvPath"]]
    assert Path(rows["all"]["drvPath"]).exists()
    assert list(rows)[-1] == "all"


def test_patterns_name_many(daemon: Daemon) -> None:
    """With `_hydraGlobConstituents` names are patterns over the jobs of the run."""
    rows = rows_of(
        daemon,
        """{
          all = aggregate [ "t-*" ] { _hydraGlobConstituents = true; };
          t-1 = part "x"; t-2 = part "y"; o = part "o";
        }""",
    )
    assert rows["all"]["constituents"] == [rows["t-1"]["drvPath"], rows["t-2"]["drvPath"]]


def test_aggregates_of_aggregates(daemon: Daemon) -> None:
    """What an aggregate names is resolved before it; a cycle is an error of its members only."""
    rows = rows_of(
        daemon,
        """{
          outer = aggregate [ "inner" ] { }; inner = aggregate [ "a" ] { }; a = part "a";
          one = aggregate [ "two" ] { }; two = aggregate [ "one" ] { };
        }""",
    )
    assert rows["outer"]["constituents"] == [rows["inner"]["drvPath"]]
    assert "constituent of itself" in rows["one"]["error"]
    assert "constituent of itself" in rows["two"]["error"]


def test_missing_and_failing_constituents(daemon: Daemon) -> None:
    """Both are errors of the aggregate, which say which."""
    rows = rows_of(daemon, '{ all = aggregate [ "a" "nowhere" "bad" ] { }; a = part "a"; bad = throw "it is bad"; }')
    assert "nowhere: does not exist" in rows["all"]["error"]
    assert "bad: it is bad" in rows["all"]["error"]


def test_without_a_store_names_stay(daemon: Daemon) -> None:
    """Where nothing is written nothing can be written again, and that is said."""
    expression = SET + '{ all = aggregate [ "a" ] { }; a = part "a"; }'
    rows, ran = jobs(daemon, expression, "--constituents", "--no-instantiate")
    assert rows["all"]["namedConstituents"] == ["a"]
    assert rows["all"]["constituents"] == []
    assert "no derivations are written" in ran.err
