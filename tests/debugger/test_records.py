"""Failure records: a run that failed can be opened at its error afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluator import failure_records

PROGRAM = Path(__file__).parents[2] / "nixray.py"


def nixray(
    tmp_path: Path, *words: str, stdin: str = "", folder: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line with a state folder of its own."""
    environment = {**os.environ, "NIXRAY_STATE_DIR": str(tmp_path / "state"), **more}
    return subprocess.run(
        [sys.executable, str(PROGRAM), *words],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder or tmp_path,
        check=False,
    )


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """A program of two files that fails."""
    (tmp_path / "lib.nix").write_text('{ check = x: if x > 1 then throw "too large: ${toString x}" else x; }\n')
    main = tmp_path / "main.nix"
    main.write_text(
        "{ n ? 1 }: let lib = import ./lib.nix; in { home = builtins.getEnv \"WHO\"; a = lib.check n; }\n"
    )
    return main


def test_the_last_failure(tmp_path: Path, failing: Path) -> None:
    """A plain run fails, and the debugger opens it at the error without any flag, from another folder."""
    failed = nixray(tmp_path, "eval", "--strict", "main.nix", "--arg", "n", "2 + 3", "--json")
    assert failed.returncode == 1 and "too large: 5" in failed.stderr
    opened = nixray(tmp_path, "debug", "--last", stdin="peek x\nbt 1\n", folder=Path("/"))
    assert "error: too large: 5" in opened.stdout and "x = 5" in opened.stdout
    assert "note:" not in opened.stdout and "not what they were" not in opened.stderr
    assert opened.returncode == 1
    (record,) = (tmp_path / "state" / "failures").iterdir()
    data = json.loads(record.read_text())
    assert data["event"] > 1 and data["error"]["kind"] == "throw"
    assert record.stat().st_mode & 0o077 == 0
    opened = nixray(tmp_path, "debug", str(record), stdin="peek x\n")
    assert "x = 5" in opened.stdout


def test_inputs_that_have_changed_are_named(tmp_path: Path, failing: Path) -> None:
    """A file that is another one, a variable, and an error that does not come any more."""
    nixray(tmp_path, "eval", "--strict", "main.nix", "--arg", "n", "2", WHO="me")
    (tmp_path / "lib.nix").write_text("{ check = x: x; }\n")
    opened = nixray(tmp_path, "debug", "--last", WHO="you")
    assert f"{tmp_path}/lib.nix has changed" in opened.stderr
    assert "the variable WHO was 'me' and is 'you' (the old value is used)" in opened.stderr
    assert "note: the recorded run failed otherwise: too large: 2" in opened.stdout
    assert '"me"' in opened.stdout
    (tmp_path / "lib.nix").unlink()
    assert "lib.nix is missing" in nixray(tmp_path, "debug", "--last").stderr


def test_standard_input_and_instantiate(tmp_path: Path) -> None:
    """What was piped is in the record; an attribute of an instantiation, too."""
    nixray(tmp_path, "eval", "-", stdin='let y = 3; in throw "piped"')
    assert "y = 3" in nixray(tmp_path, "debug", "--last", stdin="peek y\n").stdout
    text = '{ a.b = derivation { name = "x"; builder = throw "no builder"; system = "s"; }; }'
    nixray(tmp_path, "instantiate", "-E", text, "-A", "a.b")
    assert "no builder" in nixray(tmp_path, "debug", "--last").stdout


def test_a_failing_job(tmp_path: Path) -> None:
    """The debugger opens the attribute that failed, with the root's arguments."""
    root = tmp_path / "jobs.nix"
    root.write_text(
        "{ n }: { good = derivation { name = \"g\"; builder = \"b\"; system = \"s\"; };\n"
        "  bad.recurseForDerivations = true;\n  bad.one = throw \"job ${toString n}\"; }\n"
    )
    ran = nixray(tmp_path, "jobs", "jobs.nix", "--arg", "n", "7", "--workers", "1", folder=tmp_path)
    assert "job 7" in ran.stdout
    opened = nixray(tmp_path, "debug", "--last", stdin="eval n\n", folder=Path("/"))
    assert "error: job 7" in opened.stdout and opened.stdout.rstrip().endswith("7")


def test_records_are_few_and_checked(
    tmp_path: Path, failing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest stay; a damaged one is refused with a reason; without any, that is said."""
    monkeypatch.setenv("NIXRAY_STATE_DIR", str(tmp_path / "state"))
    assert "no run has failed yet" in nixray(tmp_path, "debug", "--last").stderr
    nixray(tmp_path, "eval", "main.nix", "--arg", "n", "2", "--strict")
    first = failure_records.newest()
    for _ in range(failure_records.KEPT):
        failure_records._write(json.loads(first.read_text()))
    assert len(list(first.parent.iterdir())) == failure_records.KEPT
    assert not first.exists()
    damaged = tmp_path / "x.failure.json"
    for text, reason in (
        ("{", "is no failure record"),
        ("[]", "is no failure record"),
        (json.dumps({"format": failure_records.FORMAT, "version": 99}), "version 99"),
        (json.dumps({"format": failure_records.FORMAT, "version": 1, "target": 3}), "is damaged"),
    ):
        damaged.write_text(text)
        answer = nixray(tmp_path, "debug", str(damaged))
        assert reason in answer.stderr and answer.returncode == 2 and "Traceback" not in answer.stderr


def test_a_run_that_succeeds_leaves_nothing(tmp_path: Path, failing: Path) -> None:
    """No folder is made."""
    assert nixray(tmp_path, "eval", "main.nix", "-A", "a").stdout == "1\n"
    assert not (tmp_path / "state").exists()


def test_a_person_is_told(tmp_path: Path, failing: Path) -> None:
    """On a terminal a failure says how to look at it; in a pipe it says what the reference says and no more."""
    ours, theirs = os.openpty()
    environment = {**os.environ, "NIXRAY_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, str(PROGRAM), "eval", "--strict", "main.nix", "--arg", "n", "2"]
    ran = subprocess.run(command, stderr=theirs, cwd=tmp_path, env=environment, check=False)
    os.close(theirs)
    assert ran.returncode == 1 and b"nixray debug --last" in os.read(ours, 1 << 16)
    os.close(ours)
    assert "--last" not in nixray(tmp_path, *command[2:]).stderr
