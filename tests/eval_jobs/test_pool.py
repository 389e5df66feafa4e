"""The worker pool, with a made-up evaluator that crashes, hangs and eats memory on demand."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval_jobs.looking import Children, Input, Look, Nothing, Task
from eval_jobs.memory import resident_bytes
from eval_jobs.paths import AttrPath
from eval_jobs.pool import Limits, Pool, RootUnusable
from eval_jobs.results import Outcome, Record, failed
from evaluator.errors import NixrayError


class Scripted:
    """Acts out the last name of a path: `ok`, `fail`, `crash`, `exit`, `bug`, `sleep`, `eat`; `await` waits for
    the file `signal`."""

    def __init__(
        self, tree: dict[str, object] | None = None, root_error: str | None = None, signal: Path | None = None
    ) -> None:
        self.signal = signal
        self.tree = tree or {}
        self.root_error = root_error
        self.opened = 0

    def run(self, body: Callable[[], None]) -> None:
        body()

    def open(self) -> None:
        self.opened += 1
        if self.root_error == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.root_error:
            raise NixrayError(self.root_error)

    def look(self, task: Task) -> Look:
        here: object = self.tree
        for part in task.path:
            here = here.get(part) if isinstance(here, dict) else None
        if isinstance(here, dict):
            return Children(tuple((*task.path, name) for name in here))
        return self.act(str(here if here is not None else task.path[-1]).split("-")[0], task.path)

    def inputs(self) -> frozenset[Input]:
        return frozenset()

    def close(self) -> None:
        pass

    def act(self, verb: str, path: AttrPath) -> Look:
        match verb:
            case "fail":
                return failed(path, "no")
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "bug":
                raise KeyError("oops")
            case "sleep":
                time.sleep(60)
            case "await":
                for _ in range(1200):
                    if self.signal is not None and self.signal.exists():
                        break
                    time.sleep(0.05)
                else:
                    return failed(path, "nobody gave the signal")
            case "eat":
                self.eaten = b"x" * (700 << 20)
                time.sleep(60)
            case "hold":
                self.held = b"x" * (300 << 20)
                time.sleep(0.6)
                del self.held
            case "grow":
                self.grown = b"x" * (280 << 20)
            case "value":
                return Nothing()
        return Record(path, Outcome.DERIVATION, f"/{self.opened}/{os.getpid()}")


def run(names: list[str], **limits: object) -> dict[str, Record]:
    """Records of explicit one-name paths; each path has to have exactly one."""
    records = list(Pool(Scripted(), Limits(**limits)).results([(name,) for name in names]))  # type: ignore[arg-type]
    assert Counter(record.path for record in records) == Counter((name,) for name in names)
    return {record.path[0]: record for record in records}


def test_each_way_to_fail_is_its_own_attributes_record() -> None:
    """Crashes, exits and bugs cost one attribute each."""
    names = ["ok-1", "crash-1", "fail", "exit", "ok-2", "bug", "crash-2", "ok-3"]
    records = run(names)
    assert {name: record.outcome.value for name, record in records.items()} == {
        "ok-1": "derivation",
        "ok-2": "derivation",
        "ok-3": "derivation",
        "fail": "failed",
        "crash-1": "crash",
        "crash-2": "crash",
        "exit": "crash",
        "bug": "crash",
    }
    assert records["crash-1"].error == "the evaluating process was ended by SIGKILL"
    assert records["exit"].error == "the evaluating process ended with status 3"
    assert "raised KeyError: 'oops' (test_pool.py:" in str(records["bug"].error)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["ok", "fail", "crash", "exit", "bug"]), max_size=12),
    st.integers(min_value=1, max_value=3),
)
def test_nothing_is_lost_or_doubled(verbs: list[str], workers: int) -> None:
    """Whatever the attributes do, each has exactly one record, of its own kind."""
    names = [f"{verb}-{at}" for at, verb in enumerate(verbs)]
    expected = {"ok": Outcome.DERIVATION, "fail": Outcome.FAILED}
    for name, record in run(names, workers=workers).items():
        assert record.outcome is expected.get(name.split("-")[0], Outcome.CRASH)


def test_a_slow_attribute_times_out_and_the_rest_goes_on() -> None:
    """The time limit ends one attribute; the one that waited behind it is still evaluated."""
    records = run(["sleep", "ok-1", "ok-2", "ok-3"], workers=1, item_timeout=0.5)
    assert records["sleep"].outcome is Outcome.TIMEOUT
    assert all(records[name].outcome is Outcome.DERIVATION for name in ("ok-1", "ok-2", "ok-3"))


def test_memory_is_bounded() -> None:
    """An attribute that takes more than the budget is ended and says so."""
    records = run(["eat", "ok"], workers=1, memory=300 << 20)
    assert str(records["eat"].error).startswith("evaluation exceeded the memory budget of 300 MiB")
    assert records["ok"].outcome is Outcome.DERIVATION


def test_what_fits_alone_is_no_failure() -> None:
    """Two that do not fit together are evaluated one after the other; nobody is blamed for the other."""
    # Every process begins with what this one has: one more 300 MiB have to fit beside that, 600 must not.
    total = resident_bytes(os.getpid()) + (450 << 20)
    records = run(["hold-1", "hold-2", "hold-3", "ok"], workers=3, memory=total, total=total)
    assert {record.outcome for record in records.values()} == {Outcome.DERIVATION}


def test_a_task_behind_a_slow_one_is_given_to_somebody_else(tmp_path: Path) -> None:
    """With nothing else to do, an idle worker takes what waits behind a slow attribute."""
    signal = tmp_path / "signal"
    names = ["await", *(f"ok-{number}" for number in range(8))]
    results = Pool(Scripted(signal=signal), Limits(workers=2)).results([(name,) for name in names])
    for _ in range(8):
        assert next(results).path != ("await",)
    signal.touch()
    assert [record.outcome for record in results] == [Outcome.DERIVATION]


def test_a_grown_worker_is_replaced_between_attributes() -> None:
    """Past the limit a worker gets no more work; nothing is lost."""
    records = run(["grow-1", "grow-2", "ok-1", "ok-2"], workers=1, memory=300 << 20, total=2 << 30)
    assert {record.outcome for record in records.values()} == {Outcome.DERIVATION}
    assert len({record.drv_path for record in records.values()}) > 1


def test_the_root_is_evaluated_once() -> None:
    """Workers start from the evaluated root, not from nothing."""
    records = run([f"ok-{number}" for number in range(6)])
    assert {str(record.drv_path).split("/")[1] for record in records.values()} == {"1"}


def test_discovery_enters_sets() -> None:
    """Without a list, sets are entered and what is no job is left out."""
    tree: dict[str, object] = {"a": "ok", "b": {"c": "fail", "d": {"e": "crash"}}, "v": "value"}
    records = Pool(Scripted(tree), Limits()).results(None)
    assert sorted(record.path for record in records) == [("a",), ("b", "c"), ("b", "d", "e")]


def test_an_unusable_root_is_one_message() -> None:
    """A root that fails, or kills its process, is told as such."""
    with pytest.raises(RootUnusable, match="no such root"):
        list(Pool(Scripted(root_error="no such root"), Limits()).results(None))
    with pytest.raises(RootUnusable, match="the process that evaluates the root was ended by SIGKILL"):
        list(Pool(Scripted(root_error="die"), Limits()).results(None))


def test_closing_ends_every_process() -> None:
    """When the reader stops, no process stays behind."""
    pool = Pool(Scripted(), Limits())
    results = pool.results([("ok",), ("sleep-1",), ("sleep-2",)])
    next(results)
    pids = [worker.pid for worker in pool._workers.values()]
    results.close()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pids and not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_no_paths_is_no_records() -> None:
    """An empty list starts nothing and ends."""
    assert run([]) == {}
