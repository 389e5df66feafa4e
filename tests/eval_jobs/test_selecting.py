"""A few attributes stand for many: they exercise everything that all of them do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.exercise import SHOWN
from eval_jobs.paths import AttrPath
from eval_jobs.results import Outcome, Record, crashed
from eval_jobs.selecting import LOST_SHOWN, selected
from tests.cli.command import nixray

NAMES = st.text("abcd", min_size=1, max_size=3).map(lambda name: (name,))
NEEDS = st.dictionaries(NAMES, st.frozensets(st.integers(0, 12)))


class Shared:
    """Runs over attributes that need features: in each run, a feature is shown by the first that needs it."""

    def __init__(self, needs: dict[AttrPath, frozenset[int]]) -> None:
        self._needs = needs

    def __call__(self, paths: list[AttrPath] | None, title: str) -> Iterable[Record]:
        seen: frozenset[int] = frozenset()
        for path in self._needs if paths is None else paths:
            new = self._needs[path] - seen
            seen |= new
            yield Record(path, Outcome.DERIVATION, details={SHOWN: [f"branch {number}" for number in new]})


@given(NEEDS, st.data())
def test_what_is_selected_exercises_everything(needs: dict[AttrPath, frozenset[int]], data: st.DataObject) -> None:
    """The union stays, nobody is chosen who adds nothing, and what is needed is there."""
    needed = data.draw(st.lists(st.sampled_from(sorted(needs)), unique=True)) if needs else []
    found = selected(Shared(needs), None, needed)
    everything = frozenset().union(*needs.values())
    assert frozenset().union(*(needs[path] for path in found.chosen)) == everything
    assert found.features == {f"branch {number}" for number in everything}
    assert found.evaluated == len(needs) and set(needed) <= set(found.chosen)
    seen: frozenset[int] = frozenset()
    for path, adds in found.chosen.items():
        assert adds == len(needs[path] - seen) and (adds or path in needed)
        seen |= needs[path]


def test_who_is_covered_by_two_others_is_left_out() -> None:
    """The first run chooses whoever comes first; the others, together, show that it is not needed."""
    needs: dict[AttrPath, frozenset[int]] = {
        ("a",): frozenset({1, 2}),
        ("b",): frozenset({1, 3}),
        ("c",): frozenset({2, 4}),
    }
    assert set(selected(Shared(needs), None).chosen) == {("b",), ("c",)}


def test_of_a_process_that_died_nothing_is_known() -> None:
    """It is told, and not selected."""
    found = selected(lambda paths, title: [crashed(("a",), "was ended by SIGKILL")], None)
    assert [record.attr for record in found.lost] == ["a"] and not found.chosen


PACKAGES = """
let drv = name: more: derivation ({ inherit name; system = "s"; builder = "/b"; } // more);
    choose = x: if x then drv "t" { } else drv "f" { };
in {
  plain = drv "plain" { };
  alike = drv "alike" { };
  also = drv "also" { };
  yes = choose true;
  no = choose false;
  yes2 = choose true;
  hash = drv "hash" { v = builtins.hashString "md5" ""; };
  fails = drv "fails" { v = throw "no"; };
  fails2 = drv "fails2" { v = throw "neither"; };
  missing = drv "missing" { v = { }.x; };
  set = { recurseForDerivations = true; inner = drv "inner" { v = builtins.match "a|b" "b"; }; };
}
"""


def chosen_of(folder: Path, *more: str) -> set[str]:
    ran = nixray("select", str(folder), "--no-instantiate", "--workers", "1", *more)
    assert ran.status == 0, ran.err
    assert "attributes exercise all" in ran.err
    return {json.loads(line)["attr"] for line in ran.out.splitlines()}


def test_select_keeps_every_builtin_branch_and_kind_of_error(tmp_path: Path) -> None:
    """Of what does the same one is enough; a set that is entered counts attribute by attribute."""
    (tmp_path / "default.nix").write_text(PACKAGES)
    chosen = chosen_of(tmp_path)
    assert {"no", "hash", "missing", "set.inner"} <= chosen
    for alike in ({"plain", "alike", "also"}, {"yes", "yes2"}, {"fails", "fails2"}):
        assert len(alike & chosen) <= 1
    assert {"yes", "yes2"} & chosen and {"fails", "fails2"} & chosen
    # The same attributes, and no others, when they are asked for.
    paths = tmp_path / "paths"
    paths.write_text("".join(json.dumps({"attr": name}) + "\n" for name in sorted(chosen)))
    assert chosen_of(tmp_path, "--paths", str(paths)) == chosen


def test_select_keeps_what_earlier_runs_showed(tmp_path: Path) -> None:
    """One attribute of each cause, although another exercises the same."""
    (tmp_path / "default.nix").write_text(PACKAGES)
    report = {"causes": [{"some": ["also", "plain"]}], "failures": [{"some": ["fails2"]}]}
    (tmp_path / "causes.json").write_text(json.dumps(report))
    assert {"also", "fails2"} <= chosen_of(tmp_path, "--causes", str(tmp_path))


def test_select_tells_what_it_cannot_do(tmp_path: Path) -> None:
    """No root, no attributes, no causes, and processes that end."""
    assert nixray("select").status == 2
    (tmp_path / "default.nix").write_text("{ }")
    assert nixray("select", str(tmp_path)).status == 3
    assert "has no causes" in nixray("select", str(tmp_path), "--causes", str(tmp_path)).err
    endless = "".join(f"a{n} = let f = x: f x; in f 1;" for n in range(LOST_SHOWN + 2))
    last = 'b = derivation { name = "b"; system = ""; builder = ""; };'
    (tmp_path / "default.nix").write_text(f"{{ {endless} {last} }}")
    ran = nixray("select", str(tmp_path), "--item-timeout", "0.2", "--option", "max-call-depth", "1000000000")
    assert ran.status == 0 and "2 more attributes ended like that" in ran.err, ran.err
    assert "timed out" in ran.err or "SIGSEGV" in ran.err or "exceeded" in ran.err
