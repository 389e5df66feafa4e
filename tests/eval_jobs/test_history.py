"""What changed between two runs, and whether a difference in cost is more than noise."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.history import Change, changes, cost_changes
from eval_jobs.paired import shift
from eval_jobs.results import Outcome, Record, failed, timed_out


def good(name: str, drv: str = "/a.drv", seconds: float | None = None, thunks: int = 0) -> Record:
    return Record((name,), Outcome.DERIVATION, drv, seconds=seconds, cost={"thunks": thunks} if thunks else {})


def test_every_kind_of_change() -> None:
    """Newly failing is told from failing as before."""
    before = [
        good("same"),
        good("breaks"),
        failed(("mends",), "x"),
        failed(("still",), "x"),
        good("moves"),
        good("gone"),
    ]
    after = [
        good("same"),
        failed(("breaks",), "x"),
        good("mends"),
        failed(("still",), "x"),
        good("moves", "/b.drv"),
        timed_out(("fresh",), 2),
    ]
    assert {path[0]: change for path, change in changes(before, after).items()} == {
        "same": Change.UNCHANGED,
        "breaks": Change.NEW,
        "mends": Change.FIXED,
        "still": Change.UNCHANGED,
        "moves": Change.CHANGED,
        "fresh": Change.ADDED,
        "gone": Change.REMOVED,
    }


def test_noise_is_no_shift() -> None:
    """Times that scatter by half around the same value are not told as a change."""
    chance = random.Random(5)
    for _ in range(40):
        pairs = [(chance.uniform(0.5, 1.5), chance.uniform(0.5, 1.5)) for _ in range(300)]
        found = shift(pairs)
        assert found is not None and not found.real


def test_a_true_shift_is_found_under_noise() -> None:
    """A tenth more is found below noise three times as large."""
    chance = random.Random(6)
    pairs = [(size := chance.uniform(1, 100), size * 1.1 * chance.uniform(0.7, 1.3)) for _ in range(1000)]
    found = shift(pairs)
    assert found is not None and found.real and 1.03 < found.ratio < 1.2


def test_few_pairs_say_nothing() -> None:
    """With a handful of attributes there is no telling."""
    found = shift([(1, 2)] * 5)
    assert found is not None and not found.real
    assert shift([]) is None


@given(st.lists(st.tuples(st.floats(0.001, 1e6), st.floats(0.001, 1e6)), min_size=1, max_size=60))
def test_the_test_does_not_care_which_run_comes_first(pairs: list[tuple[float, float]]) -> None:
    """Swapping before and after inverts the ratio and leaves the probability."""
    one, other = shift(pairs), shift([(after, before) for before, after in pairs])
    assert one is not None and other is not None
    assert abs(one.probability - other.probability) < 1e-9
    assert abs(one.ratio * other.ratio - 1) < 1e-6


def test_costs_are_compared_where_both_runs_have_them() -> None:
    """Failures and attributes of one run only are left out."""
    before = [good(f"a{n}", seconds=1.0, thunks=100 + n) for n in range(50)] + [good("gone", thunks=9)]
    after = [good(f"a{n}", seconds=1.0, thunks=2 * (100 + n)) for n in range(50)] + [failed(("gone",), "x")]
    found = {row.cost.name: row for row in cost_changes(before, after)}
    thunks = found["thunks"]
    assert thunks.shift is not None and thunks.shift.real and thunks.shift.pairs == 50
    assert thunks.after == 2 * thunks.before and thunks.most[0][0] == ("a49",)
    assert found["time"].shift is not None and not found["time"].shift.real
