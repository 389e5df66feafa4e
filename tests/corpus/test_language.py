"""The language corpus: nixray agrees with what reference Nix answered, case by case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.corpus.agreement import judge, known_failing
from tests.corpus.cases import all_cases, directive

CASES = all_cases()
AREAS = sorted({case.area for case in CASES})


@pytest.mark.parametrize("area", AREAS)
def test_area_agrees_with_the_reference(area: str, record_property: Callable[[str, object], None]) -> None:
    """Every case of an area has the recorded value, or kind, message and position of error."""
    known = known_failing()
    cases = [case for case in CASES if case.area == area]
    differences = {case.name: found for case in cases if (found := judge(case))}
    record_property("corpus", (area, len(cases) - len(differences), len(cases)))
    wrong = [f"{name}: {found}" for name, found in differences.items() if name not in known]
    agreeing = [case.name for case in cases if case.name in known and case.name not in differences]
    assert not wrong, "\n".join(wrong)
    assert not agreeing, f"known as failing, but agree now: {agreeing}"


def test_every_case_has_an_answer() -> None:
    """No program of the corpus waits for its answer to be recorded."""
    assert [case.name for case in CASES if not case.answer_file.exists()] == []


def test_known_failing_names_cases_and_reasons() -> None:
    """Each entry of the list is a case of the corpus and says why it fails."""
    names = {case.name for case in CASES}
    assert [name for name, reason in known_failing().items() if name not in names or not reason] == []


def test_wrong_first_line_is_reported() -> None:
    """A directive that means nothing is an error that names the file."""
    with pytest.raises(ValueError, match=r"x\.nix: wrong first line"):
        directive("# nixray: print=sideways", "x.nix")
