"""`nixray jobs` and `nixray regress` through the real command line, bad input included."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.recording import PACKAGES, answers_file
from eval_jobs.reference.recorded import RecordedReference
from reports.schemas import validator
from tests.cli.command import environment, nixray, words

RECORDED = str(answers_file("2.34.8"))
SLOW = "builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) a numbers) 0 numbers"
ZOO = f"""
let
  numbers = builtins.genList (n: n) 100000;
  make = name: derivation {{ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; }};
in {{
  a = make "a"; b = make "b"; thrown = throw "gone"; slow = make (toString ({SLOW}));
  inner = {{ recurseForDerivations = true; c = make "c"; "d.e" = make "d"; }};
  hidden = {{ f = make "f"; }}; function = x: x; number = 1;
}}"""


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines, each checked against its schema."""
    # Not `splitlines`: a name may hold characters that end a line for Python alone.
    rows = [json.loads(line) for line in text.split("\n") if line]
    for row in rows:
        validator("line").validate(row)
    return rows


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """Paths of the zoo's attributes that take no time."""
    file = tmp_path / "paths.jsonl"
    file.write_text('{"attrPath":["a"]}\n{"attrPath":["thrown"]}\n{"attr":"inner.\\"d.e\\""}\n')
    return file


def test_jobs_of_the_embedded_set_are_what_the_reference_says() -> None:
    """Same attributes, same derivations, names, systems and outputs; failures where it fails."""
    ran = nixray("jobs", str(PACKAGES))
    assert ran.status == 0 and ran.err == ""
    ours = {row["attr"]: row for row in lines(ran.out)}
    recorded = {
        record.attr: record.to_json() for record in RecordedReference(Path(RECORDED)).records.values()
    }
    assert sorted(ours) == sorted(recorded)
    for attr, row in recorded.items():
        for key in ("name", "system", "drvPath", "outputs"):
            assert ours[attr].get(key) == row.get(key), attr


def test_keys_are_sorted_and_named_as_nix_eval_jobs_names_them(quick: Path) -> None:
    """A line can be read by whatever reads nix-eval-jobs."""
    ran = nixray("jobs", "-E", ZOO, "--paths", str(quick))
    rows = {row["attr"]: row for row in lines(ran.out)}
    assert set(rows) == {"a", "thrown", 'inner."d.e"'}
    assert (
        rows["a"]["attrPath"] == ["a"] and rows["a"]["name"] == "a" and list(rows["a"]) == sorted(rows["a"])
    )
    assert rows["thrown"]["error"].endswith("error: gone")
    assert rows["thrown"]["nixray"]["message"] == "gone" and rows["thrown"]["nixray"]["kind"] == "throw"


def test_fresh_workers_for_each_attribute(quick: Path) -> None:
    """A memory limit that every worker has passed already replaces them, and costs no attribute."""
    ran = nixray("jobs", "-E", ZOO, "--paths", str(quick), "--max-memory-size", "1", "--no-ledger")
    rows = {row["attr"]: row for row in lines(ran.out)}
    assert set(rows) == {"a", "thrown", 'inner."d.e"'} and "drvPath" in rows["a"]


def test_a_slow_attribute_times_out(quick: Path) -> None:
    """The limit costs one attribute; sets that want it are entered, others are not."""
    rows = {row["attr"]: row for row in lines(nixray("jobs", "-E", ZOO, "--item-timeout", "3").out)}
    assert set(rows) == {"a", "b", "thrown", "slow", "inner.c", 'inner."d.e"'}
    assert rows["slow"]["nixray"]["outcome"] == "timeout"
    assert [name for name, row in rows.items() if row.get("fatal")] == ["slow"]


def test_regress_agrees_with_the_recording(tmp_path: Path) -> None:
    """No difference is status 0; the folder holds everything, and it follows the schemas."""
    out = tmp_path / "out"
    ran = nixray("regress", str(PACKAGES), "--reference", RECORDED, "--out", str(out))
    assert ran.status == 0, ran.out
    assert sorted(file.name for file in out.iterdir()) == [
        "comparison.jsonl",
        "ours.jsonl",
        "reference.jsonl",
        "report.html",
        "summary.json",
    ]
    for line in (out / "comparison.jsonl").read_text().splitlines():
        validator("comparison").validate(json.loads(line))
    summary = json.loads((out / "summary.json").read_text())
    validator("summary").validate(summary)
    assert summary["total"] == 79 and summary["differences"] == 0 and summary["complete"]


def test_regress_finds_what_two_versions_disagree_on() -> None:
    """A true difference is status 1, and each is shown."""
    ran = nixray("regress", str(PACKAGES), "--reference", str(answers_file("2.8.0")))
    assert ran.status == 1
    for name in ("deepCalls", "floatInJSON", "floatInStructuredAttrs", "integerOverflow", "newBuiltin"):
        assert f"differences.{name}" in ran.out
    assert "drv-differs                  2" in ran.out


def test_regress_against_a_live_reference(reference: str) -> None:
    """The oracle itself agrees on every attribute of the embedded set."""
    ran = nixray("regress", str(PACKAGES), "--reference", reference)
    assert ran.status == 0, ran.out


def test_arguments_and_search_path_reach_both_sides(reference: str, tmp_path: Path) -> None:
    """What changes the evaluation changes it for both."""
    (tmp_path / "x.nix").write_text('"from-the-search-path"')
    text = "{ n, s }: { a = derivation { name = import <here/x.nix>; system = s; builder = toString n; }; }"
    ran = nixray(
        "regress", "-E", text, "--arg", "n", "1 + 1", "--argstr", "s", 'a"b', "-I", f"here={tmp_path}",
        "--reference", reference,
    )  # fmt: skip
    assert ran.status == 0 and "match                        1" in ran.out, ran


BAD = [
    (["jobs"], 2, "give a ROOT file or an expression"),
    (["jobs", "x", "-E", "y"], 2, "and not both"),
    (["jobs", "/no/such/file"], 1, "error: there is no file '/no/such/file'"),
    (["jobs", "."], 1, "has no default.nix"),
    (["jobs", "-E", "1 +"], 1, "syntax error, unexpected end of file"),
    (["jobs", "-E", "1"], 1, "error: the root evaluates to a value of type 'int', not to a set"),
    (["jobs", "-E", "throw ''no root''"], 1, "error: no root"),
    (["jobs", "-E", "{ }", "--paths", "/no/such/list"], 1, "error: cannot read '/no/such/list'"),
    (["jobs", "-E", "{ }", "--workers", "0"], 2, "0 is not in the range"),
    (["regress", "-E", "{ }"], 2, "Missing option '--reference'"),
    (
        ["regress", "-E", "{ }", "--reference", "/no/such/nix"],
        3,
        "there is no reference program '/no/such/nix'",
    ),
    (["regress", "-E", "{ }", "--reference", "no-such.jsonl"], 2, "there is no file 'no-such.jsonl'"),
    (["regress", "-E", "{ }", "--reference", "false"], 3, "does not tell its version"),
    (
        ["regress", "-E", "1", "--reference", RECORDED],
        3,
        "error: the root evaluates to a value of type 'int'",
    ),
    (["regress", "-E", "{ }", "--reference", RECORDED, "--paths", "/dev/null"], 2, "nothing to compare"),
]


@pytest.mark.parametrize("arguments, status, message", BAD, ids=[" ".join(row[0][:4]) for row in BAD])
def test_bad_input_is_one_message(tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    """One clear message, the right status, no traceback, nothing on standard output."""
    ran = nixray(*arguments, cwd=tmp_path)
    assert (ran.status, ran.out) == (status, "")
    assert message in ran.err


def test_an_empty_set_has_nothing_to_compare(reference: str) -> None:
    """Zero attributes are an error of the harness, not agreement."""
    ran = nixray("regress", "-E", "{ }", "--reference", reference)
    assert ran.status == 3 and "there was nothing to compare" in ran.err


def test_a_wrong_path_is_that_attributes_failure(tmp_path: Path, reference: str) -> None:
    """A path that leads nowhere fails on both sides alike."""
    (tmp_path / "list").write_text('{"attrPath":["aa"]}\n{"attrPath":["number"]}\n')
    ran = nixray("regress", "-E", ZOO, "--paths", str(tmp_path / "list"), "--reference", reference)
    assert ran.status == 0 and "both-fail-alike              2" in ran.out, ran


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """A command that runs on, in a process group of its own as a shell would have it."""
    return subprocess.Popen(
        words(*arguments),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_keeps_what_was_done(tmp_path: Path, number: int) -> None:
    """Ctrl-C (and SIGTERM) end every process, say so once, and leave the results so far."""
    process = start(
        "regress", "-E", ZOO, "--reference", RECORDED, "--out", str(tmp_path), "--paths", paths(tmp_path)
    )
    done = tmp_path / "ours.jsonl"
    wait_for(lambda: done.exists() and done.read_text().count("\n") == 2)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted after 2 attributes with nixray" in out and b"Traceback" not in err
    assert json.loads((tmp_path / "summary.json").read_text())["complete"] is False
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def paths(folder: Path) -> str:
    """A list with two quick attributes and one that does not end."""
    file = folder / "list"
    file.write_text('{"attrPath":["a"]}\n{"attrPath":["inner","c"]}\n{"attrPath":["slow"]}\n')
    return str(file)


def wait_for(condition: Any) -> None:
    """Wait until something is true, for a minute at most."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def workers_of(pid: int) -> list[int]:
    """Process ids of the workers below a running command: its children's children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = []
    for child in children:
        for task in Path(f"/proc/{child}/task").iterdir():
            found += [int(pid) for pid in (task / "children").read_text().split()]
    return found


def test_a_killed_worker_costs_its_attribute(tmp_path: Path) -> None:
    """Somebody kills the worker in the slow attribute: that one is a crash, the run goes on."""
    process = start("jobs", "-E", ZOO, "--paths", paths(tmp_path), "--workers", "1")
    assert process.stdout is not None
    first = [process.stdout.readline(), process.stdout.readline()]
    (worker,) = workers_of(process.pid)
    os.kill(worker, signal.SIGKILL)
    rest, err = process.communicate(timeout=60)
    rows = lines(b"".join([*first, rest]).decode())
    assert rows[2]["error"] == "the evaluating process was ended by SIGKILL"
    assert process.returncode == 0 and err == b""


def test_closed_output_ends_the_run(tmp_path: Path) -> None:
    """A reader that leaves gets one message and no process stays."""
    process = start("jobs", str(PACKAGES))
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert err == b"error: standard output was closed before everything was written\n"


def test_the_demo_shows_differences_and_what_to_do_next(tmp_path: Path) -> None:
    """The demo agrees with 2.34.8, finds what 2.8.0 does differently, and gives commands that work."""
    ran = nixray("demo", "--out", str(tmp_path))
    assert ran.status == 0, ran.out
    assert "differences.floatInStructuredAttrs" in ran.out and "debug" in ran.out
    assert (tmp_path / "against-2.8.0" / "report.html").exists()
