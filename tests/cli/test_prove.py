"""`nixray jobs --prove`: what must not matter does not, and what does is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.recording import PACKAGES
from tests.cli.command import nixray
from tests.cli.test_jobs import lines


def test_the_embedded_set_depends_on_nothing_it_must_not() -> None:
    """Order, workers, a cold root, tight memory, another user and another source path change nothing."""
    ran = nixray("jobs", str(PACKAGES), "--prove", "79", "--seed", "7")
    assert ran.status == 0, ran.err
    assert ran.err == "proved: 79 attributes, 0 disagreements (seed 7)\n"
    assert len(lines(ran.out)) == 79


@pytest.mark.parametrize(
    "value, circumstance",
    [('builtins.getEnv "HOME"', "another user"), ("toString ./.", "another source path")],
)
def test_a_dependence_is_found_with_its_seed(tmp_path: Path, value: str, circumstance: str) -> None:
    """A program that looks at what it should not is told, by attribute and circumstance."""
    (tmp_path / "default.nix").write_text(f"""{{
      pure = derivation {{ name = "p"; system = "s"; builder = "b"; }};
      impure = derivation {{ name = "i"; system = "s"; builder = "b"; v = {value}; }};
    }}""")
    ran = nixray("jobs", str(tmp_path), "--prove", "2", "--seed", "3")
    assert ran.status == 1
    assert f"disagreement: impure with {circumstance} (seed 3)" in ran.err
    assert ran.err.count("disagreement: ") == 1 and "1 disagreements (seed 3)" in ran.err
