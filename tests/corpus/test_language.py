"""The language corpus: nixray agrees with what reference Nix answered, case by case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.corpus.agreement import difference, evened, known_failing
from tests.corpus.cases import Answer, all_cases, directive
from tests.corpus.ours import ask

CASES = all_cases()
AREAS = sorted({case.area for case in CASES})


PLACES_RIGHT = 0.98
"""How many of all errors must be told at the reference's line and column."""


@pytest.mark.parametrize("area", AREAS)
def test_area_agrees_with_the_reference(area: str, record_property: Callable[[str, object], None]) -> None:
    """Every case of an area has the recorded value, or kind, message, position and whole text of error."""
    known = known_failing()
    cases = [case for case in CASES if case.area == area]
    asked = [(case, Answer.loads(case.answer_file.read_text()), ask(case)) for case in cases]
    answers = [(case, evened(case, wanted), evened(case, got)) for case, wanted, got in asked]
    differences = {case.name: found for case, wanted, got in answers if (found := difference(wanted, got))}
    places = [wanted.position == got.position for _, wanted, got in answers if wanted.error is not None]
    agreeing = len(cases) - len(differences)
    record_property("corpus", (area, agreeing, len(cases), sum(places), len(places)))
    wrong = [f"{name}: {found}" for name, found in differences.items() if name not in known]
    fixed = [case.name for case in cases if case.name in known and case.name not in differences]
    assert not wrong, "\n".join(wrong)
    assert not fixed, f"known as failing, but agree now: {fixed}"


def test_errors_are_told_at_the_references_places() -> None:
    """Line and column of all errors of the corpus, those on which nixray is known to differ included."""
    answers = [(Answer.loads(case.answer_file.read_text()), case) for case in CASES]
    errors = [(wanted, case) for wanted, case in answers if wanted.error is not None]
    right = sum(wanted.position == ask(case).position for wanted, case in errors)
    assert right >= PLACES_RIGHT * len(errors), f"{right} of {len(errors)}"


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
