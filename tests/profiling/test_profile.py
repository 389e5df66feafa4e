"""Profiles: what is billed to whom, and the forms they are written in."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evaluator.profiling.formats import folded, speedscope, table
from evaluator.profiling.profile import Place, Profile
from tests.cli.command import nixray

FILE = Place("file", "/a.nix", 1)
MAKE = Place("function make", "/a.nix", 2, FILE)
THUNK = Place("value of slow", "/a.nix", 3, MAKE, thunk=True)
USE = Place("function use", "/a.nix", 9, FILE)
PLACES = [FILE, MAKE, THUNK, USE]

PROGRAM = """\
let
  count = n: if n == 0 then 0 else 1 + count (n - 1);
  make = n: {
    slow = builtins.foldl' (a: b: a + count b) 0 (builtins.genList (_: n) 300);
  };
  use = box: box.slow + 1;
in use (make 900)
"""


def test_a_thunk_is_billed_to_who_forced_and_to_who_created() -> None:
    """`use` demands the thunk, `make` created it."""
    profile = Profile()
    profile.add([FILE, USE, THUNK], 2.0)
    profile.add([FILE, USE], 1.0)
    costs = {cost.place: cost for cost in profile.costs()}
    assert (costs[THUNK].own, costs[USE].own, costs[USE].total, costs[MAKE].total) == (2.0, 1.0, 3.0, 0.0)
    assert (costs[MAKE].created, costs[FILE].created, costs[USE].created) == (2.0, 2.0, 0.0)
    made = {tuple(stack): seconds for stack, seconds in profile.by_creation().stacks()}
    assert made == {(FILE, MAKE, THUNK): 2.0, (FILE, USE): 1.0}


def test_recursion_is_counted_once() -> None:
    """A function that is on the stack twice has no more than all the time."""
    profile = Profile()
    profile.add([FILE, USE, USE, USE], 1.0)
    assert {cost.place: cost.total for cost in profile.costs()} == {FILE: 1.0, USE: 1.0}


@given(st.lists(st.tuples(st.lists(st.sampled_from(PLACES), max_size=6), st.integers(1, 1000))))
def test_no_time_is_lost(samples: list[tuple[list[Place], int]]) -> None:
    """Stacks, billed by demand or by creation, add up to what was put in, each stack once."""
    profile = Profile()
    for stack, seconds in samples:
        profile.add(stack, float(seconds))
    expected: dict[tuple[Place, ...], float] = {}
    for stack, seconds in samples:
        expected[tuple(stack)] = expected.get(tuple(stack), 0.0) + seconds
    assert {tuple(stack): seconds for stack, seconds in profile.stacks()} == expected
    assert len(list(profile.stacks())) == len(expected)
    assert profile.by_creation().seconds == profile.seconds == sum(expected.values())


def test_forms() -> None:
    """Folded stacks, speedscope and the table say the same."""
    profile = Profile()
    profile.add([FILE, USE, THUNK], 0.002)
    assert list(folded(profile)) == ["file (/a.nix:1);function use (/a.nix:9);value of slow (/a.nix:3) 2000"]
    document = json.loads(speedscope("x", {"demanded by": profile}))
    frames = [frame["name"] for frame in document["shared"]["frames"]]
    (shown,) = document["profiles"]
    assert [[frames[number] for number in stack] for stack in shown["samples"]] == [
        ["file", "function use", "value of slow"]
    ]
    assert shown["weights"] == [2000]
    assert shown["endValue"] == 2000
    assert "value of slow (/a.nix:3)" in table(profile, 5, 100)
    assert all(len(line) <= 60 for line in table(profile, 5, 60).splitlines())


def test_the_command_finds_the_thunk_and_its_maker(tmp_path: Path) -> None:
    """A real evaluation: the time is in the thunk `slow`, demanded by `use`, created by `make`."""
    (tmp_path / "slow.nix").write_text(PROGRAM)
    ran = nixray(
        *("profile", "slow.nix", "--interval", "0", "--folded", "demand", "--speedscope", "both.json"),
        cwd=tmp_path,
    )
    assert (ran.status, ran.err) == (0, "")
    assert "function count" in ran.out
    stacks = (tmp_path / "demand").read_text().splitlines()
    demanded = [line for line in stacks if "value of slow" in line and "function count" in line]
    assert demanded
    assert all("function use" in line.split("value of slow")[0] for line in demanded)
    document = json.loads((tmp_path / "both.json").read_text())
    assert [profile["name"] for profile in document["profiles"]] == ["demanded by", "created by"]
    names = [frame["name"] for frame in document["shared"]["frames"]]
    created = [[names[number] for number in stack] for stack in document["profiles"][1]["samples"]]
    assert any("function make" in stack and "value of slow" in stack for stack in created)
    assert not any("function use" in stack and "value of slow" in stack for stack in created)


def test_wrong_words_and_failing_evaluations(tmp_path: Path) -> None:
    """Usage errors have status 2; a failing evaluation has status 1 and its profile."""
    assert nixray("profile", "-E", "1", "--by", "chance").status == 2
    assert nixray("profile", "-E", "1", "--top", "many").status == 2
    ran = nixray("profile", "-E", 'throw "no"')
    assert ran.status == 1
    assert ran.err.startswith("error:")
    assert "samples" in ran.out
    ran = nixray("profile", "-E", "1", "--folded", str(tmp_path / "no" / "file"))
    assert ran.status == 1
    assert "No such file" in ran.err
    assert "Examples:" in nixray("profile", "--help").out
