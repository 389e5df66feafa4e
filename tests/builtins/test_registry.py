"""The table of builtins tells of the families it has not loaded yet."""

from __future__ import annotations

from importlib import import_module

import pytest

from evaluator.builtins import registry


@pytest.mark.parametrize("family", registry.LATER)
def test_a_family_registers_what_the_table_says(family: str) -> None:
    """Names and arities are those of the family's own `@builtin` lines."""
    module = import_module(f"evaluator.builtins.{family}")
    table = registry.table()
    for word in registry.LATER[family].split():
        name, _, arity = word.partition(":")
        function = table[name].function
        assert table[name].arity == int(arity)
        assert function.__module__ == module.__name__, f"{name} is not loaded by {family}"


def test_an_arity_that_differs_is_an_error() -> None:
    """A table that is wrong about a family shows when the family is loaded."""
    registry.table()
    with pytest.raises(AssertionError, match="takes 3 arguments, not 2"):
        registry.builtin("match", 3)(lambda *args: args)
