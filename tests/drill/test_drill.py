"""A few of the drill's mutants through everything; `make drill` does them all."""

from __future__ import annotations

import pytest

from tests.drill.exercise import SET, derivations, drill, paths_of
from tests.drill.mutants import MUTANTS

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
