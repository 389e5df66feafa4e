"""Runs that are kept: killed and resumed, repeated, compared, forgotten; and counts that add up."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from eval_jobs.error_kinds import without_value
from tests.cli.command import environment, nixray, words
from tests.cli.test_jobs import lines, wait_for, workers_of

MANY = """
builtins.listToAttrs (builtins.genList (n: {
  name = "a${toString n}";
  value =
    if n == 150 && builtins.getEnv "SLOW" == "1"
    then builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) a many) 0 many
    else if n == 150 then throw "quick"
    else if builtins.bitAnd n 1 == 0 then throw "even ${toString n}"
    else derivation { name = toString n; system = "s"; builder = "b"; };
}) 300)
"""
MANY = MANY.replace("builtins.listToAttrs", "let many = builtins.genList (n: n) 100000; in builtins.listToAttrs", 1)


def told(row: dict[str, Any]) -> tuple[str, str]:
    """What of a line has to be the same in every run."""
    return row["attr"], row.get("drvPath") or without_value(row["nixray"]["message"])


def test_a_killed_run_is_resumed(tmp_path: Path) -> None:
    """`kill -9` of the whole run: the resumed one prints every attribute once and evaluates only what is left."""
    ledger = str(tmp_path / "ledger")
    process = subprocess.Popen(
        words("jobs", "-E", MANY, "--workers", "2", "--ledger", ledger),
        env=environment(SLOW="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    for _ in range(200):
        process.stdout.readline()
    workers = workers_of(process.pid)
    process.kill()
    process.communicate(timeout=60)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    kept = sqlite3.connect(ledger).execute("SELECT count(*) FROM cells").fetchone()[0]
    assert 200 <= kept < 301
    # Only the variable that the killed run did not get to read may differ.
    ran = nixray("jobs", "-E", MANY, "--workers", "2", "--ledger", ledger, "--resume", "--item-timeout", "2", SLOW="1")
    assert ran.status == 0, ran.err
    rows = lines(ran.out)
    assert sorted(row["attr"] for row in rows) == sorted(f"a{n}" for n in range(300))
    assert [row["attr"] for row in rows if row["nixray"]["outcome"] == "timeout"] == ["a150"]
    cells = sqlite3.connect(ledger).execute("SELECT count(*) FROM cells").fetchone()[0]
    assert cells == 301, "something was evaluated twice"
    again = nixray("jobs", "-E", MANY, "--ledger", ledger, "--resume")
    assert again.status == 1 and "no unfinished run" in again.err


def test_nothing_is_evaluated_twice(tmp_path: Path) -> None:
    """A second run prints the same without evaluating; what changes an answer makes it evaluate again."""
    source = tmp_path / "source" / "default.nix"
    source.parent.mkdir()
    source.write_text(MANY)
    ledger = str(tmp_path / "ledger")

    def run(**variables: str) -> list[tuple[str, str]]:
        ran = nixray("jobs", str(source), "--ledger", ledger, **variables)
        assert ran.status == 0, ran.err
        return sorted(map(told, lines(ran.out)))

    first = run()
    assert run() == first and len(first) == 300
    assert run(OTHER="1") == first and cells(ledger) == 301
    assert run(SLOW="0") == first and cells(ledger) == 602, "a variable that was read has another value"
    source.write_text(MANY + " # touched")
    assert run() == first and cells(ledger) == 903


def cells(ledger: str) -> int:
    """How many looks a ledger keeps."""
    return int(sqlite3.connect(ledger).execute("SELECT count(*) FROM cells").fetchone()[0])


def test_runs_are_listed_shown_compared_and_forgotten(tmp_path: Path) -> None:
    """The whole life of runs by command line."""
    ledger = ("--ledger", str(tmp_path / "ledger"))
    assert "no ledger yet" in nixray("runs", *ledger, "list").err
    for text in ("{ a = throw 1; b = throw 1; }", '{ a = throw "1"; c = throw "2"; }'):
        nixray("jobs", "-E", text, *ledger)
    listed = nixray("runs", *ledger, "list")
    assert listed.status == 0 and len(listed.out.splitlines()) == 3 and "complete" in listed.out
    shown = lines(nixray("runs", *ledger, "show", "2").out)
    assert [row["attr"] for row in shown] == ["a", "c"]
    compared = nixray("runs", *ledger, "compare", "1", "2")
    assert compared.status == 0 and "added: c" in compared.out and "removed: b" in compared.out
    assert nixray("runs", *ledger, "show", "9").status == 3
    assert nixray("runs", *ledger, "prune", "--keep", "1").out == "forgot 1 runs\n"


def test_a_ledger_that_cannot_be_written_costs_only_itself(tmp_path: Path) -> None:
    """The run says so once and goes on."""
    (tmp_path / "file").write_text("")
    ran = nixray("jobs", "-E", '{ a = throw "x"; }', "--ledger", str(tmp_path / "file" / "ledger"))
    assert ran.status == 0 and len(lines(ran.out)) == 1
    assert ran.err.startswith("warning: the ledger") and len(ran.err.splitlines()) == 1


def test_a_thousand_failures_add_up() -> None:
    """Each is its own record and nothing is lost among them."""
    made = '{ name = "a${toString n}"; value = throw "no ${toString n}"; }'
    text = f"builtins.listToAttrs (builtins.genList (n: {made}) 1000)"
    rows = lines(nixray("jobs", "-E", text).out)
    assert sorted(told(row) for row in rows) == sorted((f"a{n}", f"no {n}") for n in range(1000))


def test_memory_budget_and_timeout_add_up() -> None:
    """One gigabyte for the run, two seconds for an attribute: what exceeds them is told, all else is there."""
    text = """
    let numbers = builtins.genList (n: n) 100000;
        good = name: { inherit name; value = derivation { inherit name; system = "s"; builder = "b"; }; };
    in builtins.listToAttrs (builtins.genList (n: good "good${toString n}") 100) // {
      endless = builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) a numbers) 0 numbers;
      huge = builtins.length (builtins.foldl' (l: n: l ++ [ (builtins.genList (m: m * n) 200000) ]) [ ] numbers);
    }"""
    ran = nixray("jobs", "-E", text, "--memory-budget", "1024", "--workers", "2", "--item-timeout", "10")
    rows = {row["attr"]: row for row in lines(ran.out)}
    assert len(rows) == 102 and sum("drvPath" in row for row in rows.values()) == 100
    assert rows["endless"]["nixray"]["outcome"] == "timeout"
    huge = rows["huge"]["error"]
    assert huge.startswith("evaluation exceeded the memory budget of 1024 MiB") or "timed out" in huge


def test_a_full_disk_is_one_message() -> None:
    """Output that cannot be written ends the run with a message and a status."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            words("jobs", "-E", '{ a = throw "x"; }'),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1 and done.stderr == b"error: No space left on device\n"


def test_an_interrupted_run_is_kept_as_such(tmp_path: Path) -> None:
    """SIGTERM ends the run; what was done is in the ledger, and can be resumed."""
    ledger = str(tmp_path / "ledger")
    process = subprocess.Popen(
        words("jobs", "-E", MANY, "--ledger", ledger),
        env=environment(SLOW="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    for _ in range(150):
        json.loads(process.stdout.readline())
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in nixray("runs", "--ledger", ledger, "list").out
