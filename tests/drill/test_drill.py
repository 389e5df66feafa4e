"""A few of the drill's mutants through everything; `make drill` does them all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.recording import PACKAGES, answers_file
from tests.cli.command import nixray
from tests.drill.exercise import SET, derivations, drill, paths_of
from tests.drill.mutants import MUTANTS, environment

# One each of: a wrong order, an off-by-one.
IN_SHORT = ("attrNames", "substring")


@pytest.mark.parametrize(
    "mutant", [each for each in MUTANTS if each.builtin in IN_SHORT], ids=lambda each: each.builtin
)
def test_a_mutant_is_caught_placed_and_reduced(reference: str, mutant: object) -> None:
    """It changes derivations; the first cause is where it shows; the divergence and the case name it."""
    outcome = drill(mutant, reference)  # type: ignore[arg-type]
    assert outcome.caught["drill"] >= 1
    assert outcome.root_right and outcome.place_right and outcome.small, outcome


def test_every_mutant_changes_the_drills_package_set() -> None:
    """No mutant survives: each changes the attribute that is there for it."""
    from eval_jobs.root import file_root

    root = file_root(str(SET))
    paths = paths_of(root)
    right = derivations(root, paths, None)[1]
    assert len(MUTANTS) >= 25 and all(right.values())
    survived = [each.name for each in MUTANTS if derivations(root, paths, each)[1][(each.seen,)] == right[(each.seen,)]]
    assert survived == []


def test_a_fault_in_all_processes_of_a_run(reference: str, tmp_path: Path) -> None:
    """A whole run against recorded answers, through the command line: the root of most differences comes first, and
    with the reference's derivation in its place all match that hang on nothing else."""
    out = tmp_path / "run"
    more = environment("toJSON")
    ran = nixray("regress", str(PACKAGES), "--reference", str(answers_file("2.34.8")), "--out", str(out), **more)
    assert ran.status == 1, ran.err
    told = nixray("causes", str(out), "--reference", reference, "--format", "json", **more)
    assert told.status == 1, told.err
    found = json.loads(told.out)
    first = found["causes"][0]
    assert (first["field"], first["key"], first["explains"], found["differing"]) == ("env", "configurePhase", 3, 4)
    assert first["source"]["file"].endswith("programs/editor.nix") and first["source"]["line"] == 22
    # These two write JSON themselves, too.
    assert first["check"] == {"match": 2, "remain": 2, "some": ["desktop", "generatedConfig"]}
