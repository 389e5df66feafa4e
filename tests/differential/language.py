"""Programs over the whole language and all pure builtins, as a Hypothesis strategy."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tests.differential.choices import Choices
from tests.differential.expressions import Writer
from tests.differential.programs import FEATURES, Program

ALL_FEATURES = (
    "pipe-operators dynamic-derivations ca-derivations impure-derivations parse-toml-timestamps flakes blake3-hashes"
)
_PRINTS = (
    (88, ("lazy", "strict")),
    (4, ("json",)),
    (3, ("xml",)),
    (1, ("xml-positions",)),
    (1, ("raw",)),
    (3, ("instantiate",)),
)


def language_program(random: Random) -> Program:
    """A program, printed lazily and then strictly, or in another form."""
    choices = Choices(random)
    prints = choices.weighted(_PRINTS)
    features = ALL_FEATURES if prints == ("lazy", "strict") and choices.chance(25) else FEATURES
    return Program(Writer(choices).program().encode("latin-1"), prints, features)


def language_programs() -> st.SearchStrategy[Program]:
    """Any program of the language."""
    return st.randoms(use_true_random=True).map(language_program)
