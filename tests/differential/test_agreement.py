"""Generated programs: nixray says what reference Nix says. A fixed budget; `make fuzz` has no bound."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.differential.builtin_calls import call_programs
from tests.differential.fuzzing import as_corpus_case, programs_from
from tests.differential.judging import Judge
from tests.differential.library import library_program
from tests.differential.programs import Program
from tests.differential.reduction import reduce
from tests.differential.strategies import STRATEGIES

SEED = 2
LANGUAGE_PROGRAMS = 400
LIBRARY_PROGRAMS = 100
BUILTIN_CALLS = 300


def differing(judge: Judge, strategy: st.SearchStrategy[Program], count: int) -> list[str]:
    """What differs among so many programs, as cases of the corpus."""
    found = judge.differences(islice(programs_from(strategy, SEED), count))
    return [as_corpus_case(each, number) for number, each in enumerate(found)]


def test_programs_of_the_language_agree(reference: str, tmp_path: Path) -> None:
    """Values, lazily and strictly printed, standard error, and errors with their places."""
    different = differing(Judge(Path(reference), tmp_path), STRATEGIES["language"], LANGUAGE_PROGRAMS)
    assert not different, "\n".join(different)


def test_calls_of_builtins_agree(reference: str, tmp_path: Path) -> None:
    """A part of all calls with every sort of value in every place (docs/notes/fuzzing.md has what still differs)."""
    found = Judge(Path(reference), tmp_path).differences(islice(call_programs(SEED), BUILTIN_CALLS))
    assert not found, "\n".join(as_corpus_case(each, number) for number, each in enumerate(found))


def test_programs_in_the_style_of_nixpkgs_agree(
    reference: str, nixpkgs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Functions of `lib`, overrides, fixed points and modules."""
    monkeypatch.setenv("NIXRAY_NIXPKGS", str(nixpkgs))
    strategy = st.randoms(use_true_random=True).map(library_program)
    different = differing(Judge(Path(reference), tmp_path), strategy, LIBRARY_PROGRAMS)
    assert not different, "\n".join(different)


def test_a_difference_is_made_small() -> None:
    """What has nothing to do with a difference is left out."""
    from tests.corpus.cases import Answer
    from tests.differential.judging import Difference

    text = b"let a = [ 1 2 (f { x = 3; }) ]; f = y: y; in { b = a; c = builtins.length a + 1; }"
    found = Difference(Program(text), "strict", Answer(value="1"), Answer(value="2"))
    small = reduce(found, lambda tries: [each for each in tries if b"builtins.length" in each.program.source])
    assert small.program.source == b"builtins.length"
