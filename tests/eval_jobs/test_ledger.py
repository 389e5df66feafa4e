"""The ledger: what is believed again, and what is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from eval_jobs.ledger.identity import Identity, input_digest
from eval_jobs.ledger.store import COMPLETE, INTERRUPTED, Ledger, LedgerFailed, NoSuchRun, RunLog
from eval_jobs.ledger.trees import content_hash, trees_of
from eval_jobs.looking import Children, Input, Nothing, Task
from eval_jobs.results import Outcome, Record, crashed, failed
from eval_jobs.root import Root

IDENTITY = Identity({"root": "r", "source": "s"}, "digest", [])
A, B = Task(("a",), True), Task(("b",), False)


def record(name: str = "a") -> Record:
    return Record((name,), Outcome.DERIVATION, f"/{name}.drv", outputs={"out": None}, cost={"thunks": 3})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "deep" / "ledger.sqlite")


def begin(ledger: Ledger, identity: Identity = IDENTITY, **more: bool) -> RunLog:
    return ledger.begin(identity, "jobs", **more)


def test_looks_come_back_as_they_were(ledger: Ledger) -> None:
    """Records, sets and what is no job; a path that was asked for is another task than one that was found."""
    looks = {A: record(), B: Children((("b", "x"), ("b", "y.z"))), Task(("c",), False): Nothing()}
    log = begin(ledger)
    for task, look in looks.items():
        log.put(task, look)
    log.end(COMPLETE, {})
    again = begin(ledger)
    assert {task: again.get(task) for task in looks} == looks
    assert again.get(Task(("a",), False)) is None


def test_another_identity_knows_nothing(ledger: Ledger) -> None:
    """Whatever an answer depends on is part of its key."""
    begin(ledger).put(A, record())
    assert begin(ledger, Identity({}, "other", [])).get(A) is None
    assert begin(ledger, reuse=False).get(A) is None
    assert begin(ledger).get(A) == record()


def test_crashes_are_not_believed_but_resumed(ledger: Ledger) -> None:
    """What ended a process may end well the next time; a resumed run keeps it."""
    log = begin(ledger)
    log.put(A, crashed(A.path, "was ended by SIGKILL"))
    log.put(B, failed(B.path, "no"))
    log.end(INTERRUPTED, {})
    assert begin(ledger).get(A) is None
    resumed = ledger.begin(IDENTITY, "jobs", resume=True)
    assert resumed.get(B) == failed(B.path, "no")
    first = next(run for run in ledger.runs() if run.id == log.run)
    assert first.state == INTERRUPTED


def test_resuming_goes_on_with_the_same_run(ledger: Ledger) -> None:
    """The run keeps its number; a complete one is not resumed."""
    log = begin(ledger)
    log.put(A, crashed(A.path, "ended"))
    log.end(INTERRUPTED, {})
    resumed = begin(ledger, resume=True)
    assert resumed.run == log.run and resumed.get(A) == crashed(A.path, "ended")
    resumed.put(B, record("b"))
    resumed.end(COMPLETE, {})
    assert [found.path for found in ledger.records(log.run)] == [("a",), ("b",)]
    with pytest.raises(NoSuchRun, match="no unfinished run"):
        begin(ledger, resume=True)


def test_inputs_outside_the_trees_are_checked(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or variable that was looked at on the way must hold what it held."""
    file = tmp_path / "input"
    inputs = [Input("file", str(file)), Input("env", "NIXRAY_TEST_INPUT")]
    monkeypatch.delenv("NIXRAY_TEST_INPUT", raising=False)
    begin(ledger).put(A, record(), inputs)
    assert begin(ledger).get(A) == record()
    file.write_text("now it is there")
    assert begin(ledger).get(A) is None
    file.unlink()
    assert begin(ledger).get(A) == record()
    monkeypatch.setenv("NIXRAY_TEST_INPUT", "set")
    assert begin(ledger).get(A) is None


def test_pruning_forgets_what_only_old_runs_knew(ledger: Ledger) -> None:
    """Cells that a newer run shares stay."""
    begin(ledger).put(A, record())
    second = begin(ledger)
    assert second.get(A) is not None
    second.put(B, record("b"))
    second.end(COMPLETE, {})
    begin(ledger, Identity({}, "other", [])).end(COMPLETE, {})
    assert ledger.prune(2) == 1
    assert len(list(ledger.records(second.run))) == 2
    assert ledger.prune(0) == 2 and ledger.runs() == []


def test_an_unusable_file_is_one_message(tmp_path: Path) -> None:
    """No SQLite error reaches the user as it is."""
    (tmp_path / "bad").write_text("this is no database, and long enough for SQLite to notice it" * 30)
    with pytest.raises(LedgerFailed, match="cannot be used"):
        Ledger(tmp_path / "bad")
    db = sqlite3.connect(tmp_path / "newer")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerFailed, match="another version"):
        Ledger(tmp_path / "newer")


def test_trees_are_found_and_hashed_by_content(tmp_path: Path) -> None:
    """A root names trees by its file and by the path literals in its expression; only content counts."""
    for name in ("one", "two"):
        folder = tmp_path / name / "pkgs" / "top"
        folder.mkdir(parents=True)
        (tmp_path / name / "default.nix").write_text("{ }")
        (folder / "file.nix").write_text("{ }")
    found = trees_of(Root(expression="import ./one/pkgs/top/file.nix { }", base_dir=tmp_path))
    assert found == [tmp_path / "one"]
    assert trees_of(Root(file=tmp_path / "two" / "pkgs" / "top" / "file.nix")) == [tmp_path / "two"]
    assert content_hash([tmp_path / "one"]) == content_hash([tmp_path / "two"])
    (tmp_path / "two" / "pkgs" / "new").symlink_to("top")
    assert content_hash([tmp_path / "one"]) != content_hash([tmp_path / "two"])
    assert input_digest(Input("file", str(tmp_path / "none"))) == "absent"
