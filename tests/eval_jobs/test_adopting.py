"""Bugs become cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.adopting import agrees, cases
from eval_jobs.reduction.verdicts import Isolated
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
