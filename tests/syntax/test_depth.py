"""Texts nested far deeper than anybody writes."""

from __future__ import annotations

import pytest

from tests.syntax.parsing import answer, on_large_stack

DEPTH = 100_000
NESTED = {
    "parentheses": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "sets": ("{a=", "1", ";}"),
    "functions": ("x: ", "1", ""),
    "patterns": ("{x ? ", "1", "}: 1"),
    "negations": ("!", "1", ""),
    "minus": ("- ", "1", ""),
    "concatenations": ("1++", "1", ""),
    "sums": ("1+", "1", ""),
    "questions": ("", "1", "?a"),
    "defaults": ("{}.a or ", "1", ""),
    "strings": ('"${', "1", '}"'),
    "indented strings": ("''${", "1", "}''"),
    "conditions": ("if 1 then 1 else ", "1", ""),
    "lets": ("let in ", "1", ""),
    "withs": ("with 1; ", "1", ""),
    "assertions": ("assert 1; ", "1", ""),
    "inherits": ("{inherit(", "1", ");}"),
    "legacy lets": ("let {a=", "1", ";}"),
    "paths": ("/${", "1", "}"),
    "attribute paths": ("a.${", "1", "}"),
}


@pytest.mark.parametrize("shape", NESTED)
def test_deep_text_is_parsed(shape: str) -> None:
    """On the stack of an evaluation, 100,000 levels are parsed and printed."""
    opening, inner, closing = NESTED[shape]
    text = (opening * DEPTH + inner + closing * DEPTH).encode()
    ours = on_large_stack(lambda: answer(text, []))
    assert ours.error == ""
    assert len(ours.printed) > 0


@pytest.mark.parametrize("shape", NESTED)
def test_small_stack_is_an_error(shape: str) -> None:
    """On a small stack they end in an error instead of a crash."""
    opening, inner, closing = NESTED[shape]
    text = (opening * DEPTH * 10 + inner + closing * DEPTH * 10).encode()
    ours = answer(text, [])
    assert ours.error == "stack overflow (possible infinite recursion)"


def test_unclosed_nesting_is_a_syntax_error() -> None:
    """The error at the end of 100,000 open brackets is found."""
    ours = on_large_stack(lambda: answer(b"[" * DEPTH, []))
    assert ours.error == "syntax error, unexpected end of file"
