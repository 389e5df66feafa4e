"""Bugs become cases, and a few attributes stand for many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.adopting import agrees, cases
from eval_jobs.reduction.verdicts import Isolated
from eval_jobs.selecting import cover
from tests.cli.command import nixray


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_no_bug_comes_back(case: object) -> None:
    """Every case of corpus/bugs is answered as the reference answers it."""
    assert agrees(Isolated()(case.program), case.answer)  # type: ignore[attr-defined]


def test_a_case_is_adopted_with_the_references_answer(reference: str, tmp_path: Path) -> None:
    """Two files; what nixray gets wrong is told; a name is taken once."""
    (tmp_path / "case.nix").write_text('builtins.substring 1 2 "abcd"')
    words = ["adopt", str(tmp_path / "case.nix"), "--reference", reference, "--into", str(tmp_path / "bugs")]
    ran = nixray(*words, "--name", "substring-inside")
    assert ran.status == 0 and "nixray agrees" in ran.out, ran.err
    (found,) = cases(tmp_path / "bugs")
    assert found.answer == ("value", '"bc"') and found.name == "substring-inside"
    assert nixray(*words, "--name", "substring-inside").status == 3
    assert nixray(*words, "--name", "Not A Name").status == 2


NAMES = st.text("abc", min_size=1, max_size=3).map(lambda name: (name,))
SETS = st.dictionaries(NAMES, st.frozensets(st.integers(0, 12)))


@given(SETS)
def test_a_cover_covers_everything_with_nothing_useless(coverage: dict[tuple[str, ...], frozenset[int]]) -> None:
    """The union stays, each choice adds something, and the order of the input does not matter."""
    chosen = cover(coverage)
    everything = frozenset().union(*coverage.values())
    assert frozenset().union(*(coverage[path] for path in chosen)) == everything
    assert cover(dict(reversed(coverage.items()))) == chosen
    seen: frozenset[int] = frozenset()
    for path in chosen:
        assert coverage[path] - seen
        seen |= coverage[path]


def test_select_keeps_what_no_other_attribute_enters(tmp_path: Path) -> None:
    """Attributes that enter the same code are one; those of their own stay."""
    (tmp_path / "default.nix").write_text(
        """
let drv = name: more: derivation ({ inherit name; system = "s"; builder = "/b"; } // more);
    used = x: x + "1"; other = x: throw x;
in { a = drv "a" { }; b = drv "b" { v = used "b"; }; c = drv "c" { }; d = drv "d" { v = other "d"; }; }
"""
    )
    (tmp_path / "paths").write_text("".join(f'{{"attr":"{name}"}}\n' for name in "abcd"))
    ran = nixray("select", str(tmp_path), "--paths", str(tmp_path / "paths"))
    assert ran.status == 0, ran.err
    chosen = [json.loads(line)["attr"] for line in ran.out.splitlines()]
    assert {"b", "d"} <= set(chosen)
    assert nixray("select", str(tmp_path)).status == 2
