"""The kinds of programs that can be generated, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from tests.differential.builtin_calls import call_programs
from tests.differential.hostile import hostile_program
from tests.differential.language import language_programs
from tests.differential.library import library_program
from tests.differential.programs import Program

STRATEGIES: dict[str, st.SearchStrategy[Program]] = {
    "language": language_programs(),
    "library": st.randoms(use_true_random=True).map(library_program),
    "hostile": st.randoms(use_true_random=True).map(hostile_program),
}

FINITE: dict[str, Callable[[int], Iterator[Program]]] = {"builtins": call_programs}
"""Programs that come to an end: all of them, in the order of a seed."""
